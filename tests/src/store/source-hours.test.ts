import { latencyBoundsMs, latencyBucket } from '@tickermill/core';
import { auditEntries, pruneAudit, recordAudit } from '@tickermill/store/accounts';
import { fleetFacts } from '@tickermill/store/fleet';
import { pruneHistory } from '@tickermill/store/ledger';
import { addSourceHours, type SourceHour, sourceHoursSince } from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const buckets = (...latencies: number[]) => {
  const counts = new Array<number>(latencyBoundsMs.length + 1).fill(0);
  for (const ms of latencies) counts[latencyBucket(ms)] = (counts[latencyBucket(ms)] ?? 0) + 1;
  return counts;
};
const hour = (at: string, ...latencies: number[]): SourceHour => ({
  source: 'sec-edgar',
  hour: new Date(at),
  requests: latencies.length,
  failures: 1,
  throttles: 0,
  buckets: buckets(...latencies),
});

describe('what is kept of the past', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  it('adds up what several processes asked of a source within an hour', async () => {
    await addSourceHours(store.db, [hour('2026-11-20T22:00:00Z', 40, 40), hour('2026-11-20T23:00:00Z', 900)]);
    await Promise.all([1, 2, 3].map(() => addSourceHours(store.db, [hour('2026-11-20T23:00:00Z', 40, 99_000)])));
    expect(await sourceHoursSince(store.db, new Date('2026-11-20T23:00:00Z'))).to.deep.equal([
      {
        source: 'sec-edgar',
        requests: 7,
        failures: 4,
        throttles: 0,
        buckets: buckets(900, 40, 40, 40, 99_000, 99_000, 99_000),
      },
    ]);
    const [both] = await sourceHoursSince(store.db, new Date('2026-11-20T22:00:00Z'));
    expect(both).to.deep.include({ requests: 9, buckets: buckets(40, 40, 900, 40, 40, 40, 99_000, 99_000, 99_000) });
    expect(await sourceHoursSince(store.db, new Date('2026-11-21T00:00:00Z'))).to.deep.equal([]);
  });

  it('deletes hours after 90 days, and ticks after 400 but for the last hundred of a schedule', async () => {
    const now = new Date('2026-11-20T12:00:00Z');
    await addSourceHours(store.db, [hour('2026-08-22T11:00:00Z', 1), hour('2026-08-22T12:00:00Z', 1)]);
    await store.db.$executeRaw`
      WITH s AS (INSERT INTO schedules (dataset, kind, group_key, cron) VALUES ('a', 'market', 'a', '0 0 * * *'), ('b', 'market', 'b', '0 0 1 1 *')
        RETURNING id, dataset)
      INSERT INTO schedule_ticks (schedule_id, due_at, skip_reason)
      SELECT id, ${now}::timestamptz - n * interval '1 day', 'stopped' FROM s, generate_series(0, 599) n WHERE dataset = 'a'
      UNION ALL SELECT id, ${now}::timestamptz - n * interval '365 days', 'stopped' FROM s, generate_series(0, 9) n WHERE dataset = 'b'`;
    expect(await pruneHistory(store.db, now)).to.deep.equal({ sourceHours: 1, scheduleTicks: 199 });
    expect(await pruneHistory(store.db, now)).to.deep.equal({ sourceHours: 0, scheduleTicks: 0 });
  });

  it('deletes entries of the audit log that are past their time, and no other', async () => {
    const entry = {
      actor: 'anna',
      role: 'admin',
      path: '/',
      status: 200,
      detail: {},
      requestId: 'r',
      ip: null,
    } as const;
    for (const at of ['2026-10-20T11:59:59Z', '2026-10-20T12:00:00Z'])
      await recordAudit(store.db, { ...entry, action: at, at: new Date(at) });
    expect(await pruneAudit(store.db, new Date('2026-10-20T12:00:00Z'))).to.equal(1);
    const left = await auditEntries(store.db, {}, { limit: 10, offset: 0 });
    expect(left.map(({ action }) => action)).to.deep.equal(['2026-10-20T12:00:00Z']);
  });

  it('counts the fleet in one statement, and nothing where there is nothing', async () => {
    expect(await fleetFacts(store.db)).to.deep.equal({ tasks: [], runs: [], deadLetters: 0, workers: 0, tick: null });
    await store.db.$executeRaw`
      WITH r AS (INSERT INTO runs (dataset, trigger, state, request) VALUES ('insider-trades', 'manual', 'running', '{}') RETURNING id)
      INSERT INTO tasks (run_id, source, dataset, collector, step, input, request, title, label, priority, state, not_before, held, created_at)
      SELECT id, 'sec-edgar', 'insider-trades', 'c', 's', '{}', w.request, 't', 'l', 20, w.state, w.not_before, w.held, now() - interval '1 minute'
      FROM r, (VALUES ('a', 'waiting', NULL, false), ('b', 'waiting', NULL, true), ('c', 'queued', NULL, false),
        ('d', 'queued', now() + interval '1 hour', false), ('e', 'running', NULL, false), ('f', 'done', NULL, false)) w(request, state, not_before, held)`;
    const { tasks, runs } = await fleetFacts(store.db);
    expect(tasks.map(({ state, count }) => `${state} ${count}`).sort()).to.deep.equal([
      'delayed 1',
      'held 1',
      'queued 1',
      'running 1',
      'waiting 1',
    ]);
    for (const { oldestSeconds } of tasks) expect(oldestSeconds).to.be.at.least(60);
    expect(runs).to.deep.equal([{ trigger: 'manual', state: 'running', count: 1 }]);
  });
});
