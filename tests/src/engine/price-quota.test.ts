import { SourcePreference } from '@tickermill/core';
import { forecastRun, requestRun, resumeSource, viewSources } from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openPrices, type PriceThread } from './prices.fixture.ts';

const quota = 25;

onOneBackend('a source of daily prices with a quota', (toBackend) => {
  let prices: PriceThread;
  const open = async (settings: object = {}) => {
    prices = await openPrices(toBackend, {
      keys: { 'alpha-vantage': 'SANDBOXKEY' },
      worker: { pricePreference: SourcePreference.parse('alpha-vantage') },
      settings,
    });
    prices.setInstant(new Date());
  };
  afterEach(() => prices.close());

  const dailyPrices = { dataset: 'daily-prices', trigger: 'schedule' } as const;
  const request = { tickers: null, params: {}, force: false };
  const view = async () => (await viewSources(prices)).find(({ id }) => id === 'alpha-vantage');
  const ended = (id: bigint) =>
    prices.rows<{ ticker: string }>(`
      SELECT tickers[1] AS ticker FROM run_targets WHERE run_id = ${id} AND state NOT IN ('open', 'skipped') ORDER BY finished_at, id`);
  const untilEnded = (id: bigint, count: number) =>
    until(`${count} targets`, async () => (await ended(id)).length >= count);
  /** What the quota counts by, the clock of Postgres, cannot be set: the day that was counted is made an earlier one. */
  const nextDay = async () => {
    await prices.rows(`UPDATE source_state SET quota_day = quota_day - 1 WHERE source = 'alpha-vantage'`);
    await resumeSource(prices, 'alpha-vantage');
  };

  it('is spent on the most wanted and then the stalest, and the rest waits in sight until the next day', async () => {
    await open();
    const listed = await prices.rows<{ symbol: string }>('SELECT symbol FROM symbols ORDER BY symbol LIMIT 30');
    const tickers = listed.map(({ symbol }) => symbol);
    await prices.track([...tickers, '005930.KS']);
    const wanted = tickers.slice(-4);
    await prices.rows(`WITH list AS (INSERT INTO watchlists (name, priority) VALUES ('first', 2) RETURNING id)
      INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since)
      SELECT list.id, instrument_id, now() FROM list, symbols WHERE symbol = ANY('{${wanted.join()}}')`);
    const forecast = await forecastRun(prices, { ...dailyPrices, request });
    expect(forecast).to.include({ targets: 30, requests: 30 });
    expect(forecast.skipped, 'an exchange that it does not have').to.deep.equal({ 'no-source': 1 });
    expect(forecast.sources[0]).to.include({ source: 'alpha-vantage', requests: 30 });
    const source = await view();
    expect(Number(forecast.endsAt)).to.be.at.least(Number(source?.quota?.resetsAt));

    const id = await requestRun(prices, { ...dailyPrices, request });
    await untilEnded(id, quota);
    const first = (await ended(id)).map(({ ticker }) => ticker);
    expect(first).to.have.length(quota);
    expect(first).to.include.members(wanted);
    await until('the rest to be given back', async () => (await view())?.running === 0);
    const spent = await view();
    expect(spent?.quota).to.include({ used: quota, limit: quota });
    expect((spent?.waiting ?? 0) + (spent?.queued ?? 0)).to.equal(30 - quota);

    await nextDay();
    const run = await prices.awaitRun(id);
    expect(run.finishedAt).to.not.equal(null);
    expect(run.report).to.include({ requests: 30, retried: 0 });
  });

  it('is spent when the source says so, which is no failed attempt', async () => {
    await open({ alphaVantagePerDay: 1 });
    await prices.track(['TSLA', 'AMZN', 'BRK-B']);
    const id = await requestRun(prices, { ...dailyPrices, request });
    // One that was asked for and not used is given back all the same.
    await until('the quota to be spent', async () => ((await view())?.quota?.used ?? 0) > quota / 2);
    await until('nothing to be under way', async () => (await view())?.running === 0);
    const attempts = await prices.rows<{ attempts: number }>(
      `SELECT attempts FROM tasks WHERE run_id = ${id} AND state IN ('waiting', 'queued')`,
    );
    expect(attempts).to.deep.equal([{ attempts: 0 }, { attempts: 0 }]);
    expect((await view())?.consecutiveFailures).to.equal(0);
  });
});
