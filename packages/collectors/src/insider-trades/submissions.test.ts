import { expect } from 'chai';
import { forEachAnswer } from '../samples.fixture.ts';
import { FilingColumns, ownershipFilings, pagesSince, Submissions } from './submissions.ts';

describe('submissions', () => {
  const columns = {
    accessionNumber: ['0009990003-25-000001', '0009990003-25-000003', '0009990003-25-000002', '0009990003-25-000003'],
    filingDate: ['2025-01-02', '2025-01-04', '2025-01-03', '2025-01-04'],
    form: ['5/A', '3', '4', '3'],
  };

  it('lists filings newest first and each once, whatever the order of the columns', () => {
    expect(ownershipFilings(columns, '2025-01-01')).to.deep.equal([
      { accession: '0009990003-25-000003', form: '3', filedOn: '2025-01-04' },
      { accession: '0009990003-25-000002', form: '4', filedOn: '2025-01-03' },
      { accession: '0009990003-25-000001', form: '5/A', filedOn: '2025-01-02' },
    ]);
  });

  it('includes the first day of the range', () => {
    expect(ownershipFilings(columns, '2025-01-03').map(({ filedOn }) => filedOn)).to.deep.equal([
      '2025-01-04',
      '2025-01-03',
    ]);
    const page = { name: 'CIK0009990001-submissions-001.json', filingFrom: '2019-01-01', filingTo: '2025-01-03' };
    expect(pagesSince([page], '2025-01-03')).to.deep.equal([page]);
    expect(pagesSince([page], '2025-01-04')).to.deep.equal([page]); // what EDGAR calls the end can be a day early
    expect(pagesSince([page], '2025-01-05')).to.deep.equal([]);
  });

  it('knows forms 3, 4, 5 and amendments from what merely starts alike', () => {
    const forms = ['3', '3/A', '4', '4/A', '5', '5/A', '424B5', '425', '40-F', '3-A', '144', '4 '];
    const wide = {
      accessionNumber: forms.map((_, at) => `0009990003-25-0000${10 + at}`),
      filingDate: forms.map(() => '2025-01-02'),
      form: forms,
    };
    expect(ownershipFilings(wide, '2025-01-01').map(({ form }) => form)).to.deep.equal(forms.slice(0, 6));
  });

  // Every answer that we have, against a count by hand over the raw columns.
  describe('answers', () => {
    const answers = {
      collector: 'insider-trades',
      fixtures: ['submissions', 'older-page'],
      samples: 'submissions',
      pattern: /\.json$/,
    };
    forEachAnswer(answers, (bytes) => {
      const raw = JSON.parse(bytes.toString());
      const isPage = raw.filings === undefined;
      const recent = isPage ? FilingColumns.parse(raw) : Submissions.parse(raw).filings.recent;
      const all = raw.filings?.recent ?? raw;
      const since = '2018-01-01';
      const expected = (all.form as string[]).filter(
        (form, at) =>
          /^[345](\/A)?$/.test(form) &&
          (all.filingDate as string[])[at]?.localeCompare(since) !== -1 &&
          all.accessionNumber.indexOf(all.accessionNumber[at]) === at, // a page that shifts repeats a filing
      );
      const filings = ownershipFilings(recent, since);
      expect(filings.map(({ form }) => form)).to.deep.equal(expected);
      if (!isPage) {
        expect(Submissions.parse(raw).filings.files.map(({ name }) => name)).to.deep.equal(
          raw.filings.files.map(({ name }: { name: string }) => name),
        );
      }
    });
  });
});
