// Ends tasks in one transaction with their records, next tasks and counts, each fenced by its claim.

import type { DatasetId, RecordOf, SourceId } from '@tickermill/core';
import type { Store } from '../database.ts';
import type { DatasetTable } from '../datasets/table.ts';
import { tableOf } from '../datasets/tables.ts';
import type { NextTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type Capture, pack } from './capture.ts';
import { type Claim, Fenced } from './claim.ts';
import { type Brought, countForTargets } from './count-for-targets.ts';
import { endTasks } from './end-tasks.ts';
import { type Fallback, replaceTask, sourcesOf, toServe, wantedNext } from './next-tasks.ts';
import { closeEndedTargets, type ServedTarget, targetsServedBy } from './targets.ts';
import { addTasks } from './tasks.ts';

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
  /** Called when the records of an answer are stored: what its targets are owed beyond them. */
  readonly beyond?: Fallback;
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

/** The outcome of a task's answer, and the claim under which it counts. */
export interface ClaimedResult {
  readonly claim: Claim;
  readonly result: Result;
}

/**
 * Ends a task: its records, its next tasks, its counts and its state are written together or not at all.
 * @throws {Fenced} when another claim overtook this one; nothing is written.
 */
export async function commitResult(store: Store, claim: Claim, result: Result): Promise<Committed> {
  const [committed] = await commitResults(store, [{ claim, result }]);
  if (!committed) throw new Fenced(claim);
  return committed;
}

/**
 * Ends several tasks in one transaction, all of them or none; null for one that was overtaken by another claim, of which
 * nothing is written. No two may be of one task or bring the same record.
 */
export async function commitResults(store: Store, results: readonly ClaimedResult[]): Promise<(Committed | null)[]> {
  const captures = await Promise.all(results.map(({ result }) => pack(result.capture)));
  const ends = results.map(({ claim, result }, index) => ({
    claim,
    state: result.state,
    capture: captures[index] ?? null,
    error: null,
  }));
  const written = await store.sqlTransaction(
    async (tx) => {
      const ended = await endTasks(tx, ends);
      const held = results.filter(({ claim }) => ended.has(claim.taskId));
      const served = await targetsServedBy(tx, [...ended]);
      const answers: Answer[] = [];
      for (const each of held) answers.push(await toAnswer(tx, each, served.get(each.claim.taskId) ?? []));
      const counts = await storeRecords(tx, answers);
      const outcomes: Outcome[] = [];
      for (const answer of answers) outcomes.push(await callFor(tx, answer, counts.get(answer) ?? []));
      await countForTargets(
        tx,
        outcomes.map(({ brought }) => brought),
      );
      return outcomes;
    },
    { byKey: true },
  );
  const targetsOf = written.flatMap(({ brought }) => brought.targets);
  const closed = new Set(await closeEndedTargets(store, targetsOf));
  const committed = new Map(
    written.map(({ brought: { taskId, targets, records }, added }): [bigint, Committed] => {
      // Of a run whose last targets several of them closed, the first reports it.
      const runs = [...new Set(targets.map(({ runId }) => runId))].filter((run) => closed.delete(run));
      return [taskId, { runs, added, created: total(records, 'created'), updated: total(records, 'updated') }];
    }),
  );
  return results.map(({ claim }) => committed.get(claim.taskId) ?? null);
}

/**
 * Whether a result may be committed with those of other tasks: one that only brings records of a dataset that stores
 * several answers at once. One that calls for tasks locks theirs, and would have others wait for it.
 */
export const joinsOthers = ({ claim, result }: ClaimedResult): boolean =>
  result.state === 'done' && result.next.length === 0 && tableOf(claim.dataset).storeEach !== undefined;

/** A result whose claim held, with the targets that it is for. */
interface Answer extends ClaimedResult {
  readonly targets: readonly ServedTarget[];
  /** A target whose run was cancelled gets no more tasks, and no records for itself alone. */
  readonly goingOn: readonly ServedTarget[];
  /** The tasks in its place. */
  readonly instead: readonly NextTask[];
}

/** What a result brought its targets, and for which sources it added tasks. */
interface Outcome {
  readonly brought: Brought;
  readonly added: readonly SourceId[];
}

/** If a run is cancelled just now, next tasks are still added, as waiting ones, and the cancellation round drops them. */
async function toAnswer(tx: Sql, { claim, result }: ClaimedResult, targets: readonly ServedTarget[]): Promise<Answer> {
  const goingOn = targets.filter(({ ending }) => ending === null);
  const instead = result.state === 'nothing' ? await replaceTask(tx, claim, goingOn, result.instead) : [];
  return { claim, result, targets, goingOn, instead };
}

/** Stores the records of those that bring some, and returns what each changed. */
async function storeRecords(tx: Sql, answers: readonly Answer[]): Promise<Map<Answer, StoredCount[]>> {
  const kept = answers.filter(
    ({ claim, result, goingOn, instead }) =>
      result.records.length > 0 && instead.length === 0 && (goingOn.length > 0 || !tableOf(claim.dataset).wanted),
  );
  const counts = new Map<Answer, StoredCount[]>();
  for (const dataset of new Set(kept.map(({ claim }) => claim.dataset))) {
    const some = kept.filter(({ claim }) => claim.dataset === dataset);
    const stored = await storeEach(
      tx,
      tableOf(dataset),
      some.map(({ result }) => result.records),
    );
    for (const [index, answer] of some.entries()) counts.set(answer, stored[index] ?? []);
  }
  return counts;
}

async function storeEach(
  tx: Sql,
  table: DatasetTable<DatasetId>,
  answers: readonly Result['records'][],
): Promise<StoredCount[][]> {
  if (table.storeEach) return table.storeEach(tx, answers);
  const counts: StoredCount[][] = [];
  for (const records of answers) counts.push(await table.store(tx, records));
  return counts;
}

/** Adds the tasks that a result calls for. */
async function callFor(
  tx: Sql,
  { claim, result, targets, goingOn, instead }: Answer,
  counts: readonly StoredCount[],
): Promise<Outcome> {
  const { taskId, dataset } = claim;
  const { next, cut, documents, named } = await wantedNext(tx, dataset, goingOn, result);
  if (cut) await tx.$executeRaw`UPDATE tasks SET cut = true WHERE id = ${taskId}`;
  const beyond = goingOn.length > 0 ? ((await result.beyond?.(goingOn, tx)) ?? []) : [];
  const following = [...next, ...instead, ...beyond];
  await addTasks(tx, toServe(goingOn, following));
  const kind = tableOf(dataset).recordsOf;
  const records = counts.map((each) => ({ ...each, kind }));
  return {
    brought: { taskId, targets, records, documents, found: result.found ?? named },
    added: sourcesOf(following),
  };
}

const total = (counts: readonly StoredCount[], field: 'created' | 'updated'): number =>
  counts.reduce((sum, each) => sum + each[field], 0);
