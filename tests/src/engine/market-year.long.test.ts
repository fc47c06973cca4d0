import { addDays, type Day, tradingCalendar } from '@tickermill/core';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { type MarketNights, openMarketNights } from './market-nights.fixture.ts';

const count = 240;
const [first, last] = ['2025-11-19', '2026-11-18'] as const;
/** How often each of these happens, in sessions. */
const every = { split: 13, correction: 9, missedNight: 17, delisting: 61 };

/** Every night of a year, with whatever happens to tickers: `MARKET_NIGHTS` runs fewer of them. */
onOneBackend('a year of whole days', (toBackend) => {
  let nights: MarketNights;
  before(async () => {
    nights = await openMarketNights(toBackend, { count });
    await nights.first(first);
  });
  after(() => nights.close());

  it('leaves every series as the sandbox says that it was', async () => {
    const sessions = tradingCalendar('XNYS').tradingDaysBetween(addDays(first, 1), last);
    const wanted = sessions.slice(0, Number(process.env['MARKET_NIGHTS'] ?? sessions.length));
    const changes: object[] = [];
    const gone: string[] = [];
    let wholeDays = 0;
    for (const [nth, day] of wanted.entries()) {
      const some = await nights.quietTickers(nth % 40);
      const [one = '', other = ''] = some.filter((ticker) => !gone.includes(ticker));
      if (nth % every.split === 5 && one) changes.push(splitOf(one, day, nth));
      if (nth % every.correction === 4 && other) changes.push(await correctionOf(nights, other));
      if (nth % every.delisting === 30 && one) {
        changes.push({ kind: 'delisting', ticker: one, day: wanted[nth - 1] as Day });
        gone.push(one);
      }
      await nights.change(...changes);
      // A night that did not come about is made up for by the next one.
      if (nth % every.missedNight === 11 && nth + 1 < wanted.length) continue;
      const run = await nights.night(day);
      if ((await nights.steps(run))['bars']) wholeDays += 1;
      if (nth % 25 === 0) expect(await nights.wrong(addDays(day, -30), day, gone), day).to.deep.equal([]);
    }
    expect(wholeDays).to.be.above(wanted.length * 0.8);
    expect(await nights.wrong(addDays(first, 1), wanted.at(-1) as Day, gone)).to.deep.equal([]);
  }).timeout(3_600_000);
});

const splitOf = (ticker: string, day: Day, nth: number) => {
  const [numerator, denominator] = nth % 2 === 0 ? [3, 1] : [1, 5];
  return { kind: 'split', ticker, day, numerator, denominator };
};

/** The last close of a ticker becomes another, a little higher. */
async function correctionOf(nights: MarketNights, ticker: string) {
  const bar = (await nights.bars(ticker)).at(-1);
  return { kind: 'correction', ticker, day: bar?.date, close: (Number(bar?.close) + 0.03).toFixed(2) };
}
