// The tasks that follow from the end of a task: those that its answer calls for, or those in its place.

import type { SourceId } from '@tickermill/core';
import { tableOf } from '../datasets/tables.ts';
import type { NewTask, NextTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';
import type { Claim } from './claim.ts';
import type { KnownDocument } from './count-for-targets.ts';
import type { ServedTarget } from './targets.ts';
import { lockOpenRequests } from './tasks.ts';

/** The tasks that follow for targets that a task did not serve, by what is stored in its transaction; none: its outcome counts. */
export type Fallback = (
  targets: readonly ServedTarget[],
  tx: Sql,
) => readonly NextTask[] | Promise<readonly NextTask[]>;

/** The sources that tasks are for, each once. */
export const sourcesOf = (tasks: readonly NextTask[]): SourceId[] => [...new Set(tasks.map(({ source }) => source))];

/**
 * Replaces a task that has ended by other tasks for its targets, if there are any: its outcome then does not count for
 * them.
 */
export async function replaceTask(
  tx: Sql,
  { taskId }: Claim,
  targets: readonly ServedTarget[],
  instead: Fallback | undefined,
): Promise<readonly NextTask[]> {
  const tasks = targets.length > 0 ? ((await instead?.(targets, tx)) ?? []) : [];
  if (tasks.length > 0) await tx.$executeRaw`UPDATE tasks SET replaced = true WHERE id = ${taskId}`;
  return tasks;
}

/**
 * Next tasks with their targets: owned by the run of the request, or by another that goes on if that one was cancelled,
 * and as urgent as the most urgent of the requests that have joined their targets meanwhile.
 */
export const toServe = (targets: readonly ServedTarget[], next: readonly NextTask[]): NewTask[] =>
  next.flatMap(({ targets: some, ...task }) => {
    const served = some === undefined ? targets : targets.filter(({ target }) => some.includes(target));
    const [first] = served;
    if (!first) return [];
    return {
      ...task,
      priority: Math.min(task.priority, ...served.map(({ priority }) => priority)),
      runId: served.some(({ runId }) => runId === task.runId) ? task.runId : first.runId,
      targetIds: served.map(({ id }) => id),
    };
  });

/** The next tasks without documents that are settled, and without those beyond the limit of the target. */
export async function wantedNext(
  tx: Sql,
  dataset: Claim['dataset'],
  targets: readonly ServedTarget[],
  { next: calls, documentLimit }: { readonly next: readonly NextTask[]; readonly documentLimit: number | null },
): Promise<{ next: NextTask[]; cut: boolean; documents: KnownDocument[]; named: number | null }> {
  if (targets.length === 0) return { next: [], cut: false, documents: [], named: null };
  const { wanted } = tableOf(dataset);
  const next = wanted ? await wanted(tx, calls) : calls;
  const asked = next.filter(({ documentKey }) => documentKey !== null);
  const keys = asked.flatMap(({ documentKey }) => documentKey ?? []);
  // How many filings of a list of the whole market are wanted here: its other lines do not count.
  const named = wanted ? keys.length : null;
  if (keys.length === 0) return { next: [...next], cut: false, documents: [], named };
  const force = targets.some((target) => target.force);
  // Wait for a document that is being stored just now: seen as not done before and as without an open task later, it
  // would be requested twice.
  await lockOpenRequests(tx, asked);
  const table = tableOf(asked[0]?.dataset ?? dataset);
  const settled = await table.settled(tx, keys, { force });
  const documents = settled.map(({ target }) => ({ kind: table.recordsOf, target }));
  const settledKeys = new Set(settled.map(({ key }) => key));
  const unsettled = next.filter(({ documentKey }) => documentKey === null || !settledKeys.has(documentKey));
  if (documentLimit === null) return { next: unsettled, cut: false, documents, named };
  const [before] = await tx.$queryRaw<{ documents: number }[]>`
    SELECT coalesce(max(n), 0)::int AS documents FROM (
      SELECT count(*) AS n FROM task_targets JOIN tasks ON tasks.id = task_id
      WHERE target_id = ANY(${targets.map(({ id }) => id)}::bigint[]) AND document_key IS NOT NULL GROUP BY target_id) t`;
  let room = Math.max(0, documentLimit - (before?.documents ?? 0));
  const kept = unsettled.filter(({ documentKey }) => documentKey === null || room-- > 0);
  return { next: kept, cut: kept.length < unsettled.length, documents, named };
}
