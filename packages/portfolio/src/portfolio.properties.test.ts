import { addDays, type LotMethod } from '@tickermill/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { conversionsBy } from './conversions.ts';
import { openLedger } from './ledger.ts';
import { type NaiveDay, naiveDays, over, whole } from './naive-portfolio.fixture.ts';
import { splitsBetween } from './split-factor.ts';
import type { Split, Trade } from './trade.ts';
import { type LastClose, valueOn } from './valuation.ts';

const days = 10;
const dayOf = (at: number) => addDays('2026-01-05', at);

/** Ratios as they are stored, and as they are. */
const ratios = [
  ['2', 2, 1],
  ['4', 4, 1],
  ['1.5', 3, 2],
  ['0.5', 1, 2],
  ['0.333333333333', 1, 3],
] as const;

const aDay = fc.record({
  ratio: fc.option(fc.constantFrom(...ratios), { freq: 5 }),
  price: fc.option(fc.integer({ min: 1, max: 500 }), { freq: 2 }),
  /** Dollars for one euro, in hundredths; null: none on that day. */
  perEuro: fc.option(fc.integer({ min: 80, max: 160 }), { freq: 2 }),
  trades: fc.array(
    fc.record({
      shares: fc.integer({ min: -15, max: 20 }).filter((shares) => shares !== 0),
      price: fc.integer({ min: 1, max: 500 }),
    }),
    { maxLength: 3 },
  ),
});
type Drawn = typeof aDay extends fc.Arbitrary<infer D> ? D : never;

/** The days as one reckons them by hand: a rate is carried on, what comes in is first. */
function toNaive(drawn: readonly Drawn[], perEuroBefore: number): NaiveDay[] {
  let perEuro = perEuroBefore;
  return drawn.map(({ ratio, price, perEuro: news, trades }) => {
    perEuro = news ?? perEuro;
    return {
      ratio: ratio && over(ratio[1], ratio[2]),
      price: price === null ? null : whole(price),
      rate: over(100, perEuro),
      trades: [...trades.filter(({ shares }) => shares > 0), ...trades.filter(({ shares }) => shares < 0)],
    };
  });
}

/** Trades in the order of `ids`: a correction in the past is recorded last. */
function toTrades(drawn: readonly Drawn[], ids: readonly number[]): Trade[] {
  const all = drawn.flatMap(({ trades }, at) => trades.map((trade) => ({ ...trade, on: dayOf(at) })));
  const trades = all.map(({ shares, price, on }, nth) => ({
    id: BigInt(nth),
    instrument: 'A',
    kind: shares > 0 ? ('buy' as const) : ('sell' as const),
    on,
    quantity: String(Math.abs(shares)),
    price: String(price),
    amount: null,
    fee: null,
    currency: 'USD',
  }));
  return trades.sort((one, other) => (ids[Number(one.id)] ?? 0) - (ids[Number(other.id)] ?? 0));
}

/** Closes as they are stored: divided by every split that came after. */
function toCloses(drawn: readonly Drawn[]): Omit<LastClose, 'factor'>[] {
  return drawn.flatMap(({ price }, at) => {
    if (price === null) return [];
    let [top, bottom] = [BigInt(price), 1n];
    for (const { ratio } of drawn.slice(at + 1))
      if (ratio) [top, bottom] = [top * BigInt(ratio[2]), bottom * BigInt(ratio[1])];
    // To twelve digits, where a provider has six: what is held against it here is not its rounding.
    const digits = String((top * 10n ** 12n) / bottom).padStart(13, '0');
    return [{ day: dayOf(at), close: `${digits.slice(0, -12)}.${digits.slice(-12)}`, currency: 'USD' }];
  });
}

describe('any portfolio', () => {
  for (const method of ['fifo', 'average'] satisfies LotMethod[]) {
    it(`is what one reckons by hand, day by day, by ${method}`, () => {
      const met = { oversales: 0, splits: 0, sales: 0 };
      fc.assert(
        fc.property(
          fc.array(aDay, { minLength: days, maxLength: days }),
          fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
          (drawn, ids) => {
            const splits: Split[] = drawn.flatMap(({ ratio }, at) =>
              ratio ? [{ on: dayOf(at), ratio: ratio[0] }] : [],
            );
            const rates = [{ day: dayOf(-1), currency: 'USD', perEuro: '1.1' }].concat(
              drawn.flatMap(({ perEuro }, at) =>
                perEuro === null ? [] : [{ day: dayOf(at), currency: 'USD', perEuro: String(perEuro / 100) }],
              ),
            );
            const closes = toCloses(drawn);
            const convertOn = conversionsBy(rates);
            const trades = toTrades(drawn, ids);
            const ledger = openLedger({ trades, splits: new Map([['A', splits]]), method, currency: 'EUR', convertOn });
            const prices = {
              lastClose(_: string, day: string) {
                const last = closes.findLast((close) => close.day <= day);
                return last ? { ...last, factor: splitsBetween(splits, day) } : null;
              },
              expectedDay: (_: string, day: string) => day,
            };
            let at = 0;
            for (const naive of naiveDays(toNaive(drawn, 110), method)) {
              const day = dayOf(at);
              const isPriced = closes.some((close) => close.day <= day);
              const wasPriced = closes.some((close) => close.day < day);
              const valuation = valueOn(ledger, { day, before: addDays(day, -1), currency: 'EUR', prices, convertOn });
              const [holding] = valuation.holdings;
              near(holding?.quantity ?? '0', naive.shares, 'shares');
              near(valuation.cost, naive.cost, 'cost');
              near(valuation.realised, naive.realised, 'realised');
              if (isPriced || naive.shares === 0) near(valuation.value, naive.value, 'value');
              else expect(valuation.value).to.equal(null);
              if (wasPriced) near(valuation.dayChange, naive.dayChange, 'day change');
              expect(ledger.oversales.length).to.equal(naive.oversales);
              at += 1;
            }
            met.oversales += ledger.oversales.length;
            met.splits += splits.length;
            met.sales += trades.filter(({ kind }) => kind === 'sell').length;
          },
        ),
        { seed: 20_261_201, numRuns: 300 },
      );
      expect(met.oversales).to.be.above(100);
      expect(met.splits).to.be.above(100);
      expect(met.sales).to.be.above(1_000);
    });
  }
});

/** Roundings to eight digits add up to less than this. */
function near(decimal: string | null, number: number, what: string): void {
  expect(Math.abs(Number(decimal ?? Number.NaN) - number), `${what}: ${decimal} for ${number}`).to.be.below(1e-4);
}
