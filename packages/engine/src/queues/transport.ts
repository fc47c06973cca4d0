import { PipelineError } from '@tickermill/core';
import type { Job, Queue, Worker, WorkerOptions } from 'bullmq';
import type { JobData, QueueName } from './jobs.ts';

/** BullMQ's queue; the same on every backend. */
export type JobQueue = Queue<JobData, void>;

/** The part of BullMQ's Worker that the queue client uses. */
export interface JobWorker extends Pick<Worker<JobData, void>, 'waitUntilReady' | 'close'> {
  /** Ends what `close` waits for in vain when the server is down. */
  abandon(): void;
}

export type JobHandler = (job: Job<JobData>, token?: string) => Promise<void>;

/** BullMQ's classes on one backend: how to connect is all that differs between them. */
export interface Transport {
  openQueue(name: QueueName): JobQueue;
  openWorker(name: QueueName, work: JobHandler, options: Omit<WorkerOptions, 'connection'>): JobWorker;
  /** Writes something that nobody reads: a server that is full or a replica answers reads. */
  proveWrite(): Promise<void>;
  /** Closes what queues and workers shared. */
  close(): void;
}

/** Called for every failure of a connection; BullMQ goes on by itself. */
export type OnConnectionError = (where: string, error: Error) => void;

/** The error of every call of the queue client when its server fails. */
export function unavailable(cause: unknown): PipelineError {
  const said = cause instanceof Error ? cause.message : String(cause);
  // The client of Redis says by which of its settings it gave up, which helps nobody who reads an alert.
  const message = cause instanceof Error && cause.name === 'MaxRetriesPerRequestError' ? 'Redis does not answer' : said;
  return new PipelineError('QUEUE_UNAVAILABLE', `The queue cannot be used: ${message}`, { cause });
}
