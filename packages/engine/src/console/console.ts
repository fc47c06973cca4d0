// The job console's operations on queues, which go through the ledger, for the API.

import { PipelineError, SourceId } from '@tickermill/core';
import { sourceStatuses } from '@tickermill/store/sources';
import type { Job, Queue } from 'bullmq';
import type { EngineDeps } from '../engine-deps.ts';
import { type JobData, type QueueName, queueNames } from '../queues/jobs.ts';
import { unavailable } from '../queues/transport.ts';
import { pauseSource, resumeSource } from '../sources/sources.ts';
import { promoteJobs } from './promote.ts';
import { type Retried, retryJobs } from './retry.ts';

/** BullMQ's own queue, as a board reads it. */
export type ConsoleQueue = Queue<JobData, void>;

/** The states of which all jobs can be removed at once. */
export const cleanable = ['completed', 'failed', 'delayed', 'wait', 'prioritized'] as const;
export type Cleanable = (typeof cleanable)[number];

/** The buttons of the job console, by what they mean to the ledger. */
export interface JobConsole {
  readonly names: readonly QueueName[];
  /** The queue to be read; another object when its connection had to be made anew. */
  queue(name: QueueName): ConsoleQueue;
  /** Whether an operator has paused it: its source in the ledger, or the queue itself by other means. */
  isPaused(name: QueueName): Promise<boolean>;
  /** Whether it is a source, which alone can be paused. */
  canPause(name: QueueName): boolean;
  pause(name: QueueName, by: string): Promise<void>;
  resume(name: QueueName): Promise<void>;
  retry(name: QueueName, jobId: string): Promise<Retried>;
  retryAll(name: QueueName): Promise<Retried>;
  promote(name: QueueName, jobId: string): Promise<void>;
  promoteAll(name: QueueName): Promise<number>;
  remove(name: QueueName, jobId: string): Promise<void>;
  clean(name: QueueName, state: Cleanable): Promise<number>;
}

/** Opens the job console on the queues of this process. What it changes is written in the ledger first. */
export function openConsole(requesting: EngineDeps): JobConsole {
  const { store, queues } = requesting;
  const queueOf = (name: QueueName) => queues.raw(name);
  const existing = async (name: QueueName, jobId: string): Promise<Job<JobData, void>> => {
    const job = await queueOf(name).getJob(jobId);
    if (!job) throw new PipelineError('NOT_FOUND', `The queue ${name} holds no job ${jobId}.`);
    return job;
  };
  // Their ids and not themselves: on Postgres each would be a question of its own, all of them at once.
  const idsOf = (name: QueueName, state: 'failed' | 'delayed') => queueOf(name).getRanges([state], 0, -1);
  const asked = <A extends unknown[], T>(work: (...given: A) => Promise<T>) => {
    return async (...given: A): Promise<T> => {
      try {
        return await work(...given);
      } catch (error) {
        throw error instanceof PipelineError || !isOfQueue(error) ? error : unavailable(error);
      }
    };
  };

  return {
    names: queueNames,
    queue: queueOf,

    isPaused: asked(async (name) => {
      const source = SourceId.safeParse(name);
      const statuses = source.success ? await sourceStatuses(store.db) : [];
      const isSourcePaused = statuses.some(({ source: id, pausedAt }) => id === name && pausedAt !== null);
      return isSourcePaused || (await queueOf(name).isPaused());
    }),

    canPause: (name) => SourceId.safeParse(name).success,

    pause: asked(async (name, by) => {
      const source = SourceId.safeParse(name);
      if (!source.success) throw new PipelineError('CONSOLE_REFUSED', noSource(name));
      await pauseSource(requesting, source.data, { by });
    }),

    resume: asked(async (name) => {
      const source = SourceId.safeParse(name);
      if (source.success) await resumeSource(requesting, source.data);
      // A queue that was paused directly, past the ledger, would never be resumed otherwise.
      const queue = queueOf(name);
      if (await queue.isPaused()) await queue.resume();
    }),

    retry: asked(async (name, jobId) => {
      const job = await existing(name, jobId);
      const state = await job.getState();
      if (state !== 'failed') {
        throw new PipelineError('NOT_RETRIABLE', `The job ${jobId} is ${state}: only a failed one is retried.`);
      }
      return retryJobs(requesting, name, [jobId], { isOne: true });
    }),

    retryAll: asked(async (name) => retryJobs(requesting, name, await idsOf(name, 'failed'))),

    promote: asked(async (name, jobId) => {
      await existing(name, jobId);
      if ((await promoteJobs(requesting, name, [jobId])) === 0) {
        throw new PipelineError('NOT_RETRIABLE', `The job ${jobId} waits for nothing: only a delayed one is promoted.`);
      }
    }),

    promoteAll: asked(async (name) => promoteJobs(requesting, name, await idsOf(name, 'delayed'))),

    remove: asked(async (name, jobId) => {
      const job = await existing(name, jobId);
      if (job.repeatJobKey !== undefined && (await job.isDelayed())) {
        throw new PipelineError(
          'CONSOLE_REFUSED',
          `The job ${jobId} is the next tick of a schedule: change that with /api/v1/scheduler/jobs.`,
        );
      }
      if (await job.isActive()) {
        throw new PipelineError('NOT_RETRIABLE', `The job ${jobId} is being worked: it ends by itself.`);
      }
      await job.remove();
    }),

    clean: asked(async (name, state) => {
      if (name === 'schedule' && state === 'delayed') {
        throw new PipelineError(
          'CONSOLE_REFUSED',
          'The delayed jobs of the queue schedule are the next ticks: POST /api/v1/scheduler/stop stops them.',
        );
      }
      return (await queueOf(name).clean(0, 0, state)).length;
    }),
  };
}

const noSource = (name: QueueName) =>
  `The queue ${name} is no source: pause the sources, or stop the schedules with POST /api/v1/scheduler/stop.`;

/** BullMQ and its drivers throw plain errors when their server is down; the store recognises Postgres' own. */
function isOfQueue(error: unknown): boolean {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (name === 'MaxRetriesPerRequestError') return true;
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(String(code)) || String(code).startsWith('57P');
}
