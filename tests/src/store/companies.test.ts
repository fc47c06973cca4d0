import type { Company } from '@tickermill/core';
import { storeCompanies } from '@tickermill/store/datasets';
import { findInstruments, track, trackedTickers } from '@tickermill/store/universe';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

describe('storing companies', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const list = (...companies: Company[]) => store.transaction((tx) => storeCompanies(tx, companies));
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

  it('gives a symbol that passed to another company a new instrument, whose history does not join', async () => {
    await list({ cik: '0000000001', symbol: 'ABC', name: 'Old' });
    const [old] = await findInstruments(store.db, ['ABC']);
    await list({ cik: '0000000002', symbol: 'ABC', name: 'New' });
    const [now] = await findInstruments(store.db, ['ABC']);
    expect(now?.instrumentId).not.to.equal(old?.instrumentId);
    expect(now?.cik).to.equal('0000000002');
    const closed = await store.db.symbol.findMany({ where: { validTo: { not: null } } });
    expect(closed.map(({ instrumentId }) => instrumentId)).to.deep.equal([old?.instrumentId]);
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
