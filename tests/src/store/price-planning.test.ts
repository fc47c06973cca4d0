import { storeFilings } from '@tickermill/store/datasets';
import { activeInstruments, coverageGaps, listPrices } from '@tickermill/store/prices';
import { track } from '@tickermill/store/universe';
import { makeFiling, makeTrade, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { keep, makeBar, makeInstrument, makeSeries } from './prices.fixture.ts';

describe('what the planner asks about prices', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  it('names what is tracked, and whatever has an insider trade of the last 30 days, each once', async () => {
    const tracked = await makeInstrument(store, 'TRACKED', '0000000001');
    const traded = await makeInstrument(store, 'TRADED', '0000000002');
    const classB = await makeInstrument(store, 'TRADED-B', '0000000002');
    await makeInstrument(store, 'OLD', '0000000003');
    await makeInstrument(store, 'HOLDER', '0000000004');
    await store.transaction(async (tx) => {
      await track(tx, 'one', [tracked]);
      await track(tx, 'two', [tracked]);
    });
    const issuer = (cik: string) => ({ cik, name: 'X', symbol: null, foreignSymbol: null });
    const filing = (nth: number, cik: string, filedOn: string, transactions = [makeTrade()]) =>
      makeFiling({ accession: `0000000001-26-00000${nth}`, issuer: issuer(cik), filedOn, transactions });
    const filings = [
      filing(1, '0000000001', '2026-11-20'),
      filing(2, '0000000002', '2026-10-23'),
      filing(3, '0000000003', '2026-10-22'),
      filing(4, '0000000004', '2026-11-20', []),
    ];
    await store.sqlTransaction((tx) => storeFilings(tx, filings));
    const active = await activeInstruments(store.db, new Date('2026-11-22T01:00:00Z'));
    expect(active.map(({ instrumentId, isTracked }) => [instrumentId, isTracked])).to.deep.equal([
      [tracked, true],
      [traded, false],
      [classB, false],
    ]);
  });

  it('finds gaps page by page, the latest first, and none where everything is covered or known to be absent', async () => {
    const ids: bigint[] = [];
    for (let at = 0; at < 7; at++) ids.push(await makeInstrument(store, `G${at}`));
    const full = makeSeries(ids[1] as bigint, [makeBar('2026-11-02', '1'), makeBar('2026-11-06', '1')], {
      firstTradeDay: '2026-11-02',
    });
    const holed = { ...full, instrument: String(ids[2]), bars: full.bars.slice(0, 1), to: '2026-11-02' };
    await keep(store, full, holed, {
      ...holed,
      from: '2026-11-05',
      to: '2026-11-05',
      bars: [makeBar('2026-11-05', '1')],
      firstTradeDay: null,
    });
    const search = { dataset: 'daily-prices' as const, wanted: { from: '2020-01-01', to: '2026-11-06' }, limit: 3 };
    const found: [bigint, readonly object[]][] = [];
    for (let after = 0n; ; ) {
      const page = await coverageGaps(store.db, { ...search, after });
      for (const { instrumentId, gaps } of page) found.push([instrumentId, gaps]);
      if (page.length < search.limit) break;
      after = page.at(-1)?.instrumentId as bigint;
    }
    expect(found.map(([id]) => id)).to.deep.equal(ids.filter((_, at) => at !== 1));
    expect(found[1]?.[1]).to.deep.equal([
      { from: '2026-11-06', before: '2026-11-07' },
      { from: '2026-11-03', before: '2026-11-05' },
    ]);
  });

  it('streams a long series in batches, adjusted where that is asked for', async () => {
    const id = await makeInstrument(store, 'LONG');
    const days = Array.from({ length: 4_500 }, (_, at) =>
      new Date(Date.UTC(2010, 0, 1 + at)).toISOString().slice(0, 10),
    );
    const bars = days.map((date) => makeBar(date, '10', { open: '9', adjClose: '5' }));
    await keep(store, makeSeries(id, bars, { isWhole: true }));
    const batches: number[] = [];
    const seen: string[] = [];
    const listing = { instrumentId: id, from: '2010-01-02', to: '2100-01-01', adjusted: true };
    for await (const batch of listPrices(store.reads, listing)) {
      batches.push(batch.length);
      seen.push(...batch.map(({ date, open, close }) => `${date} ${Number(open)} ${Number(close)}`));
    }
    expect(batches).to.deep.equal([2_000, 2_000, 499]);
    expect(seen).to.deep.equal(days.slice(1).map((date) => `${date} 4.5 5`));
  });
});
