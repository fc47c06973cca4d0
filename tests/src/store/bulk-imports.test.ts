import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importBulk } from '@tickermill/engine/imports';
import { storeCompanies } from '@tickermill/store/datasets';
import { earningsHistory, earningsRevisions, listReports } from '@tickermill/store/fundamentals';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { makeZip } from './make-zip.fixture.ts';

const now = () => new Date('2026-11-20T22:00:00Z');
const made = new Date('2026-11-20T08:00:00Z');
const cikOf = (number: number) => String(number).padStart(10, '0');

/** A company of one report, which states a year. */
function factsOf(number: number, revenue: number, filed = '2025-02-10'): Buffer {
  const row = {
    start: '2024-01-01',
    end: '2024-12-31',
    val: revenue,
    accn: '0000000001-25-000001',
    fy: 2024,
    fp: 'FY',
    form: '10-K',
    filed,
  };
  return Buffer.from(
    JSON.stringify({
      cik: number,
      entityName: `COMPANY ${number}`,
      facts: { 'us-gaap': { Revenues: { units: { USD: [row] } } } },
    }),
  );
}
const entry = (number: number, content: Buffer, changes = {}) => ({
  name: `CIK${cikOf(number)}.json`,
  content,
  at: made,
  ...changes,
});

describe('a bulk file', () => {
  let store: ScratchStore;
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-test-bulk-'));
  });
  beforeEach(async () => {
    store = await openScratchStore();
    const companies = [1, 2, 3, 4].map((number) => ({
      cik: cikOf(number),
      symbol: `C${number}`,
      name: `Company ${number}`,
    }));
    await store.transaction((tx) => storeCompanies(tx, companies));
  });
  afterEach(() => store.close());
  after(() => rmSync(folder, { recursive: true, force: true }));

  const keep = (zip: Buffer, name = 'companyfacts.zip') => {
    const file = path.join(folder, name);
    writeFileSync(file, zip);
    return file;
  };
  const bring = (file: string, options: Partial<Parameters<typeof importBulk>[1]> = {}) =>
    importBulk({ store, now }, { kind: 'companyfacts', file, dryRun: false, again: false, actor: 'test', ...options });
  const revenueOf = async (number: number) =>
    (await earningsHistory(store.sql, cikOf(number))).map(({ figures }) => figures.revenue?.value);
  const whole = [
    entry(1, factsOf(1, 100)),
    entry(2, Buffer.from('<html>Busy</html>')),
    entry(9, factsOf(9, 900)),
    entry(3, factsOf(3, 300)),
    entry(4, Buffer.from('{"cik":4,"entityName":"EMPTY","facts":{}}')),
    { ...entry(1, factsOf(1, 1)), name: 'README.txt' },
  ];

  it('is stored company by company, those of the universe alone, and each bad entry is told', async () => {
    for (const zip64 of [false, true]) {
      const result = await bring(keep(makeZip(whole, { zip64 })), { again: true });
      expect(result).to.deep.include({ from: 0, position: 6, entries: 6, state: 'done' });
      const first = { stored: 2, unchanged: 0, kept: 0, empty: 1, outside: 1, refused: 2 };
      expect(result.counts).to.deep.equal(zip64 ? { ...first, stored: 0, unchanged: 2 } : first);
      expect(result.refusals.map(({ entry, code }) => `${entry} ${code}`)).to.deep.equal([
        `CIK${cikOf(2)}.json UNEXPECTED_ANSWER`,
        'README.txt UNEXPECTED_ANSWER',
      ]);
    }
    expect(await revenueOf(1)).to.deep.equal(['100']);
    expect(await revenueOf(3)).to.deep.equal(['300']);
    const [fetched] = await store.db.$queryRaw<{ at: Date; kept: boolean }[]>`
      SELECT fetched_at AS at, EXISTS (SELECT FROM captures WHERE sha256 = document_sha256) AS kept FROM company_facts WHERE cik = ${cikOf(1)}`;
    expect(fetched).to.deep.equal({ at: made, kept: true });
    const audited = await store.db.$queryRaw<
      { actor: string }[]
    >`SELECT actor FROM audit_log WHERE action = 'importBulkFile'`;
    expect(audited).to.deep.equal([{ actor: 'test' }, { actor: 'test' }]);
  });

  it('goes on after the last stored company, and comes to the same', async () => {
    const file = keep(makeZip(whole));
    const stop = new AbortController();
    const stopped = await bring(file, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(stopped).to.deep.include({ from: 0, position: 1, state: null });
    const rest = await bring(file);
    expect(rest).to.deep.include({ from: 1, position: 6, state: 'done' });
    expect(rest.counts).to.deep.equal({ stored: 2, unchanged: 0, kept: 0, empty: 1, outside: 1, refused: 2 });
    expect(rest.refusals).to.have.length(2);
    expect(await bring(file)).to.deep.include({ state: 'done-before', counts: rest.counts });
    expect((await earningsRevisions(store.sql, cikOf(1))).length).to.equal(0);
  });

  it('changes what an older answer says, and leaves what a later one does', async () => {
    await bring(keep(makeZip([entry(1, factsOf(1, 100)), entry(3, factsOf(3, 300))])));
    await store.db.$executeRaw`UPDATE company_facts SET fetched_at = ${now()} WHERE cik = ${cikOf(3)}`;
    const file = keep(makeZip([entry(1, factsOf(1, 101)), entry(3, factsOf(3, 301))]), 'later.zip');
    const counts = { stored: 1, unchanged: 0, kept: 1, empty: 0, outside: 0, refused: 0 };
    expect((await bring(file, { dryRun: true })).counts).to.deep.equal(counts);
    expect(await revenueOf(1)).to.deep.equal(['100']);
    expect((await bring(file)).counts).to.deep.equal(counts);
    expect([await revenueOf(1), await revenueOf(3)]).to.deep.equal([['101'], ['300']]);
    expect((await bring(file, { again: true })).counts).to.deep.equal({ ...counts, stored: 0, unchanged: 1 });
    const revisions = await earningsRevisions(store.sql, cikOf(1));
    expect(revisions.map(({ value, replacedBy }) => [value, replacedBy])).to.deep.equal([['100', '101']]);
  });

  it('is refused if it is cut off, and an entry that is damaged is passed over', async () => {
    const zip = makeZip([entry(1, factsOf(1, 100), { isDamaged: true }), entry(3, factsOf(3, 300))]);
    for (const bytes of [zip.subarray(0, zip.length - 30), Buffer.from('no zip'), Buffer.alloc(0)]) {
      const error = await bring(keep(bytes, 'cut.zip')).catch((thrown: unknown) => thrown);
      expect(error).to.deep.include({ code: 'FILE_UNREADABLE' });
    }
    const { counts, refusals } = await bring(keep(zip));
    expect([counts.stored, counts.refused, refusals[0]?.code]).to.deep.equal([1, 1, 'UNEXPECTED_ANSWER']);
    expect(await revenueOf(3)).to.deep.equal(['300']);
  });

  it('is stored once, however many import it at the same time', async () => {
    const file = keep(makeZip(whole));
    const ended = await Promise.allSettled([bring(file), bring(file)]);
    const states = ended.map((each) =>
      each.status === 'fulfilled' ? each.value.state : (each.reason as { code: string }).code,
    );
    expect(
      states.filter((state) => state === 'done'),
      String(states),
    ).to.have.length(1);
    expect(states.filter((state) => state !== 'done')[0]).to.be.oneOf(['CHANGE_OVERTAKEN', 'done-before']);
    const [row] = await store.db.$queryRaw<
      { stored: number; position: number }[]
    >`SELECT stored, position FROM bulk_imports`;
    expect(row).to.deep.equal({ stored: 2, position: 6 });
  });

  it('holds lists of reports as well, with their older pages', async () => {
    const columns = (form: string, filed: string, accession: string) => ({
      accessionNumber: [accession],
      filingDate: [filed],
      form: [form],
      primaryDocument: ['a.htm'],
    });
    const list = {
      cik: 1,
      name: 'Company 1',
      filings: { recent: columns('10-K', '2026-02-10', '0000000001-26-000001'), files: [] },
    };
    const zip = makeZip([
      entry(1, Buffer.from(JSON.stringify(list))),
      {
        ...entry(1, Buffer.from(JSON.stringify(columns('10-Q', '1999-05-10', '0000000001-99-000001')))),
        name: `CIK${cikOf(1)}-submissions-001.json`,
      },
      entry(9, Buffer.from('{}')),
      entry(2, Buffer.from('{}')),
    ]);
    const file = keep(zip, 'submissions.zip');
    const counts = { stored: 2, unchanged: 0, kept: 0, empty: 0, outside: 1, refused: 1 };
    expect((await bring(file, { kind: 'submissions' })).counts).to.deep.equal(counts);
    const { items } = await listReports(store.sql, { ciks: [cikOf(1)] }, { limit: 10, offset: 0 });
    expect(items.map(({ form, filed, company }) => `${form} ${filed} ${company}`)).to.deep.equal([
      '10-K 2026-02-10 Company 1',
      '10-Q 1999-05-10 Company 1',
    ]);
    const again = { kind: 'submissions', again: true } as const;
    expect((await bring(file, again)).counts).to.deep.equal({ ...counts, stored: 0, unchanged: 2 });
    await store.db.$executeRaw`UPDATE registrants SET fetched_at = ${now()}`;
    expect((await bring(file, again)).counts).to.deep.equal({ ...counts, stored: 0, unchanged: 1, kept: 1 });
  });
});
