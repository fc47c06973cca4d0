import { addDays, type Day } from '@tickermill/core';
import { forecastRun } from '@tickermill/engine';
import { marketDays } from '@tickermill/store/prices';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { meant, openPrices, type PriceThread } from './prices.fixture.ts';

/** After midnight in New York, when a free key is given the day. */
const morning = (day: Day) => `${addDays(day, 1)}T07:00:00Z`;
/** A quote brings 50 of them: whole days take fewer requests from five quotes on. */
const count = 240;

onOneBackend('whole days of a market', (toBackend) => {
  let prices: PriceThread;
  let tickers: string[] = [];
  before(async () => {
    prices = await openPrices(toBackend, {
      keys: { massive: 'SANDBOXKEY' },
      settings: { tickers: count },
      worker: { attempts: 1 },
    });
    await prices.rows(`UPDATE symbols SET valid_from = '2020-01-01'`);
    const listed = await prices.rows<{ symbol: string }>('SELECT symbol FROM symbols ORDER BY symbol');
    tickers = listed.map(({ symbol }) => symbol);
    await prices.track(tickers);
    await prices.at(morning('2026-11-03'), { request: { params: { years: 0.1 } } });
  });
  after(() => prices.close());

  const night = (day: Day) => prices.at(morning(day));
  const barOf = async (ticker: string, day: Day) => (await prices.bars(ticker)).find(({ date }) => date === day);
  const kept = async () => (await marketDays(prices.store.sql, {}, { skip: 0, take: 10 })).days;
  /** Tickers whose bar of a day is not what the sandbox says that it was. */
  const wrong = async (day: Day) => {
    const odd: string[] = [];
    for (const ticker of tickers) {
      const [truth] = (await prices.offered(ticker, day, day)).bars;
      const bar = await barOf(ticker, day);
      const [stored, offered] = [bar, truth].map((each) => each && meant({ ...each, adjClose: null }));
      if (stored !== offered) odd.push(`${ticker}: ${stored} in place of ${offered}`);
    }
    return odd;
  };

  it('take the place of the requests of each ticker where they are fewer, and are forecast so', async () => {
    prices.setInstant(new Date(morning('2026-11-04')));
    const forecast = await forecastRun(prices, {
      dataset: 'daily-prices',
      trigger: 'schedule',
      request: { tickers: null, params: {}, force: false },
    });
    expect(forecast.sources.map(({ source, requests }) => [source, requests])).to.deep.include(['massive', 4]);
    const run = await night('2026-11-04');
    const steps = await prices.steps(run);
    expect(steps).to.include({ splits: 1, dividends: 1, bars: 2 });
    expect(await wrong('2026-11-04')).to.deep.equal([]);
    const [day, before] = await kept();
    expect(day).to.include({ market: 'us', day: '2026-11-04', provider: 'massive' });
    expect(day?.stored).to.be.above(count / 2);
    expect(before).to.include({ day: '2026-11-03', stored: 0 });
    const left = Object.entries(await prices.outcomes(run)).filter(([, outcome]) => outcome !== 'done');
    expect(left.map(([, outcome]) => outcome)).to.not.include.members(['nothing', 'skipped']);
    expect(left.length).to.be.below(10);
  });
});
