import { add, multiply, type OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import {
  countTotals,
  staleTotals,
  type TradeGroup,
  type TradeGroupBy,
  type TradeTotals,
  tradeStatistics,
} from '@tickermill/store/insider-trades';
import { makeFiling, makeOwner, makeTrade, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { drawFiling, makeDraws } from './insider-trades.fixture.ts';

type Trade = OwnershipFiling['transactions'][number];
interface Counted {
  readonly filing: OwnershipFiling;
  readonly trade: Trade;
}

const nothing: TradeTotals = {
  trades: 0,
  tradesAcquired: 0,
  tradesDisposed: 0,
  tradesWithoutValue: 0,
  sharesAcquired: '0',
  sharesDisposed: '0',
  sharesNet: '0',
  valueAcquired: '0',
  valueDisposed: '0',
  valueNet: '0',
  purchases: 0,
  purchaseShares: '0',
  purchaseValue: '0',
  sales: 0,
  saleShares: '0',
  saleValue: '0',
};

/** What someone would write down who goes through the filings one by one. */
function byHand(counted: readonly Counted[]): TradeTotals {
  let totals = nothing;
  for (const { code, acquiredDisposed, shares, price } of counted.map(({ trade }) => trade)) {
    const value = shares === null || price === null ? null : multiply(shares, price);
    const [bought, sold] = [acquiredDisposed === 'A', acquiredDisposed === 'D'];
    const [isPurchase, isSale] = [bought && code === 'P', sold && code === 'S'];
    const plus = (sum: string, part: string | null, counts: boolean) => (counts ? add(sum, part ?? '0') : sum);
    const minus = (amount: string | null) => (amount === null ? null : multiply(amount, '-1'));
    totals = {
      trades: totals.trades + 1,
      tradesAcquired: totals.tradesAcquired + (bought ? 1 : 0),
      tradesDisposed: totals.tradesDisposed + (sold ? 1 : 0),
      tradesWithoutValue: totals.tradesWithoutValue + (value === null ? 1 : 0),
      sharesAcquired: plus(totals.sharesAcquired, shares, bought),
      sharesDisposed: plus(totals.sharesDisposed, shares, sold),
      sharesNet: plus(totals.sharesNet, sold ? minus(shares) : shares, bought || sold),
      valueAcquired: plus(totals.valueAcquired, value, bought),
      valueDisposed: plus(totals.valueDisposed, value, sold),
      valueNet: plus(totals.valueNet, sold ? minus(value) : value, bought || sold),
      purchases: totals.purchases + (isPurchase ? 1 : 0),
      purchaseShares: plus(totals.purchaseShares, shares, isPurchase),
      purchaseValue: plus(totals.purchaseValue, value, isPurchase),
      sales: totals.sales + (isSale ? 1 : 0),
      saleShares: plus(totals.saleShares, shares, isSale),
      saleValue: plus(totals.saleValue, value, isSale),
    };
  }
  return totals;
}

const keysOf: Record<TradeGroupBy, (counted: Counted) => (string | null)[]> = {
  ticker: ({ filing }) => [filing.issuer.cik],
  insider: ({ filing }) => [...new Set(filing.owners.map(({ cik }) => cik))],
  code: ({ trade }) => [trade.code],
  // A date before 1934 cannot be, and is of no month.
  month: ({ trade: { date } }) => [date === null || date < '1934' ? null : date.slice(0, 7)],
};
const groupings = Object.keys(keysOf) as TradeGroupBy[];
const tables = ['by default', 'all'] as const;

describe('the statistics of insider trades', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const keep = (...filings: OwnershipFiling[]) => store.transaction((tx) => storeFilings(tx, filings));
  const all = { limit: 1_000, offset: 0 };

  async function expectHandCount(counted: readonly Counted[], about: { code?: string; minValue?: string } = {}) {
    for (const [groupBy, table] of groupings.flatMap((each) => tables.map((of) => [each, of] as const))) {
      const question = { groupBy, ...(table === 'by default' ? {} : { table }), ...about };
      const { totals, items } = await tradeStatistics(store, question, all);
      const meant = counted.filter(({ trade }) => table === 'all' || trade.table === 'non-derivative');
      expect(totals, `totals beside ${groupBy}, ${table}`).to.deep.equal(byHand(meant));
      const groups = new Map<string | null, Counted[]>();
      for (const one of meant)
        for (const key of keysOf[groupBy](one)) groups.set(key, [...(groups.get(key) ?? []), one]);
      const expected = [...groups].map(([key, members]) => ({ key, ...byHand(members) }));
      const said = items.map(({ name: _name, tickers: _tickers, ...group }) => group);
      expect(said, groupBy).to.have.deep.members(expected);
    }
  }

  it('count the trades of ten joint owners once, and credit each of them', async () => {
    const owners = Array.from({ length: 10 }, (_, index) =>
      makeOwner({ cik: String(1_000_001 + index).padStart(10, '0'), name: `Owner ${index}` }),
    ) as OwnershipFiling['owners'];
    const sale = makeTrade({ line: 2, code: 'S', acquiredDisposed: 'D', shares: '30', price: '2' });
    await keep(makeFiling({ owners, transactions: [makeTrade(), sale] }));
    const { totals, items, hasMore } = await tradeStatistics(store, { groupBy: 'insider' }, { limit: 3, offset: 0 });
    const figures = {
      trades: 2,
      tradesAcquired: 1,
      tradesDisposed: 1,
      tradesWithoutValue: 0,
      sharesAcquired: '100',
      sharesDisposed: '30',
      sharesNet: '70',
      valueAcquired: '1050',
      valueDisposed: '60',
      valueNet: '990',
      purchases: 1,
      purchaseShares: '100',
      purchaseValue: '1050',
      sales: 1,
      saleShares: '30',
      saleValue: '60',
    };
    expect(totals).to.deep.equal(figures);
    expect(hasMore).to.equal(true);
    expect(items[0]).to.deep.equal({ key: '0001000010', name: 'Owner 9', tickers: [], ...figures });
  });

  it('sum shares alone, derivatives apart, and both together only when asked', async () => {
    // A purchase, and pre-funded warrants whose price per piece is what the whole of them cost.
    const warrants = makeTrade({ table: 'derivative', shares: '1000000', price: '16800000' });
    await keep(makeFiling({ transactions: [makeTrade({ shares: '1000', price: '5' }), warrants] }));
    const figures = async (table?: 'derivative' | 'all') => {
      const sums = [];
      for (const groupBy of groupings) {
        const { totals, items } = await tradeStatistics(store, { groupBy, ...(table && { table }) }, all);
        for (const each of [totals, ...items]) sums.push(`${each.trades} ${each.sharesAcquired} ${each.valueAcquired}`);
      }
      return [...new Set(sums)];
    };
    for (const counting of [async () => 0, () => countTotals(store)]) {
      await counting();
      expect(await figures()).to.deep.equal(['1 1000 5000']);
      expect(await figures('derivative')).to.deep.equal(['1 1000000 16800000000000']);
      expect(await figures('all')).to.deep.equal(['2 1001000 16800000005000']);
    }
  });

  it('count anew what an older build has counted over both tables', async () => {
    await keep(makeFiling({ transactions: [makeTrade(), makeTrade({ table: 'derivative' })] }));
    await countTotals(store);
    await store.db.$executeRaw`UPDATE insider_trade_totals SET counts = 'all', trades = 2`;
    const trades = async () => (await tradeStatistics(store, { groupBy: 'ticker' }, all)).totals.trades;
    expect(await trades()).to.equal(1);
    await countTotals(store);
    expect([await trades(), await staleTotals(store, 1)]).to.deep.equal([1, 0]);
  });

  for (const seed of [1, 2]) {
    it(`equal a hand count whatever was stored, changed and counted before (seed ${seed})`, async () => {
      const draw = makeDraws(seed);
      const stored = new Map<string, OwnershipFiling>();
      const superseded = new Set<string>();
      const counted = () =>
        [...stored.values()]
          .filter(({ form, accession }) => !form.endsWith('/A') && !superseded.has(accession))
          .flatMap((filing) => filing.transactions.map((trade) => ({ filing, trade })));
      for (let round = 0; round < 8; round++) {
        for (const filing of Array.from({ length: 12 }, () => drawFiling(draw, draw(60)))) {
          // A newer parser reads some that are stored already, in another way; but what was an amendment stays one.
          const { form, originalFiledOn, parserVersion } = stored.get(filing.accession) ?? filing;
          const replaced = { ...filing, form, originalFiledOn, parserVersion: parserVersion + 1 };
          await keep(replaced);
          stored.set(filing.accession, replaced);
          superseded.delete(filing.accession);
          await store.db.insiderTrade.updateMany({
            where: { accession: filing.accession },
            data: { supersededBy: null },
          });
        }
        const [gone, restated] = [...stored.keys()].sort(() => draw(2) - 0.5);
        await store.db.filing.delete({ where: { accession: gone as string } });
        stored.delete(gone as string);
        superseded.add(restated as string);
        const supersededBy = '0000000009-26-999999';
        // All of them: storing a filing says of those of its owners anew what is superseded.
        const accession = { in: [...superseded] };
        await store.db.insiderTrade.updateMany({ where: { accession }, data: { supersededBy } });
        if (draw(2) === 0) {
          await countTotals(store);
          expect(await staleTotals(store, 1)).to.equal(0);
        }
        await expectHandCount(counted());
        await expectHandCount(
          counted().filter(({ trade }) => trade.code === 'S'),
          { code: 'S' },
        );
        const dear = counted().filter(({ trade: { shares, price } }) => Number(shares) * Number(price) >= 1_000);
        await expectHandCount(dear, { minValue: '1000' });
      }
    });
  }

  it('say at any instant what is stored at it, while totals are counted anew', async () => {
    const accessionOf = (number: number) => `0000000001-26-${String(number).padStart(6, '0')}`;
    let isWriting = true;
    const counting = async () => {
      while (isWriting) await countTotals(store);
    };
    const counters = [counting(), counting()];
    for (let number = 1; number <= 60; number++) {
      await keep(makeFiling({ accession: accessionOf(number) }));
      const { totals, items } = await tradeStatistics(store, { groupBy: 'ticker' }, all);
      expect([totals.trades, items[0]?.trades]).to.deep.equal([number, number]);
    }
    isWriting = false;
    await Promise.all(counters);
  });

  it('turn to the trades themselves when more has changed than is worth a look at each', async () => {
    const filings = Array.from({ length: 600 }, (_, index) =>
      makeFiling({
        accession: `0000000001-26-${String(index).padStart(6, '0')}`,
        owners: [makeOwner({ cik: String(5_000_000 + index).padStart(10, '0') })],
      }),
    );
    await keep(...filings);
    expect(await staleTotals(store, 1_000)).to.equal(1_000);
    const counted = filings.flatMap((filing) => filing.transactions.map((trade) => ({ filing, trade })));
    await expectHandCount(counted);
    await countTotals(store);
    await expectHandCount(counted);
  });

  it('put trades without a code or a month last, whichever end comes first', async () => {
    const trades = [makeTrade({ code: null }), makeTrade({ line: 2, code: 'S', date: null })];
    await keep(makeFiling({ transactions: [...trades, makeTrade({ line: 3, code: 'A', date: '2026-10-01' })] }));
    for (const counting of [async () => 0, () => countTotals(store)]) {
      await counting();
      const keys = async (groupBy: TradeGroupBy, sort: 'key' | '-key') =>
        (await tradeStatistics(store, { groupBy, sort }, all)).items.map(({ key }) => key);
      expect([await keys('code', 'key'), await keys('code', '-key')]).to.deep.equal([
        ['A', 'S', null],
        ['S', 'A', null],
      ]);
      expect([await keys('month', 'key'), await keys('month', '-key')]).to.deep.equal([
        ['2026-10', '2026-11', null],
        ['2026-11', '2026-10', null],
      ]);
    }
  });

  it('come in the order that is asked for, page by page', async () => {
    const draw = makeDraws(7);
    for (let number = 0; number < 40; number++) await keep(drawFiling(draw, number));
    for (const isCounted of [false, true]) {
      if (isCounted) await countTotals(store);
      for (const sort of ['-trades', 'key', '-key', 'value_net', '-value_acquired', '-value_disposed'] as const) {
        const whole = await tradeStatistics(store, { groupBy: 'insider', sort }, all);
        const pages = [];
        for (let offset = 0; offset < whole.items.length; offset += 5)
          pages.push(...(await tradeStatistics(store, { groupBy: 'insider', sort }, { limit: 5, offset })).items);
        expect(pages, sort).to.deep.equal(whole.items);
        const valuesOf = {
          key: ({ key }: TradeGroup) => Number(key),
          trades: ({ trades }: TradeGroup) => trades,
          value_net: ({ valueNet }: TradeGroup) => Number(valueNet),
          value_acquired: ({ valueAcquired }: TradeGroup) => Number(valueAcquired),
          value_disposed: ({ valueDisposed }: TradeGroup) => Number(valueDisposed),
        };
        const values = whole.items.map(valuesOf[sort.replace('-', '') as keyof typeof valuesOf]);
        const sorted = [...values].sort((one, other) => (one - other) * (sort.startsWith('-') ? -1 : 1));
        expect(values, sort).to.deep.equal(sorted);
      }
    }
  });
});
