import type { Log, RunReport, SourceId } from '@tickermill/core';
import {
  type Claim,
  type Committed,
  ensureSource,
  finishRun,
  type Pace,
  runsToFinish,
  type Store,
  setPace,
} from '@tickermill/store';
import { openUpstream, sources, type UpstreamOptions } from '@tickermill/upstream';
import { collect } from './collect.ts';
import { awaitPermit } from './permit.ts';
import { planRun } from './plan.ts';
import { type Consumer, type JobData, openQueues, prepareQueues, type Verdict } from './queues.ts';
import { makeReconciler } from './reconcile.ts';
import { openWindow } from './window.ts';

/** A run that has ended, as those who follow it are told. */
export interface FinishedRun {
  readonly id: bigint;
  readonly dataset: string;
  readonly state: string;
  readonly report: RunReport;
}

interface WorkerOptions {
  readonly store: Store;
  /** Connection string of the Postgres that holds the queues. */
  readonly queueUrl: string;
  readonly upstream: Omit<UpstreamOptions, 'permit' | 'log'>;
  /** In place of every source's own pace: for the sandbox, which can be told to allow it. */
  readonly pace?: Pace | undefined;
  readonly log: Log;
  /** Names this process in the ledger and in logs. */
  readonly name: string;
  /** Tasks in progress per source. */
  readonly concurrency: number;
  readonly attempts: number;
  readonly window: number;
  readonly reconcileMs: number;
  readonly now: () => Date;
  readonly random: () => number;
  readonly onFinish: (run: FinishedRun) => Promise<void>;
}

/** A worker at work. */
export interface EngineWorker {
  /** Proves a round trip to the database and the queue. */
  ping(): Promise<void>;
  /** Takes no more jobs, lets those in progress end for `drainMs`, and gives the rest back. */
  stop(drainMs: number): Promise<void>;
}

/** The queue lets claims through this much faster than the pace, so that the permit is what paces. */
const claimsAhead = 1.1;
const retryChoreMs = 1_000;

/** Starts a consumer for every queue: each source's, planning, finishing; and the reconciler. */
export async function openWorker(options: WorkerOptions): Promise<EngineWorker> {
  const { store, log, attempts } = options;
  const sourceIds = Object.keys(sources) as SourceId[];
  await prepareQueues(options.queueUrl);
  const queues = openQueues({ url: options.queueUrl, log });
  const window = openWindow({ store, queues, size: options.window, attempts });
  const prober = openUpstream({ ...options.upstream, log, permit: async () => {} });
  const permits = { store, prober, log, quietMs: options.upstream.quietMs };
  const upstream = openUpstream({
    ...options.upstream,
    log,
    permit: (source, signal) => awaitPermit(permits, source, signal),
  });

  async function finishRuns(ids: readonly bigint[]): Promise<void> {
    const ended = ids.length > 0 ? await runsToFinish(store.db, ids) : [];
    await queues.add(
      'finish',
      ended.map((id) => ({ title: `finish run ${id}`, data: { run: String(id) } })),
    );
  }

  async function onCommitted({ source }: Claim, { runs, added }: Committed & { added: number }): Promise<void> {
    if (added > 0) await window.fill(source);
    else window.fillSoon(source);
    await finishRuns(runs);
  }

  async function plan(data: JobData): Promise<Verdict> {
    const runId = BigInt(data['run'] ?? 0);
    const source = await planRun(store, runId, options.now());
    if (source) await window.fill(source);
    await finishRuns([runId]); // every target may have been skipped
    return { kind: 'done' };
  }

  async function finish(data: JobData): Promise<Verdict> {
    const id = BigInt(data['run'] ?? 0);
    const finished = await store.transaction((tx) => finishRun(tx, id));
    if (finished) await options.onFinish({ id, ...finished });
    return { kind: 'done' };
  }

  /** A chore is done again until it is done: each of them does nothing where it was done before. */
  const chore =
    (name: string, work: (data: JobData) => Promise<Verdict>) =>
    async (data: JobData): Promise<Verdict> => {
      try {
        return await work(data);
      } catch (error) {
        log.error(`${name} failed`, error, { ...data });
        return { kind: 'retry', ms: retryChoreMs, reason: error instanceof Error ? error.message : String(error) };
      }
    };

  const collecting = { store, upstream, log, worker: options.name, attempts, random: options.random, onCommitted };
  const consumers: Consumer[] = [];
  for (const source of sourceIds) {
    const recorded = await ensureSource(store.db, source, sources[source].pace);
    const pace = options.pace ?? recorded;
    if (options.pace) await setPace(store.db, source, options.pace);
    await queues.pace(source, pace.perMs / pace.requests / claimsAhead);
    const handler = (data: JobData, signal: AbortSignal) => collect(collecting, data, signal);
    consumers.push(await queues.consume(source, { concurrency: options.concurrency, handler }));
  }
  consumers.push(await queues.consume('plan', { concurrency: 1, handler: chore('planning', plan) }));
  consumers.push(await queues.consume('finish', { concurrency: 1, handler: chore('finishing', finish) }));

  const reconcile = makeReconciler({ store, queues, window, sources: sourceIds, attempts, log });
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(reconcile).catch((error) => log.error('reconciling failed', error));
  }, options.reconcileMs);

  let stopping: Promise<void> | undefined;
  return {
    async ping() {
      await store.db.$queryRaw`SELECT 1`;
      await queues.ping();
    },
    stop(drainMs) {
      stopping ??= (async () => {
        clearInterval(timer);
        await Promise.all(consumers.map((consumer) => consumer.stop(drainMs)));
        await round;
        await window.close();
        upstream.close();
        prober.close();
        await queues.close();
      })();
      return stopping;
    },
  };
}
