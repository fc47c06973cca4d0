import { get, makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { forEachAnswer } from '../samples.fixture.ts';
import { ownershipIndex } from './collector.ts';
import { readIndex } from './index-file.ts';

const named = (name: string) => {
  const fixture = fixturesOf('ownership-index').get(name);
  if (!fixture) throw new Error(`no fixture ${name}`);
  return outcomeOf(ownershipIndex, fixture);
};

describe('collector ownership-index', () => {
  checkCollector(ownershipIndex, {
    master: 'found',
    'master-last-line-whole': 'found',
    'master-cut-off': 'UNEXPECTED_ANSWER',
    'master-damaged': 'UNEXPECTED_ANSWER',
    'master-empty': 'found',
    'master-missing': 'found',
    'master-denied': 'found',
    'master-html': 'UNEXPECTED_ANSWER',
    form: 'found',
    'form-alone': 'found',
    'form-missing': 'found',
    'form-missing-alone': 'nothing',
    'form-empty-alone': 'nothing',
    'form-cut-off': 'UNEXPECTED_ANSWER',
    'form-master': 'UNEXPECTED_ANSWER',
    'form-missing-later-read': 'found',
    'directory-closed': 'found',
    'directory-has-it': 'nothing',
    'directory-few': 'nothing',
    'directory-missing': 'nothing',
    'directory-other': 'WRONG_ANSWER',
    'master-of-another-day': 'WRONG_ANSWER',
    'form-of-another-day': 'WRONG_ANSWER',
    'directory-html': 'UNEXPECTED_ANSWER',
  });

  const filings = [
    {
      accession: '0001001838-26-000011',
      form: '4',
      filedOn: '2026-11-19',
      ciks: ['0001001838', '0001990001'],
    },
    { accession: '0001209191-26-000123', form: '3/A', filedOn: '2026-11-18', ciks: ['0009990002'] },
  ];
  const about = { day: '2026-11-19', after: '2026-11-18' };

  it('names each ownership filing once with all its parties, and asks for the other file', () => {
    const outcome = named('master');
    if (outcome.kind !== 'found') throw new Error(outcome.kind);
    expect(outcome.records).to.deep.equal([{ ...about, isLast: false, isClosed: false, filings }]);
    const [first, ...documents] = outcome.next ?? [];
    expect(first).to.deep.include({ step: 'form', input: { ...about, laterRead: 0, isAlone: false } });
    expect(
      documents.map(({ collector, unlessStored, input }) => [collector, unlessStored, input['cik']]),
    ).to.deep.equal([
      ['insider-trades', '0001001838-26-000011', '0001001838'],
      ['insider-trades', '0001001838-26-000011', '0001990001'],
      ['insider-trades', '0001209191-26-000123', '0009990002'],
    ]);
  });

  it('looks at the directory once three later days are read, and takes a day that it does not name for closed', () => {
    const asked = named('form-missing-later-read');
    expect(asked.kind === 'found' && asked.next).to.deep.equal([{ step: 'directory', input: about }]);
    const closed = named('directory-closed');
    const record = { ...about, isLast: true, isClosed: true, filings: [] };
    expect(closed).to.deep.equal({ kind: 'found', records: [record], found: 0 });
  });

  it('reads the same in both formats, and ends the day with the second', () => {
    for (const [name, found] of [
      ['form', 0],
      ['form-alone', undefined],
    ] as const) {
      const outcome = named(name);
      if (outcome.kind !== 'found') throw new Error(outcome.kind);
      const [record] = outcome.records as [{ isLast: boolean; filings: typeof filings }];
      expect(record.isLast).to.equal(true);
      expect(record.filings.map(({ accession, ciks }) => [accession, [...ciks].sort()]).sort()).to.deep.equal(
        filings.map(({ accession, ciks }) => [accession, ciks]),
      );
      expect(outcome.found, name).to.equal(found);
    }
  });

  it('takes what the first file named when the second is missing, and says "not yet" without either', () => {
    expect(named('form-missing')).to.deep.include({
      records: [{ ...about, isLast: true, isClosed: false, filings: [] }],
      found: 0,
    });
    expect(named('form-missing-alone')).to.include({ because: 'EDGAR has no index of 2026-11-19 yet' });
    expect(named('master-denied')).to.deep.include({ found: 0 });
  });

  it('asks in the folder of the quarter', () => {
    const [master] = ownershipIndex.steps;
    const urlOf = (day: string) => master?.request({ day, after: day }).url;
    expect(urlOf('2026-01-02')).to.contain('/2026/QTR1/master.20260102.idx');
    expect(urlOf('2026-09-30')).to.contain('/2026/QTR3/master.20260930.idx');
  });
});

/** The day that a line of an index bears. */
const dayIn = (body: Buffer) =>
  (/(\d{4})-?(\d{2})-?(\d{2})[ |]+edgar\/data/.exec(body.toString('latin1')) ?? ['', '2026', '11', '19'])
    .slice(1)
    .join('-');

describe('a daily index', () => {
  const forms = {
    collector: 'ownership-index',
    fixtures: ['form', 'form-alone', 'form-empty-alone'],
    samples: 'index',
  };
  forEachAnswer({ ...forms, pattern: /form/ }, (body, name) => {
    const filings = readIndex(body.toString('latin1'), 'form', dayIn(body))?.filings ?? null;
    expect(filings === null).to.equal(name.includes('empty'));
    const rows = body
      .toString('latin1')
      .split('\n')
      .filter((line) => /^[345](?:\/A)? {2}/.test(line));
    expect((filings ?? []).reduce((sum, { ciks }) => sum + ciks.length, 0)).to.equal(rows.length);
    const accessions = (filings ?? []).map(({ accession }) => accession);
    expect(new Set(accessions).size).to.equal(accessions.length);
  });
  const masters = { collector: 'ownership-index', fixtures: ['master', 'master-last-line-whole'], samples: 'index' };
  forEachAnswer({ ...masters, pattern: /^master/ }, (body) => {
    const text = body.toString('latin1');
    const rows = text.split('\n').filter((line) => /\|[345](?:\/A)?\|\d{8}\|/.test(line));
    const { filings = [], reports = [] } = readIndex(text, 'master', dayIn(body)) ?? {};
    expect(filings.reduce((sum, { ciks }) => sum + ciks.length, 0)).to.equal(rows.length);
    const named = text.match(/\|(?:10-[KQ]T?|[24]0-F)(?:\/A)?\|\d{8}\||\|NT 10-[KQ]\|\d{8}\|/g) ?? [];
    expect(reports.reduce((sum, { ciks }) => sum + ciks.length, 0)).to.equal(named.length);
  });

  it('cut off anywhere but between two lines is refused', () => {
    const whole = fixturesOf('ownership-index').get('form')?.lines?.join('\n') ?? '';
    const heading = whole.indexOf('1-A POS');
    const url = 'https://www.sec.gov/Archives/edgar/daily-index/2026/QTR4/form.20261119.idx';
    for (let length = 1; length < whole.length; length += 1) {
      const text = makeAnswer(get(url), { status: 200, body: Buffer.from(whole.slice(0, length)) }).text();
      const isBetween = /\.txt *\n?$/.test(text) || (length <= heading && text.includes('-'.repeat(40)));
      if (isBetween) expect(() => readIndex(text, 'form', '2026-11-19'), text.slice(-30)).not.to.throw();
      else expect(() => readIndex(text, 'form', '2026-11-19'), text.slice(-30)).to.throw('cannot be read');
    }
  });
});
