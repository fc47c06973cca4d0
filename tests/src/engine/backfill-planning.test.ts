import { addDays, type Day, tradingCalendar } from '@tickermill/core';
import { controlBackfill, pauseSource, startBackfill, viewBackfill } from '@tickermill/engine';
import { createRun } from '@tickermill/store/ledger';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { seeded } from '../store/ledger-world.fixture.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const dataset = 'daily-prices';
const settledTo = '2026-11-20';

describe('the planning of backfills', () => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread((url) => ({ kind: 'postgres', url }), { worker: { reconcileMs: 200 } });
    await pauseSource(thread, 'yahoo', { by: 'test' });
  });
  afterEach(() => thread.close());

  /** Lists so many instruments, of which nothing is stored. Returns their ids. */
  async function list(number: number): Promise<bigint[]> {
    const rows = await thread.rows<{ id: bigint }>(`
      WITH listed AS (INSERT INTO instruments (name, listing_source)
        SELECT 'Made ' || n, 'test' FROM generate_series(1, ${number}) n RETURNING id)
      INSERT INTO symbols (instrument_id, symbol, valid_from)
      SELECT id, 'M' || id, '2020-01-01' FROM listed RETURNING instrument_id AS id`);
    return rows.map(({ id }) => id).sort((a, b) => Number(a - b));
  }
  const tasksOf = (id: bigint) =>
    thread.rows<{ instrument: bigint; from: Day; to: Day; priority: number; isGap: boolean }>(`
      SELECT t.target::bigint AS instrument, k.input ->> 'from' AS "from", k.input ->> 'to' AS "to", k.priority,
        (k.input ->> 'isGap')::boolean AS "isGap"
      FROM run_targets t JOIN task_targets ON target_id = t.id JOIN tasks k ON k.id = task_id WHERE t.run_id = ${id} ORDER BY k.id`);
  const planned = (id: bigint) =>
    until('it to be planned', async () => (await viewBackfill(thread, id)).state === 'running');
  const days = { from: '2024-01-01', to: settledTo };

  it('asks for every instrument of several pages once', async () => {
    const ids = await list(1_201);
    const { id } = await startBackfill(thread, { dataset, tickers: null, ...days });
    await planned(id);
    const tasks = await tasksOf(id);
    expect(tasks.map(({ instrument }) => instrument)).to.deep.equal(ids);
    expect(tasks[0]).to.include({ from: days.from, to: settledTo, priority: 90, isGap: true });
    expect((await viewBackfill(thread, id)).targetsByState).to.deep.equal({ open: 1_201 });
  });

  it('goes on behind the page that a lost process planned last', async () => {
    const ids = await list(620);
    const run = await createRun(thread.store.db, {
      dataset,
      trigger: 'backfill',
      request: { tickers: null, params: days, force: false },
    });
    // Nobody has queued it: what a process leaves that is lost between a page and the next.
    await thread.rows(
      `UPDATE runs SET planned_after = ${ids[99]}, created_at = now() - interval '1 min' WHERE id = ${run}`,
    );
    await planned(run);
    expect((await tasksOf(run)).map(({ instrument }) => instrument)).to.deep.equal(ids.slice(100));
  });

  it('waits while it is paused in the midst of its planning, and can be cancelled there', async () => {
    const ids = await list(520);
    const make = async () => {
      const request = { tickers: null, params: days, force: false };
      const run = await createRun(thread.store.db, { dataset, trigger: 'backfill', request });
      await thread.rows(`UPDATE runs SET planned_after = ${ids[499]} WHERE id = ${run}`);
      await controlBackfill.pause(thread, run);
      await thread.queues.add('plan', [{ title: 'plan', data: { run: String(run) } }]);
      return run;
    };
    const run = await make();
    expect(await viewBackfill(thread, run)).to.include({ state: 'paused', tasks: 0, percent: 0 });
    await controlBackfill.resume(thread, run);
    await planned(run);
    expect((await tasksOf(run)).length).to.equal(20);
    const other = await make();
    await controlBackfill.cancel(thread, other);
    await until('it to end', async () => (await viewBackfill(thread, other)).state === 'cancelled');
    expect(await tasksOf(other)).to.deep.equal([]);
  });

  it('asks for exactly the sessions that are neither covered nor known to be absent', async () => {
    const calendar = tradingCalendar('XNYS');
    const random = seeded(Number(process.env['GAP_SEED'] ?? 7));
    const first = '2025-06-01';
    const span = 560; // up to some days behind the last session that has settled
    const range = () => {
      const start = Math.floor(random() * span) - 10;
      return { from: addDays(first, start), before: addDays(first, start + 1 + Math.floor(random() * 40)) };
    };
    const some = (most: number) => Array.from({ length: Math.floor(random() * (most + 1)) }, range);
    const text = (ranges: readonly { from: Day; before: Day }[]) =>
      `{${ranges.map(({ from, before }) => `[${from},${before})`).join()}}`;
    const ids = await list(120);
    const truth = new Map<bigint, { from: Day; before: Day }[]>();
    for (const id of ids) {
      const [covered, absent] = [some(6), some(3)];
      truth.set(id, [...covered, ...absent]);
      const firstDay = covered.length > 0 ? `'${covered.map(({ from }) => from).sort()[0]}'` : 'NULL';
      await thread.rows(`INSERT INTO coverage (dataset, instrument_id, covered, absent, first_day, written_at)
        VALUES ('${dataset}', ${id}, '${text(covered)}', '${text(absent)}'::datemultirange - '${text(covered)}', ${firstDay}, now())`);
    }
    const wanted = { from: '2025-07-01', to: settledTo };
    const { id } = await startBackfill(thread, { dataset, tickers: ids.map((each) => `M${each}`), ...wanted });
    await planned(id);
    const tasks = await tasksOf(id);
    const sessions = calendar.tradingDaysBetween(wanted.from, wanted.to);
    const last = calendar.tradingDaysBetween(wanted.from, settledTo).slice(-5);
    for (const instrument of ids) {
      const mine = tasks.filter((task) => task.instrument === instrument);
      const known = truth.get(instrument) ?? [];
      const missing = sessions.filter((day) => !known.some(({ from, before }) => day >= from && day < before));
      const asked = mine.flatMap(({ from, to }) => calendar.tradingDaysBetween(from, to)).sort();
      // What has come to an end is asked for the last few sessions by the refresh of every night alone.
      const left = missing.filter((day) => !asked.includes(day));
      expect(
        left.every((day) => last.includes(day)),
        `${instrument} misses ${left}`,
      ).to.equal(true);
      expect(asked, String(instrument)).to.deep.equal(missing.filter((day) => !left.includes(day)));
      expect(mine.map(({ priority }) => priority)).to.deep.equal(mine.map((_, rank) => Math.min(90 + rank, 98)));
      expect(mine.map(({ from }) => from)).to.deep.equal(
        mine
          .map(({ from }) => from)
          .sort()
          .reverse(),
      );
      expect(mine.every(({ to }) => to <= settledTo)).to.equal(true);
    }
    const ranks = tasks.map(({ priority }) => priority);
    expect(ranks, 'the latest gap of all before the second of any').to.deep.equal([...ranks].sort((a, b) => a - b));
  });
});
