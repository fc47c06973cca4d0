import type { CompanyEntry } from '@tickermill/core';
import { storeCompanies } from '@tickermill/store/datasets';
import {
  ciksOf,
  countOpenFindings,
  findInstruments,
  identityOf,
  listingFindings,
  markFindingSeen,
  track,
  trackedTickers,
} from '@tickermill/store/universe';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

describe('storing companies', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const list = (...companies: CompanyEntry[]) => store.transaction((tx) => storeCompanies(tx, companies));
  const alphabet = { cik: '0001652044', name: 'Alphabet Inc.' };

  it('makes one instrument per symbol, two of which may share a CIK', async () => {
    const [counts] = await list({ ...alphabet, symbol: 'GOOG' }, { ...alphabet, symbol: 'GOOGL' });
    expect(counts).to.deep.equal({ target: '*', records: 2, created: 2, updated: 0 });
    const found = await findInstruments(store.db, ['GOOGL', 'GOOG', 'NONE']);
    expect(found.map(({ symbol, cik }) => [symbol, cik])).to.deep.equal([
      ['GOOG', alphabet.cik],
      ['GOOGL', alphabet.cik],
    ]);
  });

  it('keeps the instrument and takes its new name when a company is listed again', async () => {
    await list({ ...alphabet, symbol: 'GOOG' });
    const [before] = await findInstruments(store.db, ['GOOG']);
    const [counts] = await list({ ...alphabet, symbol: 'GOOG', name: 'Alphabet' });
    const [after] = await findInstruments(store.db, ['GOOG']);
    expect(counts?.created).to.equal(0);
    expect(after).to.deep.equal({ ...before, name: 'Alphabet' });
  });

  it('has findings until somebody has seen them, and those that happen again anew', async () => {
    const open = async () =>
      (await listingFindings(store.db, { open: true }, { limit: 100, offset: 0 })).map(({ id, what }) => ({
        id,
        what,
      }));
    const see = async () => {
      for (const { id } of await open()) await markFindingSeen(store.db, id, { by: 'ann', now: new Date() });
    };
    const [one, other] = ['0000100001', '0000200001'];
    const both = [one, other].map((cik) => ({ cik, symbol: 'TWO', name: `Company ${cik}` }));
    await list({ cik: one, symbol: 'EXOI', name: 'EXAMPLE OIL' });
    await list({ cik: other, symbol: 'EXOI', name: 'EXAMPLE OIL' }, ...both);
    expect((await open()).map(({ what }) => what).sort()).to.deep.equal(['cik-changed', 'two-companies']);
    await see();
    expect([await open(), await countOpenFindings(store.sql)]).to.deep.equal([[], 0]);
    await list({ cik: other, symbol: 'EXOI', name: 'EXAMPLE OIL' }, ...both);
    expect(await open(), 'the same list again').to.deep.equal([]);
    await list({ cik: one, symbol: 'EXOI', name: 'EXAMPLE OIL' });
    await see();
    await list({ cik: other, symbol: 'EXOI', name: 'EXAMPLE OIL' });
    expect((await open()).map(({ what }) => what)).to.deep.equal(['cik-changed']);
    expect(await markFindingSeen(store.db, 0n, { by: 'ann', now: new Date() })).to.equal(null);
  });

  const findings = () => listingFindings(store.db, {}, { limit: 100, offset: 0 });
  const published = () => store.db.event.findMany({ where: { type: 'listing.finding' }, orderBy: { id: 'asc' } });

  it('keeps the instrument of a symbol that passes to a holding company, with both CIKs, and says so once', async () => {
    await list({ cik: '0000100001', symbol: 'EXOI', name: 'EXAMPLE OIL CORP' });
    const [old] = await findInstruments(store.db, ['EXOI']);
    const tracked = [old?.instrumentId as bigint];
    await store.transaction((tx) => track(tx, 'mine', tracked));
    const holding = { cik: '0000200001', symbol: 'EXOI', name: 'EXAMPLE OIL HOLDINGS CORP' };
    for (const _ of [1, 2]) await list(holding);
    const [now] = await findInstruments(store.db, ['EXOI']);
    expect(now).to.deep.equal({ ...old, cik: holding.cik, name: holding.name });
    expect(await trackedTickers(store.db)).to.deep.equal(['EXOI']);
    const view = now && (await identityOf(store.db, now));
    expect(view?.ciks.map(({ cik, to }) => [cik, to === null])).to.have.deep.members([
      ['0000200001', true],
      ['0000100001', false],
    ]);
    expect(await ciksOf(store.db, now?.instrumentId as bigint)).to.deep.equal(['0000200001', '0000100001']);
    expect(view?.findings.map(({ what, times }) => [what, times])).to.deep.equal([['cik-changed', 1]]);
    const [event, ...others] = await published();
    expect(event?.data).to.deep.include({ what: 'cik-changed', symbol: 'EXOI', tickers: ['EXOI'] });
    expect(others).to.deep.equal([]);
  });

  it('keeps the instrument of a company that is listed under another symbol, and gives the former one to a stranger', async () => {
    await list({ cik: '0000000001', symbol: 'META', name: 'Fund' });
    const [fund] = await findInstruments(store.db, ['META']);
    await list(
      { cik: '0000000001', symbol: 'METV', name: 'Fund' },
      { cik: '0000000002', symbol: 'META', name: 'Platforms' },
    );
    const [meta, metv] = await findInstruments(store.db, ['META', 'METV']);
    expect(metv?.instrumentId).to.equal(fund?.instrumentId);
    expect(meta?.instrumentId).not.to.equal(fund?.instrumentId);
    const view = metv && (await identityOf(store.db, metv));
    expect(view?.symbols.map(({ symbol }) => symbol)).to.have.members(['METV', 'META']);
    expect((await findings()).map(({ what }) => what)).to.deep.equal(['renamed']);
  });

  it('lets two companies swap their symbols, and one come back to its former', async () => {
    const [a, b] = ['0000000001', '0000000002'];
    await list({ cik: a, symbol: 'X', name: 'A' }, { cik: b, symbol: 'Y', name: 'B' });
    const ids = async () => (await findInstruments(store.db, ['X', 'Y'])).map(({ instrumentId }) => instrumentId);
    const before = await ids();
    await list({ cik: a, symbol: 'Y', name: 'A' }, { cik: b, symbol: 'X', name: 'B' });
    expect(await ids()).to.deep.equal([...before].reverse());
    await list({ cik: a, symbol: 'X', name: 'A' }, { cik: b, symbol: 'Y', name: 'B' });
    expect(await ids()).to.deep.equal(before);
  });

  it('takes what it can of a list, and reports the rest once however often the list is read', async () => {
    await list({ cik: '0000000001', symbol: 'X', name: 'A' });
    const odd = { odd: 'ticker: must be a ticker', entry: '{"ticker":"A B"}' };
    const twice = [
      { cik: '0000000001', symbol: 'X', name: 'Changed' },
      { cik: '0000000002', symbol: 'X', name: 'Other' },
    ];
    for (const _ of [1, 2]) await list(odd, ...twice, { cik: '0000000003', symbol: 'Z', name: 'Z' });
    const [x, z] = await findInstruments(store.db, ['X', 'Z']);
    expect([x?.name, x?.cik, z?.name]).to.deep.equal(['A', '0000000001', 'Z']);
    expect((await findings()).map(({ what, times }) => [what, times])).to.have.deep.members([
      ['odd-entry', 2],
      ['two-companies', 2],
    ]);
    expect(await published()).to.have.length(2);
  });

  it('leaves what another exchange lists under the same symbol alone', async () => {
    await store.db.$executeRaw`
      WITH listed AS (INSERT INTO instruments (name, listing_source) VALUES ('Vodafone', 'test') RETURNING id)
      INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, 'VOD', 'XLON', '2020-01-01' FROM listed`;
    await list({ cik: '0000000009', symbol: 'VOD', name: 'Vodafone ADR' });
    expect((await findInstruments(store.db, ['XLON:VOD', 'XNYS:VOD'])).map(({ name }) => name)).to.have.members([
      'Vodafone',
      'Vodafone ADR',
    ]);
    expect(await findInstruments(store.db, ['VOD']), 'two answer').to.deep.equal([]);
  });

  it('dates the CIK that a process of an older build writes', async () => {
    await store.db
      .$executeRaw`INSERT INTO instruments (name, cik, listing_source) VALUES ('Old', '0000000005', 'sec-edgar')`;
    await store.db.$executeRaw`UPDATE instruments SET cik = '0000000006'`;
    await store.db.$executeRaw`UPDATE instruments SET cik = '0000000005'`;
    const dated = await store.db.instrumentCik.findMany({ orderBy: { cik: 'asc' } });
    expect(dated.map(({ cik, validTo }) => [cik, validTo === null])).to.deep.equal([
      ['0000000005', true],
      ['0000000006', false],
    ]);
  });

  it('lists a symbol once when two listings are stored at once', async () => {
    await Promise.all([1, 2, 3].map(() => list({ ...alphabet, symbol: 'GOOG' })));
    expect(await store.db.instrument.count()).to.equal(1);
  });

  it('tracks an instrument once, on whatever watchlists', async () => {
    await list({ ...alphabet, symbol: 'GOOG' });
    const [instrument] = await findInstruments(store.db, ['GOOG']);
    const ids = [instrument?.instrumentId as bigint];
    expect(await store.transaction((tx) => track(tx, 'mine', ids))).to.deep.equal(ids);
    expect(await store.transaction((tx) => track(tx, 'mine', ids))).to.deep.equal([]);
    expect(await store.transaction((tx) => track(tx, 'other', ids))).to.deep.equal([]);
    expect(await trackedTickers(store.db)).to.deep.equal(['GOOG']);
  });
});
