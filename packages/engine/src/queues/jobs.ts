import { PipelineError, type SourceId } from '@tickermill/core';
import { sources } from '@tickermill/upstream';
import { z } from 'zod';

/** What a job carries on the wire: ids as text. Jobs of an older build are read by a newer one, so that none changes. */
export type JobData = Readonly<Record<string, string | number>>;

const maxId = 2n ** 63n;
const Id = z
  .union([z.string().regex(/^\d{1,19}$/), z.int().nonnegative()])
  .transform((id) => BigInt(id))
  .refine((id) => id < maxId);
const Count = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,9}$/)]).transform(Number);

const TaskJob = z.object({ task: Id, dispatch: Count });
const RunJob = z.object({ run: Id });
const ScheduleJob = z.union([
  z.object({ schedule: Id, version: Count, dueMs: z.int() }).transform((tick) => ({ kind: 'tick' as const, ...tick })),
  // Whatever a schedule's queue is given without a schedule registers them all: there is nothing else that it could mean.
  z.strictObject({}).transform(() => ({ kind: 'register' as const })),
]);

/** A task to be requested of its source, under the dispatch of this job. */
export type TaskJob = z.output<typeof TaskJob>;
/** A run to be planned, or to be finished. */
export type RunJob = z.output<typeof RunJob>;
/** A schedule that has fallen due; or that the repeatable jobs are to be registered anew. */
export type ScheduleJob = z.output<typeof ScheduleJob>;

const others = { schedule: ScheduleJob, plan: RunJob, finish: RunJob } as const;

/** The queues: one per source, and those whose jobs spend no source's budget. */
export type QueueName = SourceId | keyof typeof others;

export const queueNames: readonly QueueName[] = [
  ...(Object.keys(sources) as SourceId[]),
  ...(Object.keys(others) as (keyof typeof others)[]),
];

/** What the handler of a queue is given. */
export type JobOf<N extends QueueName> = N extends keyof typeof others ? z.output<(typeof others)[N]> : TaskJob;

/**
 * Parses the data of a job.
 * @throws {PipelineError} `JOB_INVALID` if it is not a valid job.
 */
export function parseJob<N extends QueueName>(name: N, data: unknown): JobOf<N> {
  const schema = name in others ? others[name as keyof typeof others] : TaskJob;
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data as JobOf<N>;
  const issue = parsed.error.issues[0];
  // What it carries is anybody's text and stays out of the message.
  const where = issue?.path.map(String).join('.') || 'its data';
  throw new PipelineError('JOB_INVALID', `A job of the queue ${name} cannot be read: ${where} is wrong.`);
}
