import type { Day } from '@tickermill/core';
import {
  awaitRun,
  type Backfill,
  controlBackfill,
  forecastBackfill,
  pauseSource,
  requestRun,
  resumeSource,
  startBackfill,
  viewBackfill,
} from '@tickermill/engine';
import { findInstruments } from '@tickermill/store/universe';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, runMs, type Thread } from './thread.fixture.ts';

interface Truth {
  readonly tickers: Record<
    string,
    { count: number; closes: string; volume: string; firstTradeDay: Day; settledTo: Day }
  >;
  readonly total: { count: number; closes: string; volume: string };
}

const dataset = 'daily-prices';
const [from, to] = ['2023-01-01', '2026-11-20'];

onOneBackend('backfills', (toBackend) => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread(toBackend, { settings: { yahooCeilingPerMinute: 0 } });
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  const symbols = async (limit: number) => {
    const rows = await thread.rows<{ symbol: string }>(
      `SELECT symbol FROM symbols ORDER BY instrument_id LIMIT ${limit}`,
    );
    return rows.map(({ symbol }) => symbol);
  };
  const fill = (tickers: readonly string[] | null, days: { from: Day; to: Day } = { from, to }) =>
    startBackfill(thread, { dataset, tickers, ...days });
  const ended = async ({ id }: Pick<Backfill, 'id'>) => {
    await awaitRun(thread.store, id, runMs);
    return viewBackfill(thread, id);
  };
  const truth = (tickers: readonly string[], days = { from, to }) =>
    thread.ask<Truth>(`truth/daily-prices?tickers=${tickers.join()}&from=${days.from}&to=${days.to}`);
  const stored = async (tickers: readonly string[]) => {
    const [row] = await thread.rows<{ count: number; closes: string; volume: string }>(`
      SELECT count(*)::int AS count, trim_scale(sum(close))::text AS closes, sum(volume)::text AS volume FROM daily_prices p
      JOIN symbols s USING (instrument_id) WHERE s.symbol = ANY('{${tickers.join()}}') AND p.final`);
    return row;
  };

  it('brings what is missing until the bars equal the truth, and asks nothing a second time', async () => {
    const tickers = await symbols(20);
    const instrumentIds = (await findInstruments(thread.store.db, tickers)).map(({ instrumentId }) => instrumentId);
    const forecast = await forecastBackfill(thread, { dataset, instrumentIds, from, to });
    expect(forecast).to.deep.include({ instruments: 20, requests: 20 });
    const filled = await ended(await fill(tickers));
    const { total, tickers: offered } = await truth(tickers);
    expect(forecast.rowsAtMost).to.be.at.least(total.count);
    expect(filled).to.deep.include({ state: 'done', percent: 100, rowsStored: total.count });
    expect(await stored(tickers)).to.deep.equal(total);
    expect(filled.sources).to.deep.equal([{ source: 'yahoo', requests: filled.tasks, left: 0, endsAt: null }]);
    const covered = await thread.rows<{ symbol: string; first: string; bars: number }>(`
      SELECT s.symbol, upper((c.absent - datemultirange(daterange('${from}', NULL))))::text AS first,
        (SELECT count(*)::int FROM daily_prices p WHERE p.instrument_id = c.instrument_id AND NOT p.date <@ c.covered) AS bars
      FROM coverage c JOIN symbols s USING (instrument_id) ORDER BY 1`);
    expect(
      covered.every(({ bars }) => bars === 0),
      'every bar is covered',
    ).to.equal(true);
    expect(Object.keys(offered)).to.have.length(20);

    const again = await ended(await fill(tickers));
    expect(again).to.deep.include({ state: 'done', tasks: 0, percent: 100, rowsStored: 0 });
    expect(await forecastBackfill(thread, { dataset, instrumentIds, from, to })).to.deep.include({ requests: 0 });
    const events = await thread.rows<{ data: { state: string; percent: number } }>(
      `SELECT data FROM events WHERE type = 'backfill.progress' AND data ->> 'run' = '${filled.id}' ORDER BY id`,
    );
    expect(events.at(-1)?.data).to.include({ state: 'done', percent: 100 });
  });

  it('asks for the gap in the middle alone, and for what is before', async () => {
    const [ticker = ''] = await symbols(1);
    await ended(await fill([ticker]));
    await thread.rows(`DELETE FROM daily_prices WHERE date >= '2024-03-01' AND date < '2024-06-01'`);
    await thread.rows(`UPDATE coverage SET covered = covered - '{[2024-03-01,2024-06-01)}'`);
    const filled = await ended(await fill([ticker], { from: '2022-01-01', to }));
    const asked = await thread.rows<{ input: Record<string, unknown>; priority: number }>(
      `SELECT input, priority FROM tasks WHERE run_id = ${filled.id} ORDER BY id`,
    );
    const days = asked.map(({ input, priority }) => [input['from'], input['to'], input['isGap'], priority]);
    expect(days).to.deep.equal([
      ['2024-03-01', '2024-05-31', true, 90],
      ['2022-01-01', '2022-12-31', true, 91],
    ]);
    const { total } = await truth([ticker], { from: '2022-01-01', to });
    expect(await stored([ticker])).to.deep.equal(total);
    expect(await ended(await fill([ticker], { from: '2022-01-01', to }))).to.include({ tasks: 0 });
  });

  it('pauses, resumes and is cancelled', async () => {
    const tickers = await symbols(12);
    await pauseSource(thread, 'yahoo', { by: 'test' });
    const { id } = await fill(tickers);
    await until('it to be planned', async () => (await viewBackfill(thread, id)).state === 'running');
    const paused = await controlBackfill.pause(thread, id);
    expect(paused).to.include({ state: 'paused', tasks: 12, percent: 0, endsAt: null });
    await resumeSource(thread, 'yahoo');
    const [ticker = ''] = await symbols(13).then((all) => all.slice(12));
    expect((await ended(await fill([ticker]))).state, 'another goes on meanwhile').to.equal('done');
    expect((await viewBackfill(thread, id)).tasksByState).to.deep.equal({ waiting: 12 });
    await controlBackfill.resume(thread, id);
    expect((await ended({ id })).state).to.equal('done');

    await pauseSource(thread, 'yahoo', { by: 'test' });
    const second = await fill(tickers, { from: '2020-01-01', to });
    await until('it to be planned', async () => (await viewBackfill(thread, second.id)).state === 'running');
    await controlBackfill.cancel(thread, second.id);
    const cancelled = await ended(second);
    expect(cancelled.state).to.equal('cancelled');
    expect(cancelled.tasksByState).to.deep.equal({ cancelled: cancelled.tasks });
    expect(cancelled.tasks).to.be.within(1, 12); // one of them was first traded later
    const events = await thread.rows<{ state: string }>(
      `SELECT data ->> 'state' AS state FROM events WHERE type = 'backfill.progress' AND data ->> 'run' = '${id}' ORDER BY id`,
    );
    expect(events.map(({ state }) => state)).to.include.members(['paused', 'done']);
  });

  it('waits behind a refresh of the same instrument, and then asks for what that left', async () => {
    const [ticker = ''] = await symbols(1);
    await pauseSource(thread, 'yahoo', { by: 'test' });
    const request = { tickers: [ticker], params: {}, force: false };
    const refresh = await requestRun(thread, { dataset, trigger: 'manual', request });
    await until('the refresh to be planned', async () => {
      const [run] = await thread.rows<{ state: string }>(`SELECT state FROM runs WHERE id = ${refresh}`);
      return run?.state === 'running';
    });
    const backfill = await fill([ticker]);
    await until(
      'the backfill to be planned',
      async () => (await viewBackfill(thread, backfill.id)).state === 'running',
    );
    expect(await viewBackfill(thread, backfill.id)).to.deep.include({
      tasks: 0,
      targetsByState: { open: 1 },
    });
    await resumeSource(thread, 'yahoo');
    await thread.awaitRun(refresh);
    expect(await ended(backfill)).to.include({ state: 'done', tasks: 1 });
    const { total } = await truth([ticker]);
    expect(await stored([ticker])).to.deep.equal(total);
  });
});
