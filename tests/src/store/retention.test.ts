import { usualHistoryDays } from '@tickermill/engine/maintenance';
import { settings } from '@tickermill/runtime';
import { pruneRuns, pruneTasks } from '@tickermill/store/ledger';
import { keepStorageSizes, storageSizes, tableRules } from '@tickermill/store/storage';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

describe('what is kept', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());
  const rows = <T>(sql: string): Promise<T[]> => store.db.$queryRawUnsafe<T[]>(sql);

  it('has a rule for every table, and none for a table that is gone', async () => {
    const tables = await rows<{ name: string }>(`
      SELECT relname::text AS name FROM pg_class c WHERE relkind IN ('r', 'p') AND NOT relispartition
        AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY 1`);
    expect(tables.map(({ name }) => name)).to.deep.equal(Object.keys(tableRules).sort());
    const named = Object.values(tableRules).flatMap(({ kept }) => ('setting' in kept ? [kept.setting] : []));
    expect(named.filter((name) => !(name in settings))).to.deep.equal([]);
  });

  it('is as usual where no setting says otherwise', () => {
    const usual = (name: keyof typeof settings) => settings[name].schema.parse(undefined);
    expect(usualHistoryDays).to.deep.equal({
      audit: usual('AUDIT_KEEP_DAYS'),
      changes: usual('CHANGES_KEEP_DAYS'),
      clientLogs: usual('CLIENT_LOGS_KEEP_DAYS'),
      tasks: usual('TASKS_KEEP_DAYS'),
      runs: usual('RUNS_KEEP_DAYS'),
    });
  });

  /** Runs of three days, each with the same two targets; the second is skipped on the latest. */
  async function fillLedger(): Promise<void> {
    for (const [day, state] of [
      ['2025-01-01', 'done'],
      ['2025-06-01', 'done'],
      ['2026-11-01', 'skipped'],
    ]) {
      const at = `'${day}T00:00:00Z'::timestamptz`;
      await store.db.$executeRawUnsafe(`
        WITH run AS (INSERT INTO runs (dataset, trigger, state, request, report, created_at, finished_at, told_at)
          VALUES ('daily-prices', 'schedule', 'done', '{}', '{}', ${at}, ${at}, ${at}) RETURNING id),
        target AS (INSERT INTO run_targets (run_id, dataset, target, target_kind, state, skip_reason, finished_at)
          SELECT id, 'daily-prices', t, 'instrument', CASE WHEN t = '1' THEN 'done' ELSE '${state}' END,
            CASE WHEN t = '2' AND '${state}' = 'skipped' THEN 'fresh' END, ${at}
          FROM run, unnest(ARRAY['1', '2']) t RETURNING id, run_id, state),
        task AS (INSERT INTO tasks (run_id, source, dataset, collector, step, input, request, title, label, priority, state, created_at, finished_at)
          SELECT run_id, 'yahoo', 'daily-prices', 'c', 's', '{}', 'r' || id, 't', 'l', 80, 'done', ${at}, ${at} FROM target
          WHERE state <> 'skipped' RETURNING id, request)
        INSERT INTO task_targets (task_id, target_id) SELECT task.id, target.id FROM task JOIN target ON task.request = 'r' || target.id`);
    }
  }
  const count = async () => {
    const [found] = await rows<Record<string, number>>(`SELECT (SELECT count(*)::int FROM tasks) AS tasks,
      (SELECT count(*)::int FROM task_targets) AS shares, (SELECT count(*)::int FROM run_targets) AS targets, (SELECT count(*)::int FROM runs) AS runs`);
    return found;
  };

  it('of tasks are those of young runs, and of the last success of each target', async () => {
    await fillLedger();
    const before = new Date('2026-08-01');
    expect(await pruneTasks(store.sql, before, 1)).to.deep.equal({ tasks: 1, skippedTargets: 0, isDone: false });
    expect(await pruneTasks(store.sql, before, 100)).to.include({ tasks: 2, isDone: true });
    // Of the second target the task of June is that of its last success: on the latest day it was skipped.
    expect(await count()).to.deep.equal({ tasks: 2, shares: 2, targets: 6, runs: 3 });
    expect(await pruneTasks(store.sql, new Date('2026-12-01'), 100)).to.include({ tasks: 0, skippedTargets: 1 });
  });

  it('of runs are the young ones, and the last target in each state', async () => {
    await fillLedger();
    await pruneTasks(store.sql, new Date('2026-08-01'), 100);
    const before = new Date('2026-08-01');
    expect(await pruneRuns(store.sql, before, 100)).to.deep.equal({ targets: 3, runs: 1, isDone: true });
    expect(await count()).to.deep.equal({ tasks: 2, shares: 2, targets: 3, runs: 2 });
    expect(await pruneRuns(store.sql, before, 100)).to.deep.equal({ targets: 0, runs: 0, isDone: true });
  });

  it('of runs are those with notes, with a report of their own, and those that were retried', async () => {
    await store.db.$executeRawUnsafe(`
      INSERT INTO runs (dataset, trigger, state, request, created_at, finished_at)
      SELECT 'quality', 'schedule', 'done', '{}', '2020-01-01', '2020-01-01' FROM generate_series(1, 5)`);
    const [first] = await rows<{ id: bigint }>('SELECT min(id) AS id FROM runs');
    const id = first?.id ?? 0n;
    await store.db.$executeRawUnsafe(
      `INSERT INTO notes (run_id, text, created_at, created_by) VALUES (${id}, 'odd', now(), 'anna')`,
    );
    await store.db.$executeRawUnsafe(
      `INSERT INTO refresh_reports (run_id, profile, force, started_at) VALUES (${id + 1n}, 'nightly', false, now())`,
    );
    await store.db.$executeRawUnsafe(`UPDATE runs SET retry_of = ${id + 2n}, finished_at = NULL WHERE id = ${id + 3n}`);
    expect(await pruneRuns(store.sql, new Date('2026-01-01'), 100)).to.include({ runs: 1 });
    const left = await rows<{ id: bigint }>('SELECT id FROM runs ORDER BY id');
    expect(left.map((row) => row.id - id)).to.deep.equal([0n, 1n, 2n, 3n]);
  });

  it('is measured day by day, and its growth is known after three days', async () => {
    const at = (day: string) => new Date(`${day}T12:00:00Z`);
    await keepStorageSizes(store.sql, at('2026-11-10'), 800);
    await keepStorageSizes(store.sql, at('2026-11-10'), 800);
    const [days] = await rows<{ n: number }>('SELECT count(DISTINCT day)::int AS n FROM storage_sizes');
    expect(days).to.deep.equal({ n: 1 });
    const early = await storageSizes(store.sql, at('2026-11-12'));
    expect(early.bytesPerDay).to.equal(null);
    expect(early.families.map(({ family }) => family)).to.include.members(['prices', 'ledger', 'operations']);
    expect(early.bytes).to.be.greaterThan(1e6);
    await store.db.$executeRawUnsafe(`UPDATE storage_sizes SET bytes = bytes - 9500000 WHERE family = 'prices'`);
    const late = await storageSizes(store.sql, at('2026-11-19'));
    const prices = late.families.find(({ family }) => family === 'prices');
    expect(Math.round(prices?.bytesPerDay ?? 0)).to.equal(1_000_000);
    expect(Math.round(late.bytesPerDay ?? 0)).to.be.within(1_000_000, 1_100_000);
    await keepStorageSizes(store.sql, at('2029-11-10'), 800);
    expect((await rows<{ n: number }>('SELECT count(DISTINCT day)::int AS n FROM storage_sizes'))[0]).to.deep.equal({
      n: 1,
    });
  });
});
