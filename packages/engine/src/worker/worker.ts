import { type Collector, collectors } from '@tickermill/collectors';
import type { Log, SourceId, SourcePreference } from '@tickermill/core';
import type { LakeTarget } from '@tickermill/lake/files';
import type { Store } from '@tickermill/store';
import { proveWritable } from '@tickermill/store/fleet';
import { recordLake } from '@tickermill/store/lake';
import { type ClaimedJob, type ClaimedResult, claimTasks, commitResults } from '@tickermill/store/ledger';
import { recordPriceYears } from '@tickermill/store/prices';
import { type Pace, recordSources } from '@tickermill/store/sources';
import {
  AnswerError,
  enabledSources,
  type Proxies,
  type RoundTrip,
  sources,
  type UpstreamOptions,
} from '@tickermill/upstream';
import { makeProgress } from '../backfills/progress.ts';
import { useCollectors } from '../catalogue.ts';
import { collect } from '../collecting/collect.ts';
import { makeExclusiveLock } from '../collecting/exclusive-lock.ts';
import type { CaptureDays } from '../collecting/store-answer.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { grouped, usualGatherMs } from '../grouped.ts';
import type { Chore } from '../maintenance/chore.ts';
import { makeChores } from '../maintenance/chores.ts';
import { type HistoryDays, usualHistoryDays } from '../maintenance/history-days.ts';
import { runChores } from '../maintenance/run-chores.ts';
import type { Observer } from '../observer.ts';
import { openParsePool } from '../parsing/parse-pool.ts';
import type { OnPhase } from '../phases.ts';
import type { QueueBackend } from '../queues/backend.ts';
import { emptyRestoredQueues } from '../queues/empty-restored-queues.ts';
import type { TaskJob } from '../queues/jobs.ts';
import { openQueues } from '../queues/open-queues.ts';
import { prepareQueues } from '../queues/prepare.ts';
import type { Consumer } from '../queues/queue-client.ts';
import { openWindow } from '../runs/window.ts';
import { openSchedules } from '../schedules/open-schedules.ts';
import { prepareEgress } from '../sources/egress.ts';
import { openGovernedUpstream } from '../sources/governed-upstream.ts';
import type { OutageRest } from '../sources/outage.ts';
import type { Breaker } from '../sources/source-health.ts';
import { openSourceHours } from '../sources/source-hours.ts';
import { preparePace } from '../sources/sources.ts';
import { type FinishedRun, makeRunJobs } from './run-jobs.ts';

/** Ten thousand ticks fall due at once; those that are taken together are written together. */
const ticksAtOnce = 100;
/** How often a worker looks which maintenance chores are due, ms: its hold on them lapses soon after it was lost. */
const longestLookMs = 5_000;
const shortestLookMs = 50;

interface WorkerOptions {
  readonly store: Store;
  readonly queueBackend: QueueBackend;
  readonly upstream: Omit<UpstreamOptions, 'permit' | 'egress' | 'log' | 'onRoundTrip' | 'sessions'>;
  /** Which sources are preferred for prices; without it: the order of their collectors. */
  readonly pricePreference?: SourcePreference | undefined;
  /** The proxies of each source; requests to a source without any go directly. */
  readonly proxies?: Proxies | undefined;
  /** Overrides every source's own pace: for the sandbox, whose ceiling can be raised. */
  readonly pace?: Pace | undefined;
  /** When the circuit breaker of a source opens. */
  readonly breaker?: Breaker;
  /** How long a source is quiet that cannot be reached. */
  readonly outage?: OutageRest | undefined;
  /** What this process can collect with, in place of the registry: for what a registry could hold, and does not yet. */
  readonly collectors?: readonly Collector[];
  readonly log: Log;
  /** Names this process in the ledger and in logs. */
  readonly name: string;
  /** Tasks in progress per source. */
  readonly concurrency: number;
  readonly attempts: number;
  readonly window: number;
  readonly captureDays: CaptureDays;
  /** For how many days quotes are kept, and for how many years daily prices; null: for ever. */
  readonly priceRetention?: { readonly quoteDays: number; readonly years: number | null } | undefined;
  /** For how many days what has happened is kept; without it: as usual. */
  readonly historyDays?: HistoryDays | undefined;
  /** Where archived instruments are exported to; they are not without it. */
  readonly exportFolder?: string | undefined;
  /** The lake that it keeps up to date; none without it. */
  readonly lake?: LakeTarget | undefined;
  readonly reconcileMs: number;
  /** Whether it takes the ticks of schedules and does the chores that look what is due; without it: yes. */
  readonly takesTicks?: boolean | undefined;
  readonly now: () => Date;
  readonly random: () => number;
  /** Called at least once for every finished run. */
  readonly onFinish: (run: FinishedRun) => Promise<void>;
  readonly onPhase?: OnPhase | undefined;
  readonly observer?: Observer | undefined;
  /** Maintenance chores of packages above the engine. */
  readonly chores?: ((deps: EngineDeps & { readonly log: Log }) => readonly Chore[]) | undefined;
}

/** A running worker. */
export interface EngineWorker {
  /** Prove a write, each to one server. */
  pingDatabase(): Promise<void>;
  pingQueue(): Promise<void>;
  /** Takes no more jobs, drains those in progress for `drainMs`, and gives the rest back. */
  stop(drainMs: number): Promise<void>;
}

const usualRetention = { quoteDays: 30, years: null };

/** Starts a consumer for every queue: each source's, planning, finishing; and the maintenance chores. */
export async function openWorker(options: WorkerOptions): Promise<EngineWorker> {
  const { store, log, attempts, onPhase, observer, priceRetention = usualRetention } = options;
  useCollectors(options.collectors ?? collectors);
  const sourceIds = enabledSources(options.upstream.keys ?? {}, options.pricePreference ?? null);
  await prepareQueues(options.queueBackend, log);
  await emptyRestoredQueues(store, options.queueBackend, log);
  const queues = openQueues({ backend: options.queueBackend, log });
  const window = openWindow({ store, queues, size: options.window, attempts });
  const { breaker, outage, proxies } = options;
  const hours = openSourceHours({ store, log, now: options.now });
  const onRoundTrip = (exchange: RoundTrip) => {
    hours.add(exchange);
    observer?.exchange(exchange);
  };
  const outward = { ...options.upstream, onRoundTrip };
  const upstream = openGovernedUpstream({
    store,
    log,
    now: options.now,
    upstream: outward,
    proxies,
    breaker,
    outage,
    onPhase,
    observer,
  });

  const progress = makeProgress({ store, log, now: options.now, worker: options.name });
  const runJobs = makeRunJobs({
    store,
    queues,
    window,
    log,
    progress,
    sources: sourceIds,
    now: options.now,
    onFinish: options.onFinish,
  });
  const parsing = openParsePool();
  const collecting = {
    store,
    parsing,
    captureDays: options.captureDays,
    upstream,
    health: upstream.health,
    log,
    attempts,
    claim: grouped({
      work: async (jobs: readonly ClaimedJob[]) => {
        // Planned each time: a plan that was made while the tables were small, and is kept, would read the whole of them.
        const claims = await claimTasks(store.reads, options.name, jobs);
        return jobs.map(({ taskId }) => claims.get(taskId) ?? null);
      },
      keyOf: ({ taskId }) => taskId,
      gatherMs: usualGatherMs,
    }),
    commit: grouped({
      work: (results: readonly ClaimedResult[]) => commitResults(store, results),
      // Two addresses of a document are two tasks.
      keyOf: ({ claim }) => claim.documentKey ?? claim.taskId,
      bytesOf: ({ result }) => result.capture?.body.length ?? 0,
      gatherMs: usualGatherMs,
    }),
    lock: makeExclusiveLock(),
    unreleased: new Set<bigint>(),
    random: options.random,
    onCommitted: runJobs.onCommitted,
    onPhase,
    observer,
  };
  const { reconcileMs, now } = options;
  async function probe(source: SourceId): Promise<number | null> {
    try {
      const { status } = await upstream.send(source, sources[source].probe, { signal: new AbortController().signal });
      return status;
    } catch (error) {
      return error instanceof AnswerError ? error.answer.status : null;
    }
  }

  const consumers: Consumer[] = [];
  async function begin() {
    for (const source of sourceIds) {
      await preparePace({ store, queues }, source, options.pace);
      await prepareEgress(store, source, proxies);
      const handler = (job: TaskJob, signal: AbortSignal) => collect(collecting, job, signal);
      consumers.push(await queues.consume(source, { concurrency: options.concurrency, handler }));
    }
    await recordPriceYears(store.db, priceRetention.years);
    if (options.lake) await recordLake(store.db, options.lake.name);
    await recordSources(store.db, { enabled: sourceIds, preference: options.pricePreference ?? null });
    const schedules =
      options.takesTicks === false ? null : await openSchedules({ store, queues, log, now: options.now });
    if (schedules)
      consumers.push(await queues.consume('schedule', { concurrency: ticksAtOnce, handler: schedules.handler }));
    consumers.push(await queues.consume('plan', { concurrency: 1, handler: runJobs.plan }));
    consumers.push(await queues.consume('finish', { concurrency: 1, handler: runJobs.finish }));

    const own = makeChores({
      store,
      queues,
      window,
      schedules,
      sources: sourceIds,
      probe,
      attempts,
      log,
      reconcileMs,
      now,
      quoteDays: priceRetention.quoteDays,
      historyDays: options.historyDays ?? usualHistoryDays,
      exportFolder: options.exportFolder ?? null,
      lake: options.lake ?? null,
    });
    const chores = [...own, ...(options.chores?.({ store, queues, now, log }) ?? [])];
    const lookMs = Math.min(longestLookMs, Math.max(shortestLookMs, reconcileMs / 3));
    return { schedules, maintenance: runChores({ store, log, worker: options.name, chores, lookMs }) };
  }
  async function end(drainMs: number, begun?: Awaited<ReturnType<typeof begin>>): Promise<void> {
    await Promise.all(consumers.map((consumer) => consumer.stop(drainMs)));
    await begun?.maintenance.stop();
    await begun?.schedules?.settled();
    await parsing.close();
    await window.close();
    await progress.close();
    upstream.close();
    await hours.close();
    await queues.close();
  }
  const begun = await begin().catch(async (error) => {
    // What has begun would go on beside the worker that is started in its place, and nobody could stop it.
    await end(0).catch((failure) => log.error('could not end a worker that has not begun', failure));
    throw error;
  });

  let stopping: Promise<void> | undefined;
  return {
    pingDatabase: () => proveWritable(store.db),
    pingQueue: () => queues.ping(),
    stop(drainMs) {
      stopping ??= end(drainMs, begun);
      return stopping;
    },
  };
}
