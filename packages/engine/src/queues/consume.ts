import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tickermill/core';
import { type BackoffStrategy, DelayedError, type Job, UnrecoverableError, Worker, type WorkerOptions } from 'bullmq';
import { type JobData, parseJob, type QueueName } from './jobs.ts';
import type { Consumer, Handler } from './queue-client.ts';
import type { RepeatOptions } from './repeat.ts';
import type { JobQueue, Transport } from './transport.ts';

/** Why the signal of a handler was aborted: this process stops, nothing failed. */
class Stopped extends Error {}

/** Carries the wait of the handler's verdict to the backoff strategy. */
class RetryIn extends Error {
  readonly ms: number;
  constructor(reason: string, ms: number) {
    super(reason);
    this.ms = ms;
  }
}

/** After its grace a consumer has so long to give its jobs back. */
const goodbyeMs = 5_000;

const workerOptions = {
  // Redelivery of a dead worker's job within 15 to 25 s. The ledger decides when a job has stalled too often, not the queue.
  lockDuration: 15_000,
  stalledInterval: 5_000,
  maxStalledCount: 1_000_000,
  // How late a worker may learn that a rate limit was lifted.
  maximumRateLimitDelay: 1_000,
  // On Redis a job that was given back wakes no consumer: one that found the queue empty meanwhile sees the job after
  // so many seconds, in place of BullMQ's own 5.
  drainDelay: 1,
  // The wait after a lost server before the next attempt. BullMQ's own 15 s are a quarter of the time in which the
  // installation has to recover.
  runRetryDelay: 1_000,
} satisfies Omit<WorkerOptions, 'connection'>;

const backoffStrategy: BackoffStrategy = (_attempts, _type, error) =>
  error instanceof RetryIn ? Math.ceil(error.ms) : 1_000;

/** The tick of a repeatable job carries its slot: `prevMillis` is when it fell due, whenever it is taken. */
const dataOf = ({ data, repeatJobKey, opts }: Job<JobData>): JobData =>
  repeatJobKey === undefined || opts.prevMillis === undefined ? data : { ...data, dueMs: opts.prevMillis };

/** Acks a job by its handler's verdict. */
async function settle(
  queue: JobQueue,
  job: Job<JobData>,
  token: string | undefined,
  verdict: Awaited<ReturnType<Handler>>,
) {
  switch (verdict.kind) {
    case 'done':
      return;
    case 'give-back':
      if (verdict.ms > 0) await queue.rateLimit(Math.ceil(verdict.ms));
      throw Worker.RateLimitError();
    case 'delay':
      // On Postgres a delayed job would return to its old place; with a step lower it comes behind on both backends.
      // The last step of its class, a band of ten, is the lowest.
      if (job.priority % 10 < 9) await job.changePriority({ priority: job.priority + 1 });
      await job.moveToDelayed(Date.now() + Math.ceil(verdict.ms), token);
      throw new DelayedError();
    case 'retry':
      throw new RetryIn(verdict.reason, verdict.ms);
    case 'fail':
      throw new UnrecoverableError(verdict.reason);
  }
}

/** Consumes a queue, so many jobs at a time. Resolves when it is connected. */
export async function consume(
  transport: Transport,
  queue: JobQueue,
  about: { name: QueueName; concurrency: number; handler: Handler; repeating: RepeatOptions; log: Log },
): Promise<Consumer> {
  const { name, concurrency, handler, repeating, log } = about;
  const aborter = new AbortController();
  const read = (job: Job<JobData>) => {
    try {
      return parseJob(name, dataOf(job));
    } catch (error) {
      // It would fail every time: retrying would only delay others.
      log.error('a job is not of our form', error, { queue: name, job: job.id });
      throw new UnrecoverableError(error instanceof Error ? error.message : String(error));
    }
  };
  const worker = transport.openWorker(
    name,
    async (job, token) => settle(queue, job, token, await handler(read(job), aborter.signal)),
    { ...workerOptions, concurrency, settings: { backoffStrategy, ...repeating } },
  );
  await worker.waitUntilReady();
  return {
    async stop(graceMs) {
      const given = new AbortController();
      const outOfTime = async () => {
        await sleep(graceMs, undefined, { signal: given.signal });
        aborter.abort(new Stopped());
        await sleep(goodbyeMs, undefined, { signal: given.signal });
        worker.abandon();
      };
      await Promise.race([worker.close(), outOfTime().catch(() => {})]);
      given.abort();
    },
  };
}
