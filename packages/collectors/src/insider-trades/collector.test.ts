import { OwnershipFiling } from '@tickermill/core';
import { expect } from 'chai';
import { answerOf, checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { insiderTrades } from './collector.ts';

const fixtures = fixturesOf('insider-trades');

function fixture(name: string) {
  const found = fixtures.get(name);
  if (!found) throw new Error(`no fixture ${name}`);
  return found;
}

function recordOf(name: string): OwnershipFiling {
  const outcome = outcomeOf(insiderTrades, fixture(name));
  return OwnershipFiling.parse(outcome.kind === 'found' ? outcome.records?.[0] : undefined);
}

describe('collector insider-trades', () => {
  checkCollector(
    insiderTrades,
    {
      'submissions-other': 'WRONG_ANSWER',
      submissions: 'found',
      'submissions-html': 'UNEXPECTED_ANSWER',
      'submissions-none-in-range': 'nothing',
      'submissions-only-older-page': 'found',
      'submissions-unequal-columns': 'UNEXPECTED_ANSWER',
      'submissions-unknown-cik': 'gone',
      'older-page': 'found',
      'older-page-missing': 'UNEXPECTED_ANSWER',
      'older-page-none-in-range': 'nothing',
      document: 'found',
      'document-bare': 'found',
      'document-cut-off': 'MALFORMED_XML',
      'document-html': 'NOT_XML',
      'document-missing': 'REFUSED',
      'document-on-paper': 'NOT_OWNERSHIP',
      'document-other-issuer': 'found elsewhere',
      'document-wrong': 'WRONG_DOCUMENT',
    },
    (record) => OwnershipFiling.parse(record).issuer.cik,
  );

  it('starts with the submissions of its target and fetches ten filings unless told otherwise', () => {
    const params = insiderTrades.params.parse({ since: '2025-01-01' });
    expect(insiderTrades.start({ target: '0009990001', params })).to.deep.equal({
      step: 'submissions',
      input: { cik: '0009990001', since: '2025-01-01', maxFilings: 10 },
    });
    expect(insiderTrades.params.safeParse({ since: '2025-01-32' }).success).to.equal(false);
  });

  it('asks for older pages first, then for the documents newest first, each unless stored', () => {
    const outcome = outcomeOf(insiderTrades, fixture('submissions'));
    const range = { cik: '0009990001', since: '2025-01-01', maxFilings: 10 };
    const document = (accession: string, filedOn: string) => ({
      step: 'document',
      input: { cik: '0009990001', accession, filedOn },
      unlessStored: accession,
    });
    expect(outcome).to.deep.equal({
      kind: 'found',
      found: 2,
      documentLimit: 10,
      next: [
        { step: 'older-page', input: { ...range, name: 'CIK0009990001-submissions-001.json' } },
        document('0009990003-25-000020', '2025-03-03'),
        document('0009990003-25-000017', '2025-01-10'),
      ],
    });
  });

  it('takes the days of a filing from its submission, and counts documents as nothing newly found', () => {
    const { accession, filedOn, filedAt, url, documentSha256, parserVersion } = recordOf('document');
    expect({ accession, filedOn, filedAt, url, documentSha256, parserVersion }).to.deep.equal({
      accession: '0009990003-25-000017',
      filedOn: '2025-01-10',
      filedAt: '2025-01-10T21:07:30.000Z',
      url: 'https://www.sec.gov/Archives/edgar/data/9990001/0009990003-25-000017.txt',
      documentSha256: answerOf(fixture('document')).sha256,
      parserVersion: 1,
    });
    expect(outcomeOf(insiderTrades, fixture('document'))).to.include({ found: 0 });
  });

  it('takes the day of a bare document from the list that named it', () => {
    expect(recordOf('document-bare')).to.include({ filedOn: '2025-01-10', filedAt: null, is10b5_1: null });
  });

  it('refuses the name of a page that is none', () => {
    const olderPage = insiderTrades.steps.find(({ id }) => id === 'older-page');
    const input = fixture('older-page').input;
    expect(olderPage?.input.safeParse({ ...input, name: '../CIK0009990001.json' }).success).to.equal(false);
    expect(olderPage?.input.safeParse(input).success).to.equal(true);
  });
});
