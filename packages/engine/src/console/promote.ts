import { PipelineError, SourceId } from '@tickermill/core';
import { promoteTasks } from '@tickermill/store/ledger';
import type { Job } from 'bullmq';
import type { EngineDeps } from '../engine-deps.ts';
import { priorityOf } from '../planning/order.ts';
import type { JobData, QueueName } from '../queues/jobs.ts';
import { jobIdOf } from '../runs/window.ts';
import { inChunks } from './in-chunks.ts';
import { taskOf } from './task-job.ts';

/**
 * Makes delayed jobs ready now, and gives the tasks of source queues the priority of manual requests: first in the
 * ledger, which keeps it when the queue is lost. A quiet source stays quiet: the permit decides. Returns how many.
 */
export async function promoteJobs(
  { store, queues }: EngineDeps,
  name: QueueName,
  jobIds: readonly string[],
): Promise<number> {
  if (name === 'schedule') {
    throw new PipelineError(
      'CONSOLE_REFUSED',
      'A tick falls due at its time. To ask now: POST /api/v1/scheduler/scrape-all.',
    );
  }
  const source = SourceId.safeParse(name);
  const tasks = jobIds.flatMap((jobId) => taskOf(name, jobId) ?? []);
  const promoted = source.success
    ? await promoteTasks(store.sql, source.data, tasks, priorityOf('manual', 'cik', undefined))
    : [];
  const priorities = new Map(promoted.map((task) => [jobIdOf(task), task.priority]));
  const moved = await inChunks(jobIds, async (jobId) =>
    move(await queues.raw(name).getJob(jobId), priorities.get(jobId)),
  );
  return moved.filter(Boolean).length;
}

/** Whether it was delayed. */
async function move(job: Job<JobData, void> | undefined, priority: number | undefined): Promise<boolean> {
  if (!job || !(await job.isDelayed())) return false;
  if (priority !== undefined) await job.changePriority({ priority });
  await job.promote();
  return true;
}
