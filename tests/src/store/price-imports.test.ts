import { storeQuotes } from '@tickermill/store/datasets';
import {
  corporateActions,
  coverageOf,
  deletePricesBefore,
  deleteQuotesBefore,
  type ImportedSeries,
  importCorporateActions,
  importPrices,
  priceFacts,
  quotesOf,
} from '@tickermill/store/prices';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { barsOf, keep, makeBar, makeInstrument, makeSeries } from './prices.fixture.ts';

describe('what is brought in by hand', () => {
  let store: ScratchStore;
  let id: bigint;
  let nth = 0;
  before(async () => {
    store = await openScratchStore();
  });
  beforeEach(async () => {
    id = await makeInstrument(store, `I${++nth}`);
  });
  after(() => store.close());

  const history = (closes: Record<string, string>, fields: Partial<ImportedSeries> = {}): ImportedSeries => ({
    instrumentId: id,
    provider: 'attic',
    currency: 'USD',
    priceHint: 2,
    bars: Object.entries(closes).map(([date, close]) => makeBar(date, close)),
    // Weekends alone are closed here.
    isClosedBetween: (after, before) =>
      new Date(after).getUTCDay() === 5 && Date.parse(before) - Date.parse(after) === 3 * 86_400_000,
    ...fields,
  });
  const bring = (series: ImportedSeries, options = {}) =>
    store.sqlTransaction((tx) => importPrices(tx, [series], options));
  const none = { created: 0, changed: 0, unchanged: 0, kept: 0, inOtherCurrency: 0 };
  const closes = async () =>
    Object.fromEntries((await barsOf(store, id)).map(({ date, close }) => [date, Number(close)]));

  it('fills the days without a final bar, counts as covered, and leaves what a source has said', async () => {
    await keep(store, makeSeries(id, [makeBar('2026-11-05', '10'), makeBar('2026-11-06', '11', { final: false })]));
    const given = { '2026-11-03': '8', '2026-11-05': '9', '2026-11-06': '11.5', '2026-11-09': '12' };
    expect(await bring(history(given), { dryRun: true })).to.deep.equal([
      { instrumentId: id, ...none, created: 2, changed: 1, kept: 1 },
    ]);
    expect(await closes()).to.deep.equal({ '2026-11-05': 10, '2026-11-06': 11 });
    expect(await bring(history(given))).to.deep.equal([{ instrumentId: id, ...none, created: 2, changed: 1, kept: 1 }]);
    expect(await closes()).to.deep.equal({ '2026-11-03': 8, '2026-11-05': 10, '2026-11-06': 11.5, '2026-11-09': 12 });
    const coverage = await coverageOf(store.sql, 'daily-prices', id);
    expect(coverage?.covered).to.deep.equal([
      { from: '2026-11-05', before: '2026-11-10' },
      { from: '2026-11-03', before: '2026-11-04' },
    ]);
    expect([coverage?.stopgap, coverage?.provisional, coverage?.provider]).to.deep.equal([[], [], 'yahoo']);
    const again = { ...given, '2026-11-03': '8.5' };
    expect(await bring(history(again))).to.deep.equal([
      { instrumentId: id, ...none, changed: 1, unchanged: 2, kept: 1 },
    ]);
  });

  it('is more than is held at once: one long history, and many short ones before and after it', async () => {
    const days = (count: number) =>
      Array.from({ length: count }, (_, nth) => new Date(Date.UTC(2000, 0, 1 + nth)).toISOString().slice(0, 10));
    const lengths = [3_000, 5_001, 0, 2_000, 2_999];
    const all: ImportedSeries[] = [];
    for (const [nth, length] of lengths.entries())
      all.push(
        history(Object.fromEntries(days(length).map((day) => [day, '1'])), {
          instrumentId: nth === 0 ? id : await makeInstrument(store, `LONG${nth}`),
        }),
      );
    const counts = await store.sqlTransaction((tx) => importPrices(tx, all, { dryRun: true }));
    expect(counts.map(({ created }) => created)).to.deep.equal([3_000, 5_001, 2_000, 2_999]);
    expect(counts.map(({ instrumentId }) => instrumentId)).to.deep.equal(
      all.filter(({ bars }) => bars.length > 0).map(({ instrumentId }) => instrumentId),
    );
  });

  it('is left out where it is counted in another currency', async () => {
    await keep(store, makeSeries(id, [makeBar('2026-11-05', '10')]));
    const [count] = await bring(history({ '2026-11-03': '800' }, { currency: 'EUR' }));
    expect(count).to.deep.equal({ instrumentId: id, ...none, inOtherCurrency: 1 });
    expect(await closes()).to.deep.equal({ '2026-11-05': 10 });
    expect((await coverageOf(store.sql, 'daily-prices', id))?.covered).to.deep.equal([
      { from: '2026-11-05', before: '2026-11-06' },
    ]);
  });

  it('adds actions that no source reports, and corrects its own', async () => {
    const split = { date: '2026-11-05', type: 'split' as const, ratio: '2', amount: null, raw: {} };
    await keep(store, makeSeries(id, [makeBar('2026-11-05', '10')], { isWhole: true, actions: [split] }));
    const merger = {
      instrumentId: id,
      date: '2026-11-06',
      type: 'merger' as const,
      ratio: '0.5',
      amount: '3',
      raw: { line: 2 },
    };
    const bringAll = (actions: Parameters<typeof importCorporateActions>[2]) =>
      store.sqlTransaction((tx) => importCorporateActions(tx, 'attic', actions));
    const wrong = { instrumentId: id, ...split, ratio: '3' };
    expect(await bringAll([merger, wrong])).to.deep.equal({ created: 1, changed: 0, unchanged: 1 });
    expect((await priceFacts(store.sql, [id]))[0]?.mistrustedAt, 'is asked for as a whole').to.be.an.instanceOf(Date);
    expect(await bringAll([{ ...merger, ratio: '0.25' }])).to.deep.equal({ created: 0, changed: 1, unchanged: 0 });
    const known = (await corporateActions(store.sql, { instrumentId: id })).map(({ type, ratio, provider }) => [
      type,
      ratio,
      provider,
    ]);
    expect(known).to.deep.equal([
      ['merger', '0.25', 'attic'],
      ['split', '2', 'yahoo'],
    ]);
    expect((await corporateActions(store.sql, { instrumentId: id, former: true, from: '2026-11-06' })).length).to.equal(
      2,
    );
  });

  it('goes with everything else of its years when they are kept no longer', async () => {
    await bring(history({ '2019-12-31': '1', '2020-01-02': '2', '2021-06-01': '3' }));
    await bring(history({ '2019-12-31': '1.5' }));
    const deleted = await deletePricesBefore(store, 2021, { limit: 20 });
    expect(deleted.isDone).to.equal(true);
    expect(deleted.bars).to.be.at.least(2);
    expect(await closes()).to.deep.equal({ '2021-06-01': 3 });
    const left = await store.db.$queryRaw`
      SELECT covered::text, first_day::text, (SELECT count(*)::int FROM price_revisions WHERE instrument_id = ${id}) AS revisions
      FROM coverage WHERE instrument_id = ${id}`;
    expect(left).to.deep.equal([{ covered: '{[2021-06-01,2021-06-02)}', first_day: '2021-06-01', revisions: 0 }]);
    expect(await deletePricesBefore(store, 2021, { limit: 20 })).to.deep.equal({ bars: 0, isDone: true });
  });

  it('is seen by analysts under the symbol of the day', async () => {
    await bring(history({ '2019-12-31': '1', '2026-11-05': '2', '2026-11-06': '3' }));
    const former = `I${nth}`;
    await store.db.$executeRaw`UPDATE symbols SET valid_to = '2026-11-06' WHERE instrument_id = ${id}`;
    await store.db.symbol.create({
      data: { instrumentId: id, symbol: `${former}-NEW`, validFrom: new Date('2026-11-06') },
    });
    const rows = await store.db.$queryRaw`
      SELECT symbol, date::text, close::float FROM prices WHERE symbol LIKE ${`${former}%`} ORDER BY date`;
    expect(rows).to.deep.equal([
      { symbol: former, date: '2019-12-31', close: 1 },
      { symbol: former, date: '2026-11-05', close: 2 },
      { symbol: `${former}-NEW`, date: '2026-11-06', close: 3 },
    ]);
  });

  it('leaves quotes alone, which are stored once each and go when they are old', async () => {
    const quote = (at: string, price: string) => ({
      instrument: String(id),
      symbol: 'TEST',
      provider: 'yahoo' as const,
      at,
      price,
      open: null,
      high: null,
      low: null,
      previousClose: '9.5',
      volume: '100',
      currency: 'USD',
    });
    const quotes = [
      quote('2026-11-05T15:00:00.000Z', '10'),
      quote('2026-11-06T15:00:00.000Z', '11'),
      quote('2026-11-06T16:00:00.000Z', '12'),
    ];
    expect(await storeQuotes(store.sql, quotes)).to.deep.equal([
      { target: String(id), records: 3, created: 3, updated: 0 },
    ]);
    const again = await storeQuotes(store.sql, [...quotes, quote('2026-11-06T16:00:00.000Z', '12')].slice(1));
    expect(again).to.deep.equal([{ target: String(id), records: 2, created: 0, updated: 0 }]);
    const prices = async (since: string) =>
      (await quotesOf(store.sql, id, new Date(since))).map(({ price }) => Number(price));
    expect([await prices('2026-11-06'), await prices('2026-12-01')]).to.deep.equal([[11, 12], [12]]);
    expect(await deleteQuotesBefore(store.sql, new Date('2026-11-06'))).to.equal(1);
    expect(await prices('2026-01-01')).to.deep.equal([11, 12]);
  });
});
