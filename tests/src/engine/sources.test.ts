import { defaultWatchlist } from '@tickermill/core';
import {
  awaitRun,
  changePace,
  type EngineDeps,
  openQueues,
  openWorker,
  pauseSource,
  requestRun,
  resolveTickers,
  resumeSource,
  viewSources,
} from '@tickermill/engine';
import { openSandbox } from '@tickermill/sandbox';
import { askSandbox, openScratchStore, silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend, type ToBackend } from './every-backend.ts';

const today = '2026-11-20';
const now = () => new Date(`${today}T22:00:00Z`);
const source = 'sec-edgar';
const probe = '/www.sec.gov/files/company_tickers.json';
const hourMs = 3_600_000;
const runMs = 120_000;

type WorkerOptions = Parameters<typeof openWorker>[0];

interface Stats {
  readonly firstRequests: readonly string[];
  readonly totals: { readonly requests: number; readonly peakPerSecond: number };
}

/** One worker that asks a sandbox without a rate rule, whose block lasts for the whole test. */
async function openInstallation(toBackend: ToBackend, options: Partial<WorkerOptions>) {
  const store = await openScratchStore();
  const queueBackend = toBackend(store.url);
  const sandbox = await openSandbox({ today, secCeilingPerSecond: 0, tickers: 30 });
  sandbox.prepare();
  const start = (more: Partial<WorkerOptions>) =>
    openWorker({
      store,
      queueBackend,
      now,
      log: silentLog,
      name: 'test',
      upstream: { gateway: sandbox.url },
      concurrency: 10,
      attempts: 3,
      window: 1_000,
      captureDays: { used: 7, failed: 30 },
      reconcileMs: hourMs,
      random: () => 1,
      onFinish: async () => {},
      ...more,
    });
  let worker = await start(options);
  const queues = openQueues({ backend: queueBackend, log: silentLog });
  const requesting: EngineDeps = { store, queues, now };
  return {
    store,
    queues,
    requesting,
    rows: <T>(sql: string) => store.db.$queryRawUnsafe<T[]>(sql),
    faults: (...faults: object[]) => askSandbox(sandbox, 'faults', { method: 'PUT', body: JSON.stringify(faults) }),
    resetStats: () => askSandbox(sandbox, 'reset', { method: 'POST' }),
    async restartWorker(more: Partial<WorkerOptions>) {
      await worker.stop(5_000);
      worker = await start(more);
    },
    stats: () => askSandbox<Stats>(sandbox, 'stats'),
    async close() {
      await worker.stop(5_000);
      await queues.close();
      await sandbox.close();
      await store.close();
    },
  };
}

onEveryBackend('a source and its operator', (toBackend) => {
  let at: Awaited<ReturnType<typeof openInstallation>>;
  afterEach(() => at.close());
  const open = async (options: Partial<WorkerOptions> = { pace: { requests: 500, perMs: 1_000 } }) => {
    at = await openInstallation(toBackend, options);
  };

  const view = async () => {
    const [one] = await viewSources(at.requesting);
    if (!one) throw new Error('there is no source');
    return one;
  };
  const arrivals = async () => (await at.stats()).totals.requests;
  const listCompanies = () => {
    const request = { tickers: null, params: {}, force: false };
    return requestRun(at.requesting, { dataset: 'companies', trigger: 'manual', request });
  };
  /** A run of some sixty tasks. */
  const trackSome = async () => {
    const tickers = defaultWatchlist.slice(0, 12);
    await resolveTickers(at.requesting, tickers);
    // Not tracked, or their prices would be asked for beside.
    const request = { tickers, params: { daysBack: 30, maxFilings: 10_000 }, force: false };
    return requestRun(at.requesting, { dataset: 'insider-trades', trigger: 'tracked', request });
  };
  const allAreBack = () => until('no task running', async () => (await view()).running === 0);

  it('is left alone when it only fails, then probed, and asked for the rest', async () => {
    const breaker = { failures: 5, quietMs: hourMs, longestMs: hourMs };
    await open({ pace: { requests: 500, perMs: 1_000 }, breaker });
    await awaitRun(at.store, await listCompanies(), runMs);
    await at.faults({ host: '*', kind: '5xx', status: 500 });
    const runId = await trackSome();
    await until('the breaker', async () => (await view()).state === 'quiet');
    await allAreBack();

    const failed = await arrivals();
    expect(failed - 1).to.be.within(5, 15); // what was on its way when it tripped
    expect(await view()).to.include({ consecutiveFailures: failed - 1 });
    expect((await view()).quietReason).to.match(/failures in a row, the last: SERVER_ERROR: /);
    const [tasks] = await at.rows<object>(
      `SELECT sum(attempts)::int AS attempts FROM tasks WHERE step = 'submissions'`,
    );
    expect(tasks).to.deep.equal({ attempts: failed - 1 });

    await at.faults();
    await at.rows("UPDATE source_state SET quiet_until = clock_timestamp() WHERE source = 'sec-edgar'");
    await at.queues.wake(source);
    const run = await awaitRun(at.store, runId, runMs);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    const { firstRequests } = await at.stats();
    expect(firstRequests[failed]).to.equal(probe);
    expect(firstRequests.filter((path) => path === probe)).to.have.length(2); // the list itself, and one probe
    expect(await view()).to.include({ state: 'open', consecutiveFailures: 0, quietUntil: null });
  });

  it('is asked at the pace that an operator sets while it works', async () => {
    await open({});
    const runId = await trackSome();
    await until('the first requests', async () => (await arrivals()) >= 4);
    await changePace(at.requesting, source, { requests: 1, perMs: hourMs });
    const before = await arrivals();
    await until('the last that had leave', async () => {
      const [next] = await at.rows<{ far: boolean }>(
        `SELECT next_at > now() + interval '50 minutes' AS far FROM source_state WHERE source = 'sec-edgar'`,
      );
      return next?.far && (await view()).running === 0;
    });
    expect((await arrivals()) - before).to.be.at.most(5); // 300 ms ahead, and what was on its way

    await at.resetStats();
    expect((await changePace(at.requesting, source, { requests: 4, perMs: 1_000 })).pace.requests).to.equal(4);
    await until('the first at the new pace, in place of an hour later', async () => (await arrivals()) > 0);
    await until('more of them', async () => (await arrivals()) > 12);
    expect((await at.stats()).totals.peakPerSecond).to.be.within(4, 6);
    expect((await at.store.db.run.findUniqueOrThrow({ where: { id: runId } })).state).to.equal('running');
  });

  it('is asked at its own pace again by a worker that is not told to be faster', async () => {
    await open();
    expect((await view()).pace).to.deep.equal({ requests: 500, perMs: 1_000 });
    await at.restartWorker({});
    expect((await view()).pace).to.deep.equal({ requests: 8, perMs: 1_000 });
    await changePace(at.requesting, source, { requests: 3, perMs: 1_000 });
    await at.restartWorker({});
    expect((await view()).pace).to.deep.equal({ requests: 3, perMs: 1_000 });
  });

  it('has its queue set to its pace again by every round of the reconciler', async () => {
    await open({ reconcileMs: 100 });
    await at.queues.pace(source, hourMs);
    const run = await awaitRun(at.store, await listCompanies(), runMs);
    expect(run.state).to.equal('done');
    const again = await awaitRun(at.store, await listCompanies(), runMs);
    expect(again.state).to.equal('done');
  });

  it('is not asked while an operator has paused it, whoever looks, and goes on when it is resumed', async () => {
    await open({ pace: { requests: 50, perMs: 1_000 } });
    const runId = await trackSome();
    await until('the first requests', async () => (await arrivals()) >= 4);
    expect(await pauseSource(at.requesting, source, { by: 'an operator' })).to.include({
      state: 'paused',
      pausedBy: 'an operator',
    });
    await allAreBack();
    const paused = await arrivals();
    const claims = async () => (await at.rows<{ n: number }>('SELECT sum(claim)::int AS n FROM tasks'))[0]?.n ?? 0;
    const claimed = await claims();
    await at.queues.wake(source);
    await until('one that tries', async () => (await claims()) > claimed);
    await allAreBack();
    expect(await arrivals()).to.equal(paused);

    expect(await resumeSource(at.requesting, source)).to.include({ state: 'open', pausedBy: null });
    const run = await awaitRun(at.store, runId, runMs);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    expect(run.report.retried).to.equal(0);
  });

  /** Has the list of companies be asked for, and refused by the block, by a task with such a past. */
  async function throttleOnceMore(past: string) {
    await open();
    await pauseSource(at.requesting, source, { by: 'an operator' });
    const runId = await listCompanies();
    await until('its task', async () => (await view()).queued === 1);
    await at.rows(`UPDATE tasks SET ${past}`);
    // A claim from before knows another past, and would go on with it once the source is resumed.
    await allAreBack();
    await at.faults({ host: '*', kind: 'ban' });
    await resumeSource(at.requesting, source);
    await until('the block', async () => (await view()).state === 'quiet');
    await allAreBack();
    expect(await arrivals()).to.equal(1);
    return runId;
  }

  it('makes a throttled task wait until it is no longer quiet, behind the others of its class', async () => {
    await throttleOnceMore('throttles = 3, throttled_at = now()');
    const tasks = await at.rows(`
      SELECT t.state, priority, attempts, throttles, abs(extract(epoch FROM not_before - quiet_until)) < 30 AS in_time
      FROM tasks t JOIN source_state s USING (source)`);
    expect(tasks).to.deep.equal([{ state: 'queued', priority: 11, attempts: 0, throttles: 4, in_time: true }]);
  });

  for (const [why, past] of [
    ['for the fifth time', 'throttles = 4, throttled_at = now()'],
    ['again after six hours', `throttles = 1, throttled_at = now() - interval '6 hours'`],
  ] as const) {
    it(`fails a task that is throttled ${why}, and is quiet all the same`, async () => {
      const runId = await throttleOnceMore(past);
      const run = await awaitRun(at.store, runId, runMs);
      const tasks = await at.rows('SELECT state, claim, attempts, throttles, error_code FROM tasks');
      expect(run.state, JSON.stringify(tasks)).to.equal('failed');
      expect(run.report.errors).to.deep.equal([{ code: 'THROTTLED', tasks: 1 }]);
    });
  }
});
