// The interface of the queues, the same on Redis and Postgres, for the whole engine.

import type { Queue } from 'bullmq';
import type { JobData, JobOf, QueueName } from './jobs.ts';

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
  /** Not taken before so long, ms. */
  readonly delayMs?: number;
}

/** A repeatable job: as long as it is there, one job of its falls due at each of its slots. */
export interface Repeatable {
  readonly id: string;
  readonly cron: string;
  readonly zone: string;
  /** What a person reads in the job console. */
  readonly title: string;
  /** The data of each of its jobs, and beside it `dueMs`, the slot. */
  readonly data: JobData;
}

/** The next slot of a cron expression in a zone, after an instant; ms, all of them. */
export type NextSlot = (cron: string, zone: string, afterMs: number) => number | undefined;

/** The verdict of a handler about its job. Waits in ms. */
export type Verdict =
  | { readonly kind: 'done' }
  /** Back to the front of its class, no attempt used; the queue rests so long. */
  | { readonly kind: 'give-back'; readonly ms: number }
  /** Run again after so long, behind the others of its class, no attempt used. */
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'retry'; readonly ms: number; readonly reason: string }
  | { readonly kind: 'fail'; readonly reason: string };

/** Works a job of a queue. */
export type Handler<N extends QueueName = QueueName> = (job: JobOf<N>, signal: AbortSignal) => Promise<Verdict>;

/** A queue's jobs being taken by this process. */
export interface Consumer {
  /**
   * Takes no more jobs and waits for those in progress; after `graceMs` their signal is aborted, and soon after that it
   * is left at that: what a server that is down never takes back is given to another worker when its lock runs out.
   */
  stop(graceMs: number): Promise<void>;
}

/** The one client of the queues. Its calls fail within seconds, `QUEUE_UNAVAILABLE`, when the server is down. */
export interface Queues {
  add(name: QueueName, jobs: readonly NewJob[]): Promise<void>;
  /** Removes jobs; active or missing ones are skipped. */
  remove(name: QueueName, ids: readonly string[]): Promise<void>;
  /** Has the jobs of a queue worked; one that is not of our form fails for good and reaches no handler. */
  consume<N extends QueueName>(name: N, options: { concurrency: number; handler: Handler<N> }): Promise<Consumer>;
  /**
   * Spaces the claims of all consumers of a queue by so many ms. Returns whether that is less than before: the rest of
   * the last, longer spacing lasts until the queue is woken.
   */
  pace(name: QueueName, spacingMs: number): Promise<boolean>;
  /** Ends the rest that a given-back job has requested, or a slower pace: claims go on at the pace. */
  wake(name: QueueName): Promise<void>;
  /** The ids of the jobs that are still to be done, in whatever state. */
  openJobIds(name: QueueName): Promise<Set<string>>;
  /** How many jobs are in each open state. */
  counts(name: QueueName): Promise<{ waiting: number; delayed: number; active: number }>;
  /** Adds repeatable jobs. One that is there already starts anew: the job that waits for its next slot is replaced. */
  repeat(name: QueueName, repeatables: readonly Repeatable[]): Promise<void>;
  /** Takes repeatable jobs away, and the jobs that wait for their next slots. */
  endRepeats(name: QueueName, ids: readonly string[]): Promise<void>;
  /** The repeatable jobs by their ids, each with the id of the job that waits for its next slot. */
  repeats(name: QueueName): Promise<Map<string, string>>;
  /** BullMQ's own queue, for the job console alone; another object once its connection had to be made anew. */
  raw(name: QueueName): Queue<JobData, void>;
  /** Proves that the queue takes a write. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
