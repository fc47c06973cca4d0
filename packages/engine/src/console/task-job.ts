import { SourceId } from '@tickermill/core';
import type { QueueName } from '../queues/jobs.ts';

/** The task and dispatch of a job of a source's queue; null for other jobs, whose ids the queue generates. */
export function taskOf(name: QueueName, jobId: string | undefined): { taskId: bigint; dispatch: number } | null {
  const [, task, dispatch] = /^(\d{1,18})-(\d{1,9})$/.exec(jobId ?? '') ?? [];
  if (!SourceId.safeParse(name).success || task === undefined) return null;
  return { taskId: BigInt(task), dispatch: Number(dispatch) };
}
