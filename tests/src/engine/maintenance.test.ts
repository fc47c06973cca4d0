import { tmpdir } from 'node:os';
import { type EngineDeps, openQueues, openSchedules, type QueueBackend } from '@tickermill/engine';
import { type Chore, makeChores, openWindow, runChores, usualHistoryDays } from '@tickermill/engine/maintenance';
import { type ChoreState, choreStates, claimChores, recordChores, releaseChores } from '@tickermill/store/fleet';
import { ensureSource } from '@tickermill/store/sources';
import { needRedis, openOwnRedis, type ScratchStore, silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { openStoreFor } from './thread.fixture.ts';

const now = () => new Date('2026-11-20T22:00:00Z');
const sources = ['sec-edgar', 'yahoo'] as const;
const names = [
  'abandoned-runs',
  'amendments',
  'bulk-actions',
  'documents-again',
  'ended-pauses',
  'expired-captures',
  'exported-instruments',
  'follow-ups',
  'late-facts',
  'missed-slots',
  'new-tickers',
  'old-events',
  'old-history',
  'old-ledger',
  'old-prices',
  'open-targets',
  'overdue-indexes',
  'portfolio-snapshots',
  'queue-sec-edgar',
  'queue-yahoo',
  'refreshes',
  'run-retries',
  'schedules',
  'settled-sessions',
  'source-checks',
  'stock-metrics',
  'storage-sizes',
  'trade-totals',
  'universe',
];

interface Maintenance extends EngineDeps {
  readonly store: ScratchStore;
  readonly chores: Chore[];
  close(): Promise<void>;
}

/** The chores of a worker on a database of their own, each due as often as it is looked for. */
async function openMaintenance(toBackend: (url: string) => QueueBackend): Promise<Maintenance> {
  const store = await openStoreFor(toBackend);
  const backend = toBackend(store.url);
  const queues = openQueues({ backend, log: silentLog });
  const deps = { store, queues, now, log: silentLog };
  for (const source of sources) await ensureSource(store.db, source, { requests: 1, perMs: 1_000 });
  const window = openWindow({ store, queues, size: 100, attempts: 3 });
  const schedules = await openSchedules(deps);
  const made = makeChores({
    ...deps,
    window,
    schedules,
    sources,
    probe: async () => null,
    attempts: 3,
    quoteDays: 30,
    historyDays: usualHistoryDays,
    exportFolder: tmpdir(),
    lake: null,
    reconcileMs: 20,
  });
  return {
    ...deps,
    chores: made.map((chore) => ({ ...chore, everyMs: 20 })),
    async close() {
      await window.close();
      await queues.close();
      await store.close();
    },
  };
}

const run = ({ store }: Maintenance, chores: readonly Chore[], worker: string) =>
  runChores({ store, log: silentLog, worker, chores, lookMs: 20 });
const succeededAfter = (states: readonly ChoreState[], at: number) =>
  states.filter(({ lastSuccessAt }) => (lastSuccessAt?.getTime() ?? 0) > at).map(({ name }) => name);

describe('maintenance', () => {
  let maintenance: Maintenance;
  before(async () => {
    maintenance = await openMaintenance((url) => ({ kind: 'postgres', url }));
  });
  after(() => maintenance.close());
  const states = () => choreStates(maintenance.store.sql);

  it('has a chore for each thing to be done', () => {
    expect(maintenance.chores.map(({ name }) => name).sort()).to.deep.equal(names);
  });

  for (const name of names) {
    it(`does everything else while ${name} throws`, async () => {
      const [at] = await maintenance.store.sql.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
      const thrown = new Error(`${name} cannot`);
      const chores = maintenance.chores.map((chore): Chore => {
        return chore.name === name ? { ...chore, run: () => Promise.reject(thrown) } : chore;
      });
      const runner = run(maintenance, chores, `worker-${name}`);
      const others = names.filter((each) => each !== name);
      try {
        const found = await until('the others to succeed while it fails', async () => {
          const all = await states();
          const failed = all.find((each) => each.name === name);
          const isWell = others.every((each) => succeededAfter(all, at?.now.getTime() ?? 0).includes(each));
          return isWell && (failed?.failures ?? 0) >= 2 && failed;
        });
        expect(found).to.include({ lastError: thrown.message, holder: `worker-${name}` });
      } finally {
        await runner.stop();
      }
    });
  }

  it('publishes once that a chore fails, and once that it works again', async () => {
    let works = false;
    const chore: Chore = {
      name: 'moody',
      everyMs: 20,
      run: () => (works ? Promise.resolve('done') : Promise.reject(new Error('a bad day'))),
    };
    const runner = run(maintenance, [chore], 'worker');
    const state = async () => (await states()).find(({ name }) => name === 'moody');
    await until('five failures', async () => ((await state())?.failures ?? 0) >= 5);
    works = true;
    await until('a success', async () => (await state())?.failures === 0);
    await runner.stop();
    const events = await maintenance.store.sql.$queryRaw<{ type: string; data: Record<string, unknown> }[]>`
      SELECT type, data FROM events WHERE data ->> 'chore' = 'moody' ORDER BY id`;
    expect(events.map(({ type }) => type)).to.deep.equal(['maintenance.failing', 'maintenance.recovered']);
    expect(events[0]?.data).to.include({ failures: 3, error: 'a bad day', last_success_at: null });
  });

  it('deletes closes of a second source after a year', async () => {
    const { sql } = maintenance.store;
    await sql.$executeRaw`
      WITH i AS (INSERT INTO instruments (name, listing_source) VALUES ('A', 'test') RETURNING id)
      INSERT INTO second_closes (instrument_id, date, provider, basis, close)
      SELECT id, day::date, 'stooq', 'as-traded', 10 FROM i, unnest('{2025-11-18,2025-11-19,2026-11-19}'::date[]) AS day`;
    const chore = maintenance.chores.find(({ name }) => name === 'old-prices');
    expect(await chore?.run()).to.equal('done');
    const left = await sql.$queryRaw<{ day: string }[]>`SELECT date::text AS day FROM second_closes ORDER BY date`;
    expect(left.map(({ day }) => day)).to.deep.equal(['2025-11-19', '2026-11-19']);
  });

  it('goes on at once with a chore that has more to do', async () => {
    let rounds = 0;
    const runner = run(
      maintenance,
      [{ name: 'much', everyMs: 3_600_000, run: async () => (++rounds < 4 ? 'more' : 'done') }],
      'worker',
    );
    await maintenance.store.sql.$executeRaw`
      INSERT INTO maintenance_chores (name, holder, held_until, due_at) VALUES ('much', 'worker', now(), now())
      ON CONFLICT (name) DO UPDATE SET due_at = now()`;
    await until('all of it', () => rounds === 4);
    await runner.stop();
  });

  it('keeps no chore waiting for one that hangs', async () => {
    let release = () => {};
    const hanging = new Promise<'done'>((resolve) => {
      release = () => resolve('done');
    });
    let others = 0;
    const runner = run(
      maintenance,
      [
        { name: 'hanging', everyMs: 20, run: () => hanging },
        { name: 'other', everyMs: 20, run: async () => (++others > 0 ? 'done' : 'more') },
      ],
      'worker',
    );
    await until('three rounds of the other', () => others >= 3);
    const state = (await states()).find(({ name }) => name === 'hanging');
    expect(state?.runningSince).to.be.an.instanceOf(Date);
    release();
    await runner.stop();
  });

  describe('is done by one process at a time', () => {
    const holdMs = 600_000;
    const claim = (holder: string, everyMs = 0) =>
      claimChores(maintenance.store.sql, { holder, holdMs, chores: [{ name: 'shared', everyMs }] });

    it('until that one lets it go', async () => {
      expect(await claim('one')).to.deep.equal(['shared']);
      expect(await claim('two')).to.deep.equal([]);
      expect(await claim('one')).to.deep.equal(['shared']);
      await releaseChores(maintenance.store.sql, 'one');
      expect(await claim('two')).to.deep.equal(['shared']);
    });

    it('or says nothing more, and what it was doing is then begun anew', async () => {
      await maintenance.store.sql.$executeRaw`
        UPDATE maintenance_chores SET held_until = now() - interval '1 ms', running_since = '2020-01-01' WHERE name = 'shared'`;
      expect(await claim('three')).to.deep.equal(['shared']);
      const late = { name: 'shared', durationMs: 1, dueInMs: 3_600_000, error: null };
      await recordChores(maintenance.store.sql, 'two', [late]);
      const state = (await states()).find(({ name }) => name === 'shared');
      expect(state).to.include({ holder: 'three', lastSuccessAt: null });
      expect(state?.runningSince?.getUTCFullYear()).to.be.greaterThan(2020);
    });
  });
});

describe('maintenance of queues in Redis', () => {
  before(needRedis);

  it('goes on with every other source while the queue of one cannot be read', async () => {
    const redis = await openOwnRedis({ durable: false });
    const maintenance = await openMaintenance(() => ({ kind: 'redis', url: redis.url, prefix: 'q' }));
    await redis.ask('SET q:sec-edgar:prioritized broken');
    const runner = run(maintenance, maintenance.chores, 'worker');
    const states = await until('the others to succeed', async () => {
      const all = await choreStates(maintenance.store.sql);
      return succeededAfter(all, 0).length === names.length - 1 && all;
    });
    expect(states.find(({ name }) => name === 'queue-sec-edgar')?.lastError).to.contain('WRONGTYPE');
    await runner.stop();
    await maintenance.close();
    await redis.close();
  });
});
