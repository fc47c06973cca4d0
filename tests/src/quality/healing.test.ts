import { tradingCalendar } from '@tickermill/core';
import { requestStage } from '@tickermill/engine';
import { checks, qualityChores, viewFinding } from '@tickermill/quality';
import { storeDailyPrices } from '@tickermill/store/datasets';
import { silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { openAlertWorld } from '../alerts/alert-world.fixture.ts';
import { openReceiver } from '../alerts/receiver.fixture.ts';
import { onOneBackend } from '../engine/every-backend.ts';
import { openPrices, type PriceThread } from '../engine/prices.fixture.ts';
import { openThread, type Thread } from '../engine/thread.fixture.ts';
import { makeBar, makeSeries } from '../store/prices.fixture.ts';

/** A day within the stored series, of which a bar is deleted. */
const lost = '2026-11-12';

onOneBackend('a hole in stored prices', (toBackend) => {
  let prices: PriceThread;
  beforeEach(async () => {
    prices = await openPrices(toBackend, {
      worker: { chores: (deps) => qualityChores({ ...deps, findingDays: 90 }), reconcileMs: 300 },
    });
    await prices.rows(`WITH nightly AS (INSERT INTO schedules (dataset, kind, group_key, cron)
        VALUES ('daily-prices', 'group', 'daily-prices', '0 0 1 1 *') RETURNING id)
      INSERT INTO schedules (dataset, kind, group_key, after_id) SELECT 'quality', 'market', 'quality', id FROM nightly`);
  });
  afterEach(() => prices.close());

  /** Has the run of a slot of the nightly schedule made. Returns it when it has ended. */
  const slot = async (dueAt: string) => {
    prices.setInstant(new Date(dueAt));
    await prices.rows('DELETE FROM source_sessions');
    const [run] = await prices.rows<{ id: bigint }>(`INSERT INTO runs (dataset, trigger, group_key, due_at, request)
      VALUES ('daily-prices', 'schedule', 'daily-prices', '${dueAt}', '{"tickers": null, "params": {}, "force": false}') RETURNING id`);
    const id = run?.id ?? 0n;
    await prices.queues.add('plan', [{ title: 'plan', data: { run: String(id) } }]);
    return prices.awaitRun(id);
  };
  /** The run of checks that followed a slot, when it has ended. */
  const checksAfter = (dueAt: string) =>
    until('the run of checks', async () => {
      const [run] = await prices.rows<{ id: bigint }>(
        `SELECT id FROM runs WHERE dataset = 'quality' AND due_at = '${dueAt}' AND finished_at IS NOT NULL`,
      );
      return run?.id;
    });
  const backfillsEnded = () =>
    until('the backfill', async () => {
      const [row] = await prices.rows<{ open: number; all: number }>(
        `SELECT count(*) FILTER (WHERE finished_at IS NULL)::int AS open, count(*)::int AS all FROM runs WHERE trigger = 'backfill'`,
      );
      return row?.open === 0 && row.all;
    });

  /** What a dead-man switch outside is told of the chain that has run. */
  const heartbeats = async () => {
    const receiver = await openReceiver();
    const heartbeat = { chainUrl: receiver.url, schedulerUrl: undefined };
    const { alerts, now } = await openAlertWorld('2026-11-19T01:00:00Z', { heartbeat, store: prices.store });
    const events = await prices.rows<{ txid: bigint; id: bigint; type: string; data: Record<string, unknown> }>(
      'SELECT txid, id, type, data FROM events ORDER BY txid, id',
    );
    for (const event of events) await alerts.heartbeat?.handle({ ...event, at: now() });
    alerts.close();
    await receiver.close();
    return receiver.received.map(({ path }) => path);
  };

  it('is found by the run that follows the prices, fetched again and resolved, and its history shows all of it', async () => {
    const tickers = ['AAPL', 'MSFT'];
    await prices.track(tickers);
    await prices.night('2026-11-18');
    await prices.rows(`DELETE FROM daily_prices p USING symbols s
      WHERE s.instrument_id = p.instrument_id AND s.symbol = 'AAPL' AND p.date = '${lost}'`);
    expect(await prices.differences(['AAPL'])).to.have.length(1);

    const due = '2026-11-19T00:05:00Z';
    expect((await slot(due)).state).to.equal('done');
    const found = await checksAfter(due);
    // The first run was that of the 18th, which no run of checks follows.
    expect(await heartbeats()).to.deep.equal(['/start', '/start', '/']);
    expect(await backfillsEnded()).to.equal(1);
    expect(await prices.differences(tickers)).to.deep.equal([]);

    const next = await requestStage(prices, 'quality', { whole: false });
    const run = await prices.awaitRun(next);
    expect(run.state).to.equal('done');
    expect(run.report.targetsByState).to.deep.equal({ done: checks.length });
    const [row] = await prices.rows<{ id: bigint }>(`SELECT id FROM qa_findings WHERE check_id = 'missing_dates'`);
    const { finding, heals } = await viewFinding(prices.store.sql, row?.id ?? 0n);
    expect(finding).to.deep.include({
      symbol: 'AAPL',
      date: lost,
      checkId: 'missing_dates',
      runId: found,
      severity: 'warning',
      times: 1,
      resolvedAs: 'check',
      resolvedRunId: next,
      heals: 1,
    });
    expect(heals.map(({ state, sources }) => ({ state, sources }))).to.deep.equal([
      { state: 'done', sources: ['yahoo'] },
    ]);
  });
});

onOneBackend('a hole that no backfill mends', (toBackend) => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread(toBackend, { worker: null });
    await thread.rows(`WITH new AS (INSERT INTO instruments (name, listing_source) VALUES ('AAPL', 'test') RETURNING id),
        named AS (INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, 'AAPL', 'XNAS', '2020-01-01' FROM new),
        list AS (INSERT INTO watchlists (name) VALUES ('mine') RETURNING id)
      INSERT INTO watchlist_items (watchlist_id, instrument_id, tracked_since) SELECT list.id, new.id, '2026-11-01' FROM list, new`);
  });
  afterEach(() => thread.close());

  it('is asked for three times, one backfill after the other, and then no more', async () => {
    const [listed] = await thread.rows<{ id: bigint }>(`SELECT instrument_id AS id FROM symbols WHERE symbol = 'AAPL'`);
    const days = tradingCalendar('XNAS').tradingDaysBetween('2026-10-01', '2026-11-19');
    const bars = days.filter((day) => day !== lost).map((day) => makeBar(day, '10.00'));
    const series = makeSeries(listed?.id ?? 0n, bars, { from: '2026-10-01', to: '2026-11-19' });
    await thread.store.sqlTransaction((tx) => storeDailyPrices(tx, [series]));
    const chore = qualityChores({ ...thread, log: silentLog, findingDays: 90 }).find(({ name }) => name === 'quality');
    const backfills: number[] = [];
    for (const isEnded of [false, true, true, true, true]) {
      if (isEnded)
        await thread.rows(`UPDATE runs SET finished_at = now(), state = 'failed' WHERE trigger = 'backfill'`);
      await requestStage(thread, 'quality', { whole: false, check: 'missing_dates' });
      expect(await chore?.run()).to.equal('more');
      const [row] = await thread.rows<{ all: number }>('SELECT count(*)::int AS all FROM qa_heals');
      backfills.push(row?.all ?? 0);
    }
    expect(backfills).to.deep.equal([1, 2, 3, 3, 3]);
    const [coverage] = await thread.rows<{ covers: boolean }>(
      `SELECT '${lost}'::date <@ covered AS covers FROM coverage`,
    );
    expect(coverage).to.deep.equal({ covers: false });
    expect(await chore?.run(), 'nothing waits').to.equal('done');
  });

  it('is asked for by one backfill at a time', async () => {
    const chore = qualityChores({ ...thread, log: silentLog, findingDays: 90 }).find(({ name }) => name === 'quality');
    for (let nth = 0; nth < 3; nth++) {
      await requestStage(thread, 'quality', { whole: false, check: 'lag_check' });
      await chore?.run();
    }
    const runs =
      await thread.rows<object>(`SELECT request -> 'params' ->> 'from' AS from, request -> 'tickers' AS tickers
      FROM runs WHERE trigger = 'backfill'`);
    expect(runs).to.deep.equal([{ from: '2026-10-31', tickers: ['AAPL'] }]);
  });
});
