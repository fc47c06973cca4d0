import type { Log, SourceId } from '@tickermill/core';
import {
  createPostgresBackend,
  DelayedError,
  type Job,
  type JobProgress,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  UnrecoverableError,
  Worker,
} from 'bullmq';

/** The queues: one per source, and those whose jobs spend no source's budget. */
export type QueueName = SourceId | 'plan' | 'finish';

/** What a job carries: ids, as text. */
export type JobData = Readonly<Record<string, string | number>>;

/** A job to be added. */
export interface NewJob {
  /** What a person reads in the job console. */
  readonly title: string;
  readonly data: JobData;
  /** Adding a job whose id is still kept is a silent no-op. Without one the queue makes it up. */
  readonly id?: string;
  /** From 1; lower is taken first. */
  readonly priority?: number;
  readonly attempts?: number;
}

/** What a handler says of its job. Waits in ms. */
export type Verdict =
  | { readonly kind: 'done' }
  /** Back to the front of its class, no attempt used; the queue rests so long. */
  | { readonly kind: 'give-back'; readonly ms: number }
  /** To come back after so long, behind the others of its class, no attempt used. */
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'retry'; readonly ms: number; readonly reason: string }
  | { readonly kind: 'fail'; readonly reason: string };

export type Handler = (data: JobData, signal: AbortSignal) => Promise<Verdict>;

/** A queue's jobs being taken by this process. */
export interface Consumer {
  /** Takes no more jobs and waits for those in progress; after `graceMs` their signal is aborted. */
  stop(graceMs: number): Promise<void>;
}

/** The one door to the queues. */
export interface Queues {
  add(name: QueueName, jobs: readonly NewJob[]): Promise<void>;
  consume(name: QueueName, options: { concurrency: number; handler: Handler }): Promise<Consumer>;
  /** Spaces the claims of all consumers of a queue by so many ms. */
  pace(name: QueueName, spacingMs: number): Promise<void>;
  /** The ids of the jobs that are still to be done, in whatever state. */
  openJobIds(name: QueueName): Promise<Set<string>>;
  /** Proves a round trip to the queue. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

type JobQueue = Queue<JobData, void, string, JobData, void, string, PostgresQueueBackend, PostgresConnectionOptions>;
type JobWorker = Worker<JobData, void, string, PostgresQueueBackend, JobProgress, PostgresConnectionOptions>;

/** Why the signal of a handler was aborted: this process stops, nothing failed. */
class Stopped extends Error {}

/** Carries the wait that the handler asked for to the backoff strategy. */
class RetryIn extends Error {
  readonly ms: number;
  constructor(reason: string, ms: number) {
    super(reason);
    this.ms = ms;
  }
}

const defaultAttempts = 10;
const kept = { completed: { age: 24 * 3600, count: 1_000 }, failed: { age: 7 * 24 * 3600 } };
// Redelivery of a dead worker's job within 15 to 25 s. The ledger decides when a job has stalled too often, not the queue.
const liveness = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 1_000_000 };
/** How late a worker may learn that a rate limit was lifted, ms. */
const maximumRateLimitDelay = 1_000;
const openStates = ['waiting', 'active', 'delayed', 'prioritized'] as const;

/** Makes the tables of the queue backend; to be done before a consumer starts. */
export async function prepareQueues(url: string): Promise<void> {
  const queue = new Queue(
    'plan',
    { connection: { connectionString: url, max: 1, migrate: true } },
    createPostgresBackend,
  );
  await queue.waitUntilReady();
  await queue.close();
}

/** Opens the queues in the Postgres at `url`. */
export function openQueues({ url, log }: { url: string; log: Log }): Queues {
  const open = (name: QueueName): JobQueue => {
    const queue: JobQueue = new Queue(name, { connection: { connectionString: url, max: 2 } }, createPostgresBackend);
    queue.on('error', (error) => log.warn('queue', { queue: name, error: error.message }));
    return queue;
  };
  const queues = new Map<QueueName, JobQueue>();
  const queueOf = (name: QueueName) => {
    const queue = queues.get(name) ?? open(name);
    queues.set(name, queue);
    return queue;
  };

  return {
    async add(name, jobs) {
      if (jobs.length === 0) return;
      await queueOf(name).addBulk(
        jobs.map(({ title, data, id, priority = 1, attempts = defaultAttempts }) => ({
          name: title,
          data,
          opts: {
            ...(id === undefined ? {} : { jobId: id }),
            priority,
            attempts,
            backoff: { type: 'ledger' },
            removeOnComplete: kept.completed,
            removeOnFail: kept.failed,
          },
        })),
      );
    },

    async consume(name, { concurrency, handler }) {
      const queue = queueOf(name);
      const aborter = new AbortController();
      const work = async (job: Job<JobData>, token?: string) => {
        const verdict = await handler(job.data, aborter.signal);
        switch (verdict.kind) {
          case 'done':
            return;
          case 'give-back':
            if (verdict.ms > 0) await queue.rateLimit(Math.ceil(verdict.ms));
            throw Worker.RateLimitError();
          case 'delay':
            await job.changePriority({ priority: job.priority + 1 });
            await job.moveToDelayed(Date.now() + Math.ceil(verdict.ms), token);
            throw new DelayedError();
          case 'retry':
            throw new RetryIn(verdict.reason, verdict.ms);
          case 'fail':
            throw new UnrecoverableError(verdict.reason);
        }
      };
      const worker: JobWorker = new Worker(
        name,
        work,
        {
          connection: { connectionString: url, max: 2 },
          concurrency,
          maximumRateLimitDelay,
          ...liveness,
          settings: {
            backoffStrategy: (_attempts, _type, error) => (error instanceof RetryIn ? Math.ceil(error.ms) : 1_000),
          },
        },
        createPostgresBackend,
      );
      worker.on('error', (error) => log.warn('queue consumer', { queue: name, error: error.message }));
      await worker.waitUntilReady();
      return {
        async stop(graceMs) {
          const timer = setTimeout(() => aborter.abort(new Stopped()), graceMs);
          await worker.close();
          clearTimeout(timer);
        },
      };
    },

    async pace(name, spacingMs) {
      await queueOf(name).setGlobalRateLimit(1, Math.max(1, Math.floor(spacingMs)));
    },

    async openJobIds(name) {
      return new Set(await queueOf(name).getRanges([...openStates], 0, -1));
    },

    async ping() {
      await queueOf('plan').getJobCounts('waiting');
    },

    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
