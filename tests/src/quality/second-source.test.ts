import { awaitRun, forecastRun, requestRun } from '@tickermill/engine';
import { runChecks } from '@tickermill/quality';
import { qaFindings } from '@tickermill/store/quality';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from '../engine/every-backend.ts';
import { openPrices, type PriceThread } from '../engine/prices.fixture.ts';

/** Saturday, when the schedule falls due. */
const saturday = new Date('2026-11-07T16:00:00Z');
const runMs = 120_000;

onOneBackend('a second source of prices', (toBackend) => {
  let prices: PriceThread;
  const open = async (keys: object = { 'alpha-vantage': 'SANDBOXKEY' }) => {
    prices = await openPrices(toBackend, { keys, worker: { attempts: 1 } });
    await prices.track(['TSLA', 'BRK-B', 'MSFT']);
    await prices.night('2026-11-07');
    prices.setInstant(saturday);
  };
  afterEach(() => prices.close());

  const sample = async (tickers: readonly string[] | null = null) => {
    const request = { tickers, params: {}, force: false };
    const id = await requestRun(prices, { dataset: 'second-closes', trigger: 'schedule', request });
    return awaitRun(prices.store, id, runMs);
  };
  const check = async () => {
    const about = { runId: null, checkIds: ['second_source'], whole: false };
    const [end] = await runChecks({ store: prices.store, log: silentLog, now: () => saturday }, about);
    expect(end?.errorMessage).to.equal(null);
    return qaFindings(prices.store.sql, { checkId: 'second_source', state: 'open' }, { limit: 50, offset: 0 });
  };
  const change = (ticker: string, day: string, close: string) =>
    prices.rows(`UPDATE daily_prices p SET close = ${close} FROM symbols s
      WHERE s.instrument_id = p.instrument_id AND s.symbol = '${ticker}' AND p.date = '${day}'`);

  it('is asked for a sample through the engine, and differs by over half a percent or not at all', async () => {
    await open();
    const run = await sample();
    expect(await prices.steps(run)).to.deep.equal({ closes: 3 });
    expect(await prices.outcomes(run)).to.deep.equal({ TSLA: 'done', 'BRK-B': 'done', MSFT: 'done' });
    expect(
      await prices.rows('SELECT provider, basis, count(*)::int AS closes FROM second_closes GROUP BY 1, 2'),
    ).to.deep.equal([{ provider: 'alpha-vantage', basis: 'as-traded', closes: 30 }]);
    expect(await check(), 'both tell the same').to.deep.equal([]);

    const stored = (await prices.bars('TSLA')).find(({ date }) => date === '2026-11-05');
    await change('TSLA', '2026-11-05', 'round(close * 1.0045, 6)');
    await change('MSFT', '2026-11-04', 'round(close * 1.006, 6)');
    const found = await check();
    expect(found.map(({ symbol, date, severity }) => [symbol, date, severity])).to.deep.equal([
      ['MSFT', '2026-11-04', 'warning'],
    ]);
    expect(found[0]?.details).to.include.keys('close', 'secondClose', 'storedAt', 'secondAt', 'basis');
    expect(found[0]?.details).to.include({ provider: 'yahoo', secondProvider: 'alpha-vantage' });
    await change('TSLA', '2026-11-05', 'round(close * 1.001, 6)');
    expect((await check()).map(({ symbol }) => symbol).sort()).to.deep.equal(['MSFT', 'TSLA']);
    await change('TSLA', '2026-11-05', stored?.close ?? '0');
    await change('MSFT', '2026-11-04', 'round(close / 1.006, 6)');
    expect(await check(), 'mended').to.deep.equal([]);
  });

  it('is asked for no more than its quota allows, for what has jumped first', async () => {
    await open();
    await prices.rows(`INSERT INTO qa_findings (check_id, subject, instrument_id, date, severity, hash, created_at, seen_at)
      SELECT 'price_jump', instrument_id::text, instrument_id, '2026-11-05', 'critical', 'a', now(), now() FROM symbols WHERE symbol = 'MSFT'`);
    await prices.rows(
      `UPDATE source_state SET quota_day = '2026-11-07', quota_used = 24 WHERE source = 'alpha-vantage'`,
    );
    expect(await prices.outcomes(await sample())).to.deep.equal({ MSFT: 'done' });
    await prices.rows(
      `UPDATE source_state SET quota_day = '2026-11-07', quota_used = 25 WHERE source = 'alpha-vantage'`,
    );
    expect(await prices.outcomes(await sample())).to.deep.equal({});
  });

  it('is asked for 25 tickers at most, also where it has no quota', async () => {
    await open({ stooq: 'SANDBOXKEY' });
    await prices.track(Array.from({ length: 26 }, (_, nth) => `MANY${String.fromCharCode(65 + nth)}`));
    for (const table of ['daily_prices', 'coverage'])
      await prices.rows(`INSERT INTO ${table} SELECT (jsonb_populate_record(of, jsonb_build_object('instrument_id', s.instrument_id))).*
        FROM ${table} of JOIN symbols t ON t.instrument_id = of.instrument_id AND t.symbol = 'TSLA', symbols s WHERE s.symbol LIKE 'MANY%'`);
    const forecast = (tickers: readonly string[] | null) =>
      forecastRun(prices, {
        dataset: 'second-closes',
        trigger: 'schedule',
        request: { tickers, params: {}, force: false },
      });
    const sampled = await forecast(null);
    expect(sampled).to.deep.include({ targets: 25, skipped: {} });
    expect(sampled.sources.map(({ source, requests }) => [source, requests])).to.deep.equal([['stooq', 25]]);
    const named = (
      await prices.rows<{ symbol: string }>('SELECT symbol FROM symbols JOIN watchlist_items USING (instrument_id)')
    ).map(({ symbol }) => symbol);
    expect(await forecast(named), 'all that are named').to.include({ targets: 29 });
  });

  it('is another than that of the series, and without one nothing is asked', async () => {
    await open({});
    expect(await prices.outcomes(await sample())).to.deep.equal({
      TSLA: 'no-source',
      'BRK-B': 'no-source',
      MSFT: 'no-source',
    });
  });

  it('is not asked for a named ticker whose series is its own, which is said', async () => {
    await open({ stooq: 'SANDBOXKEY' });
    await prices.rows(`UPDATE coverage c SET provider = 'stooq' FROM symbols s
      WHERE s.instrument_id = c.instrument_id AND s.symbol = 'MSFT'`);
    const forecast = await forecastRun(prices, {
      dataset: 'second-closes',
      trigger: 'manual',
      request: { tickers: ['MSFT', 'TSLA'], params: {}, force: false },
    });
    expect(forecast).to.deep.include({ targets: 1, skipped: { 'no-source': 1 } });
  });

  it('is compared on one basis: what was traded by the splits since, what is adjusted by the adjusted close', async () => {
    await open({});
    await prices.rows(`INSERT INTO corporate_actions (instrument_id, date, type, ratio, provider, raw, known_from)
      SELECT instrument_id, '2026-11-05', 'split', 4, 'yahoo', '{}', now() FROM symbols WHERE symbol = 'TSLA'`);
    const report = (ticker: string, day: string, basis: string, close: string) =>
      prices.rows(`INSERT INTO second_closes SELECT p.instrument_id, p.date, 'stooq', '${basis}', ${close}, '2026-11-06'
        FROM daily_prices p JOIN symbols s USING (instrument_id) WHERE s.symbol = '${ticker}' AND p.date = '${day}'`);
    await report('TSLA', '2026-11-04', 'as-traded', 'p.close * 4');
    await report('TSLA', '2026-11-05', 'as-traded', 'p.close');
    await report('MSFT', '2026-11-04', 'split-and-dividend-adjusted', 'p.adj_close');
    await prices.rows(`UPDATE daily_prices SET adj_close = close * 0.9 WHERE date = '2026-11-03'`);
    await report('MSFT', '2026-11-03', 'split-and-dividend-adjusted', 'p.close');
    expect((await check()).map(({ symbol, date }) => `${symbol} ${date}`)).to.deep.equal(['MSFT 2026-11-03']);
    await prices.rows(`INSERT INTO corporate_actions (instrument_id, date, type, amount, provider, raw, known_from)
      SELECT instrument_id, '2026-11-07', 'dividend', 1, 'yahoo', '{}', now() FROM symbols WHERE symbol = 'MSFT'`);
    expect(await check(), 'a dividend since then adjusts otherwise').to.deep.equal([]);
  });
});
