// Ends a task in one transaction with its records, next tasks and counts, fenced by its claim.

import type { RecordOf, SourceId } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';
import { tableOf } from '../datasets/tables.ts';
import type { NewTask, NextTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type Capture, keeping, type PackedCapture, pack } from './capture.ts';
import { type Claim, Fenced } from './claim.ts';
import { countForTargets, type KnownDocument } from './count-for-targets.ts';
import { type Reading, readAgain } from './read-again.ts';
import { closeEndedTargets, type ServedTarget, targetsServedBy } from './targets.ts';
import { addTasks, lockOpenRequests } from './tasks.ts';

/** The tasks that replace a fruitless one for targets; none: its outcome counts. */
export type Fallback = (targets: readonly ServedTarget[]) => readonly NextTask[];

/** The outcome of a task's answer. */
export interface Result {
  readonly state: 'done' | 'nothing' | 'gone';
  readonly records: readonly RecordOf<Claim['dataset']>[];
  /** What its targets found, where that is not the number of records. */
  readonly found: number | null;
  /** Tasks that the answer calls for, the most urgent first. */
  readonly next: readonly NextTask[];
  /** How many documents its target may request in this run. */
  readonly documentLimit: number | null;
  readonly capture: Capture | null;
  /** Called if the source has nothing of an answer's target. */
  readonly instead?: Fallback;
}

/** How a task ended that will not be tried again. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly capture: Capture | null;
  /** The target or document is at fault, not the source. */
  readonly ownFault: boolean;
  /**
   * Set for a document that cannot be read: it is settled until a replay or `force`, or requested again before that.
   */
  readonly setAside: ({ readonly parserVersion: number } & Reading) | null;
  readonly instead?: Fallback;
}

/** What the engine has to do after a commit. */
export interface Committed {
  /** Runs whose targets were closed by it. */
  readonly runs: readonly bigint[];
  /** The sources that tasks were added for. */
  readonly added: readonly SourceId[];
  readonly created: number;
  /** Rows that were there and were written anew. */
  readonly updated: number;
}

/**
 * Ends a task: its records, its next tasks, its counts and its state are written together or not at all.
 * @throws {Fenced} when another claim overtook this one; nothing is written.
 */
export async function commitResult(store: Store, claim: Claim, result: Result): Promise<Committed> {
  const capture = await pack(result.capture);
  const { targets, ...committed } = await store.sqlTransaction(async (tx) => {
    await endTask(tx, claim, { state: result.state, capture, error: null });
    const targets = await targetsServedBy(tx, claim.taskId);
    // A target whose run was cancelled gets no more tasks. If the run is cancelled just now, its next tasks are still
    // added, as waiting ones, and the cancellation round drops them.
    const goingOn = targets.filter(({ ending }) => ending === null);
    const table = tableOf(claim.dataset);
    const instead = result.state === 'nothing' ? await replaceTask(tx, claim, goingOn, result.instead) : [];
    const isKept = result.records.length > 0 && instead.length === 0 && (goingOn.length > 0 || !table.wanted);
    const counts = isKept ? await table.store(tx, result.records) : [];
    const { next, cut, documents, named } = await wantedNext(tx, claim.dataset, goingOn, result);
    if (cut) await tx.$executeRaw`UPDATE tasks SET cut = true WHERE id = ${claim.taskId}`;
    await addTasks(tx, toServe(goingOn, [...next, ...instead]));
    const records = counts.map((each) => ({ ...each, kind: table.recordsOf }));
    await countForTargets(tx, claim.taskId, targets, { records, documents, found: result.found ?? named });
    return {
      targets,
      added: sourcesOf([...next, ...instead]),
      created: total(counts, 'created'),
      updated: total(counts, 'updated'),
    };
  });
  return { runs: await closeEndedTargets(store, targets), ...committed };
}

/** Ends a task as failed, with its reason. @throws {Fenced} */
export async function commitFailure(store: Store, claim: Claim, failure: Failure): Promise<Committed> {
  const capture = await pack(failure.capture);
  const { targets, added } = await store.transaction(async (tx) => {
    await endTask(tx, claim, { state: 'failed', capture, error: failure });
    if (failure.setAside && claim.documentKey) {
      const key = { dataset: claim.dataset, key: claim.documentKey };
      const before = await tx.setAsideDocument.findUnique({ where: { dataset_key: key } });
      const row = {
        input: claim.input as Prisma.InputJsonObject,
        errorCode: failure.code,
        errorMessage: failure.message,
        captureSha256: failure.capture?.sha256 ?? null,
        parserVersion: failure.setAside.parserVersion,
        taskId: claim.taskId,
        setAsideAt: new Date(),
        ...readAgain(failure.setAside, before, new Date()),
      };
      await tx.setAsideDocument.upsert({ where: { dataset_key: key }, create: { ...key, ...row }, update: row });
    }
    const targets = await targetsServedBy(tx, claim.taskId);
    const goingOn = targets.filter(({ ending }) => ending === null);
    const instead = await replaceTask(tx, claim, goingOn, failure.instead);
    await addTasks(tx, toServe(goingOn, instead));
    if (instead.length === 0) await tableOf(claim.dataset).failed?.(tx, goingOn, failure);
    return { targets, added: sourcesOf(instead) };
  });
  return { runs: await closeEndedTargets(store, targets), added, created: 0, updated: 0 };
}

const sourcesOf = (tasks: readonly NextTask[]): SourceId[] => [...new Set(tasks.map(({ source }) => source))];

/**
 * Replaces a task that has ended by other tasks for its targets, if there are any: its outcome then does not count for
 * them.
 */
async function replaceTask(
  tx: Sql,
  { taskId }: Claim,
  targets: readonly ServedTarget[],
  instead: Fallback | undefined,
): Promise<readonly NextTask[]> {
  const tasks = targets.length > 0 ? (instead?.(targets) ?? []) : [];
  if (tasks.length > 0) await tx.$executeRaw`UPDATE tasks SET replaced = true WHERE id = ${taskId}`;
  return tasks;
}

async function endTask(
  tx: Sql,
  claim: Claim,
  end: {
    state: string;
    capture: PackedCapture | null;
    error: Pick<Failure, 'code' | 'message' | 'ownFault'> | null;
  },
): Promise<void> {
  const { state, capture, error } = end;
  const kept = capture ? Prisma.sql`WITH kept AS (${keeping(capture)})` : Prisma.empty;
  const ended = await tx.$executeRaw`
    ${kept} UPDATE tasks SET state = ${state}, attempts = attempts + 1, finished_at = clock_timestamp(), not_before = NULL, alone = false,
      capture_sha256 = ${capture?.sha256 ?? null}, error_code = ${error?.code ?? null}, error_message = ${error?.message ?? null},
      own_fault = ${error?.ownFault ?? false}
    WHERE id = ${claim.taskId} AND dispatch = ${claim.dispatch} AND claim = ${claim.claim} AND state = 'running'`;
  if (ended === 0) throw new Fenced(claim);
}

/**
 * Next tasks with their targets: owned by the run of the request, or by another that goes on if that one was cancelled,
 * and as urgent as the most urgent of the requests that have joined their targets meanwhile.
 */
const toServe = (targets: readonly ServedTarget[], next: readonly NextTask[]): NewTask[] =>
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
async function wantedNext(
  tx: Sql,
  dataset: Claim['dataset'],
  targets: readonly ServedTarget[],
  { next: calls, documentLimit }: Result,
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

const total = (counts: readonly StoredCount[], field: 'created' | 'updated'): number =>
  counts.reduce((sum, each) => sum + each[field], 0);
