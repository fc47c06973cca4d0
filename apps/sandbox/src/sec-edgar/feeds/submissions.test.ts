import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../../sandbox.ts';
import { ask, askJson } from '../../testing/ask.ts';
import type { columnsOf } from './submissions.ts';

type Columns = ReturnType<typeof columnsOf>;
interface Submissions {
  cik: string;
  name: string;
  tickers: string[];
  filings: {
    recent: Columns;
    files: { name: string; filingCount: number; filingFrom: string; filingTo: string }[];
  };
}

const file = (cik: string) => `/data.sec.gov/submissions/CIK${cik}.json`;

describe('submissions', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 60, recentFilings: 50, secCeilingPerSecond: 0 });
  });
  after(() => sandbox.close());

  it('have every column of the real file, of one length', async () => {
    const { filings } = await askJson<Submissions>(sandbox, file('0000320193'));
    expect(Object.keys(filings.recent)).to.deep.equal([
      'accessionNumber',
      'filingDate',
      'reportDate',
      'acceptanceDateTime',
      'act',
      'form',
      'fileNumber',
      'filmNumber',
      'items',
      'core_type',
      'size',
      'isXBRL',
      'isInlineXBRL',
      'primaryDocument',
      'primaryDocDescription',
    ]);
    for (const column of Object.values(filings.recent)) expect(column).to.have.length(50);
    expect(filings.recent.acceptanceDateTime[0]).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  });

  it('go on in older pages, newest first, without a gap or a repetition', async () => {
    const { filings } = await askJson<Submissions>(sandbox, file('0000789019'));
    const pages = await Promise.all(
      filings.files.map(({ name }) => askJson<Columns>(sandbox, `/data.sec.gov/submissions/${name}`)),
    );
    expect(pages.length).to.be.greaterThan(1);
    const all = [filings.recent, ...pages].flatMap((page) => page.acceptanceDateTime);
    expect(all).to.deep.equal([...all].sort().reverse());
    const accessions = [filings.recent, ...pages].flatMap((page) => page.accessionNumber);
    expect(new Set(accessions).size).to.equal(accessions.length);
    pages.forEach(({ filingDate }, nth) => {
      const { filingCount, filingFrom, filingTo } = filings.files[nth] ?? { filingTo: '' };
      expect([filingCount, filingFrom]).to.deep.equal([filingDate.length, filingDate.at(-1)]);
      expect(filingTo < (filingDate[0] ?? '')).to.equal(true); // a day early, as in the real files
    });
    expect(all.at(-1)?.slice(0, 4)).to.equal('2024');
  });

  it('name other forms beside the ownership forms', async () => {
    const { filings } = await askJson<Submissions>(sandbox, file('0000320193'));
    expect(filings.recent.form).to.include.members(['4', '8-K', '144', '10-Q']);
    const other = filings.recent.form.indexOf('8-K');
    const path = `/www.sec.gov/Archives/edgar/data/320193/${filings.recent.accessionNumber[other]}.txt`;
    expect((await ask(sandbox, path)).text).to.include('<TYPE>8-K');
  });

  it('name filings about other issuers in the feed of a listed owner, and serve them there', async () => {
    const feeds = await Promise.all(
      ['0000320193', '0000789019', '0001045810', '0001018724', '0001652044', '0001326801', '0001067983'].map((cik) =>
        askJson<Submissions>(sandbox, file(cik)),
      ),
    );
    const documents = feeds.flatMap(({ cik, filings: { recent } }) =>
      recent.form.flatMap((form, nth) => {
        const isOwners = /^[345]/.test(form) && recent.fileNumber[nth] !== ''; // the mark of an owner's feed
        return isOwners ? [{ cik, path: `${Number(cik)}/${recent.accessionNumber[nth]}.txt` }] : [];
      }),
    );
    expect(documents).not.to.deep.equal([]);
    for (const { cik, path } of documents) {
      const { status, text } = await ask(sandbox, `/www.sec.gov/Archives/edgar/data/${path}`);
      expect(status).to.equal(200);
      expect(text).to.include(`<rptOwnerCik>${cik}</rptOwnerCik>`).and.not.to.include(`<issuerCik>${cik}</issuerCik>`);
    }
  });

  it('exist for a person too', async () => {
    const { filings } = await askJson<Submissions>(sandbox, file('0000320193'));
    const accession = filings.recent.accessionNumber[filings.recent.form.indexOf('4')];
    const { text } = await ask(sandbox, `/www.sec.gov/Archives/edgar/data/320193/${accession}.txt`);
    const owner = /<rptOwnerCik>(\d+)</.exec(text)?.[1] ?? '';
    const own = await askJson<Submissions>(sandbox, file(owner));
    expect(own.tickers).to.deep.equal([]);
    expect(own.filings.recent.accessionNumber).to.include(accession);
    expect((await ask(sandbox, `/www.sec.gov/Archives/edgar/data/${Number(owner)}/${accession}.txt`)).text).to.equal(
      text,
    );
  });

  it('are a NoSuchKey for a CIK that no one has', async () => {
    for (const path of [
      file('0000000001'),
      file('2950000000'),
      file('0009999999'),
      '/data.sec.gov/submissions/CIK1.json',
    ]) {
      const { status, text, headers } = await ask(sandbox, path);
      expect([status, headers['content-type']]).to.deep.equal([404, 'application/xml']);
      expect(text).to.include('<Code>NoSuchKey</Code>');
    }
  });
});
