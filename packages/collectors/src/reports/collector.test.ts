import type { CompanyReports } from '@tickermill/core';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { reports } from './collector.ts';

const outcome = (name: string) => {
  const fixture = fixturesOf('reports').get(name);
  if (!fixture) throw new Error(name);
  const found = outcomeOf(reports, fixture);
  if (found.kind !== 'found') throw new Error(found.kind);
  return { records: found.records as readonly CompanyReports[], next: found.next ?? [] };
};

describe('collector reports', () => {
  checkCollector(
    reports,
    {
      submissions: 'found',
      'submissions-without-reports': 'found',
      'submissions-other': 'WRONG_ANSWER',
      'submissions-unequal-columns': 'UNEXPECTED_ANSWER',
      'submissions-unknown-cik': 'gone',
      'submissions-html': 'UNEXPECTED_ANSWER',
      'older-page': 'found',
      'older-page-without-reports': 'nothing',
      'older-page-missing': 'UNEXPECTED_ANSWER',
    },
    (record) => (record as CompanyReports).cik,
  );

  it('names each report once, the newest first, and the older pages that reach into the range', () => {
    const { records, next } = outcome('submissions');
    expect(records[0]?.reports.map(({ accession, form, reportDate }) => [accession, form, reportDate])).to.deep.equal([
      ['0009990001-26-000041', '10-Q', '2026-09-30'],
      ['0009990001-26-000030', '10-Q/A', '2026-06-30'],
      ['0009990001-26-000021', '10-Q', '2026-06-30'],
      ['0009990003-26-000017', 'NT 10-Q', null],
      ['0009990001-25-000009', '10-K405', null],
    ]);
    expect(next.map(({ input }) => input['name'])).to.deep.equal(['CIK0009990001-submissions-001.json']);
  });

  it('takes no file name that leads elsewhere, and sizes in digits', () => {
    const [record] = outcome('submissions').records;
    expect(
      record?.reports.map(({ primaryDocument, size, isInlineXbrl }) => [primaryDocument, size, isInlineXbrl]),
    ).to.deep.equal([
      ['exmp-20260930.htm', 8_012_345, true],
      ['exmp-20260630a.htm', 7_012_345, true],
      ['exmp-20260630.htm', 6_012_345, true],
      [null, 14_000, false],
      [null, 9_000, false],
    ]);
  });

  it('describes the company, and leaves null what the file leaves blank', () => {
    expect(outcome('submissions').records[0]?.registrant).to.deep.include({
      name: 'EXAMPLE CORP',
      fiscalYearEnd: '0930',
      exchanges: ['NYSE'],
      formerNames: ['EXAMPLE INC'],
    });
    expect(outcome('submissions-without-reports').records[0]?.registrant).to.deep.include({ name: null, tickers: [] });
    expect(outcome('older-page').records[0]?.registrant).to.equal(null);
  });
});
