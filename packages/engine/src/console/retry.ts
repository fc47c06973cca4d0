import { type DatasetId, PipelineError } from '@tickermill/core';
import { datasetsOfTasks, reopenTasks } from '@tickermill/store/ledger';
import { definitionOf } from '../datasets/registry.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { priorityOf } from '../planning/order.ts';
import { planJob } from '../queues/job-data.ts';
import type { QueueName } from '../queues/jobs.ts';
import { inChunks } from './in-chunks.ts';
import { taskOf } from './task-job.ts';

/** What came of a button. */
export interface Retried {
  /** The manual runs that repeat the requests; none if the jobs were of no tasks. */
  readonly runs: readonly bigint[];
  readonly jobs: number;
  /** Jobs that were left as they are: of tasks that have not failed, or of dead letters. */
  readonly left: number;
}

/**
 * Retries failed jobs. The ledger reopens their tasks, in one manual run per dataset, and the jobs are removed: a
 * failed task is history, and its job never runs again. Jobs of other queues run again, since they are idempotent.
 */
export async function retryJobs(
  requesting: EngineDeps,
  name: QueueName,
  jobIds: readonly string[],
  { isOne = false } = {},
): Promise<Retried> {
  const queue = requesting.queues.raw(name);
  const ofTasks = jobIds.flatMap((jobId) => {
    const task = taskOf(name, jobId);
    return task ? [{ jobId, taskId: task.taskId }] : [];
  });
  const chores = jobIds.filter((jobId) => taskOf(name, jobId) === null);
  await inChunks(chores, async (jobId) => {
    const job = await queue.getJob(jobId);
    await job?.retry('failed');
  });
  const taskIds = ofTasks.map(({ taskId }) => taskId);
  const { runs, reopened, notes } = await reopen(requesting, taskIds);
  if (isOne && notes[0] !== undefined) throw new PipelineError('NOT_RETRIABLE', notes[0]);
  const done = ofTasks.filter(({ taskId }) => reopened.has(taskId));
  await inChunks(done, ({ jobId }) => queue.remove(jobId));
  return { runs, jobs: chores.length + done.length, left: ofTasks.length - done.length };
}

async function reopen({ store, queues }: EngineDeps, taskIds: readonly bigint[]) {
  const byDataset = new Map<DatasetId, bigint[]>();
  for (const [id, dataset] of await datasetsOfTasks(store.sql, taskIds)) {
    byDataset.set(dataset, [...(byDataset.get(dataset) ?? []), id]);
  }
  const runs: bigint[] = [];
  const reopened = new Set<bigint>();
  const notes: string[] = [];
  for (const [dataset, ids] of byDataset) {
    const { target: kind } = definitionOf(dataset);
    const priority = priorityOf('manual', kind, undefined);
    const done = await store.transaction((tx) => reopenTasks(tx, { dataset, kind, taskIds: ids, priority }));
    if (done.runId !== null) runs.push(done.runId);
    for (const id of done.tasks) reopened.add(id);
    notes.push(...done.notFailed.map((id) => `Task ${id} has not failed.`));
    notes.push(...done.dead.map((id) => `Task ${id} asks about a dead letter: revive that first.`));
  }
  if (reopened.size === 0 && notes.length === 0 && taskIds.length > 0) notes.push(`There is no task ${taskIds[0]}.`);
  await queues.add('plan', runs.map(planJob)); // planned already: this has the windows filled
  return { runs, reopened, notes };
}
