import { Company } from '@tickermill/core';
import { get, makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { forEachAnswer } from '../samples.fixture.ts';
import { companies } from './collector.ts';

describe('collector companies', () => {
  checkCollector(companies, {
    list: 'found',
    'list-empty': 'UNEXPECTED_ANSWER',
    'list-html': 'UNEXPECTED_ANSWER',
    'list-missing': 'UNEXPECTED_ANSWER',
  });

  it('pads CIKs and writes symbols in upper case', () => {
    const fixture = fixturesOf('companies').get('list');
    expect(fixture && outcomeOf(companies, fixture)).to.deep.equal({
      kind: 'found',
      records: [
        { cik: '0009990001', symbol: 'EXMP', name: 'EXAMPLE CORP' },
        { cik: '0009990001', symbol: 'EXMP-B', name: 'EXAMPLE CORP' },
        { cik: '0000001750', symbol: 'SMPL', name: 'Sample Holdings, Inc.' },
      ],
    });
  });

  const lists = { collector: 'companies', fixtures: ['list'], samples: '.', pattern: /^company_tickers\.json$/ };
  forEachAnswer(lists, (body) => {
    const request = get('https://www.sec.gov/files/company_tickers.json');
    const [list] = companies.steps;
    const outcome = list?.parse(makeAnswer(request, { status: 200, body }), {});
    const records = outcome?.kind === 'found' ? (outcome.records ?? []) : [];
    expect(records).to.have.length(Object.keys(JSON.parse(body.toString())).length);
    for (const record of records) expect(Company.parse(record)).to.deep.equal(record);
  });
});
