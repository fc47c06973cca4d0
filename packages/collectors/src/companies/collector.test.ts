import { CompanyEntry } from '@tickermill/core';
import { get, makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { forEachAnswer } from '../samples.fixture.ts';
import { companies } from './collector.ts';

describe('collector companies', () => {
  checkCollector(companies, {
    list: 'found',
    'list-with-odd-entries': 'found',
    'list-other-shape': 'UNEXPECTED_ANSWER',
    'list-empty': 'UNEXPECTED_ANSWER',
    'list-html': 'UNEXPECTED_ANSWER',
    'list-missing': 'UNEXPECTED_ANSWER',
  });

  it('pads CIKs and writes symbols in upper case', () => {
    const fixture = fixturesOf('companies').get('list');
    expect(fixture && outcomeOf(companies, fixture)).to.deep.equal({
      kind: 'found',
      found: 3,
      records: [
        { cik: '0009990001', symbol: 'EXMP', name: 'EXAMPLE CORP' },
        { cik: '0009990001', symbol: 'EXMP-B', name: 'EXAMPLE CORP' },
        { cik: '0000001750', symbol: 'SMPL', name: 'Sample Holdings, Inc.' },
      ],
    });
  });

  it('leaves out what it cannot read, and reports each', () => {
    const fixture = fixturesOf('companies').get('list-with-odd-entries');
    const outcome = fixture && outcomeOf(companies, fixture);
    const records = outcome?.kind === 'found' ? CompanyEntry.array().parse(outcome.records) : [];
    expect(records.filter((record) => !('odd' in record))).to.have.length(3);
    const odd = records.flatMap((record) => ('odd' in record ? [record.odd.split(':')[0]] : []));
    expect(odd).to.deep.equal(['cik_str', 'cik_str', 'ticker', 'ticker', 'title', '']);
    expect(outcome).to.include({ kind: 'found', found: 3 });
  });

  it('refuses a list of which more than a tenth cannot be read, unless those are few', () => {
    const request = get('https://www.sec.gov/files/company_tickers.json');
    const [step] = companies.steps;
    const parse = (good: number, odd: number) => {
      const entries = Array.from({ length: good + odd }, (_, nth) => [
        String(nth),
        nth < good ? { cik_str: nth + 1, ticker: `S${nth}`, title: 'x' } : {},
      ]);
      return step?.parse(
        makeAnswer(request, { status: 200, body: Buffer.from(JSON.stringify(Object.fromEntries(entries))) }),
        {},
      );
    };
    expect(parse(1, 10)).to.include({ kind: 'found' });
    expect(() => parse(98, 11)).to.throw('11 of 109');
    expect(parse(99, 11)).to.include({ kind: 'found' });
  });

  const lists = { collector: 'companies', fixtures: ['list'], samples: '.', pattern: /^company_tickers\.json$/ };
  forEachAnswer(lists, (body) => {
    const request = get('https://www.sec.gov/files/company_tickers.json');
    const [list] = companies.steps;
    const outcome = list?.parse(makeAnswer(request, { status: 200, body }), {});
    const records = outcome?.kind === 'found' ? (outcome.records ?? []) : [];
    expect(records).to.have.length(Object.keys(JSON.parse(body.toString())).length);
    for (const record of records) expect(CompanyEntry.parse(record)).to.deep.equal(record);
  });
});
