import type { DatasetId, SourceId } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import {
  addTargets,
  addTasks,
  closeTargets,
  joinTargets,
  type NewTask,
  type PlannedRun,
  type SkippedTarget,
  skipTargets,
} from '@tickermill/store/ledger';
import type { Candidate } from '../datasets/definition.ts';
import { definitionOf } from '../datasets/registry.ts';
import { decide } from './admissions.ts';
import type { Opened } from './first-tasks.ts';
import { gapTasks, withRequests } from './gap-tasks.ts';
import type { SourceChoice } from './source-choice.ts';
import { planTasks } from './whole-days.ts';

/** Of two requests that come at once one finds the other there; each round settles what the one before found moved. */
const maxRounds = 20;

type PlanTargetsOptions = Pick<PlannedRun, 'id' | 'dataset' | 'trigger' | 'request'> & { readonly limit: number };

interface PlanContext {
  readonly now: Date;
  readonly choice: SourceChoice;
}

/** The result of planning targets. */
export interface PlannedTargets {
  /** Whose tasks were added. */
  readonly sources: readonly SourceId[];
  /** Open targets of other runs that were joined. */
  readonly joined: readonly bigint[];
}

/** Takes the targets that a run names through the gates and writes what comes of each, with the first tasks of those that it opens. */
export async function planTargets(
  tx: Database,
  run: PlanTargetsOptions,
  candidates: readonly Candidate[],
  knowing: PlanContext,
): Promise<PlannedTargets> {
  const joined: bigint[] = [];
  const sources = new Set<SourceId>();
  let room = run.limit;
  let undecided = candidates;
  for (let round = 0; undecided.length > 0; round++) {
    if (round === maxRounds) throw new Error(`the targets of run ${run.id} do not hold still`);
    const planned = await planRound(tx, { ...run, limit: room }, undecided, knowing);
    joined.push(...planned.joined);
    for (const source of planned.sources) sources.add(source);
    room -= planned.asked;
    undecided = planned.moved;
  }
  return { sources: [...sources], joined };
}

/** Writes the first tasks of open targets. One of which nothing is missing any more is closed. */
export async function startTargets(
  tx: Database,
  run: { readonly id: bigint; readonly dataset: DatasetId },
  opened: readonly Opened[],
  { now, choice }: PlanContext,
): Promise<readonly NewTask[]> {
  const { single, several, done } = await withRequests(tx, run.dataset, opened, now);
  const planned = planTasks(run, single, choice, now);
  const shared = planned.shared.map(({ task }) => task);
  const tasks = [...shared, ...planned.single, ...gapTasks(run, several, choice)];
  await addTasks(tx, tasks);
  await closeTargets(tx, [...done, ...planned.idle]);
  return tasks;
}

interface Round extends PlannedTargets {
  /** How many were opened, or wait behind another. */
  readonly asked: number;
  /** Those that another process opened, promoted or closed meanwhile: to be decided again. */
  readonly moved: readonly Candidate[];
}

async function planRound(
  tx: Database,
  run: PlanTargetsOptions,
  candidates: readonly Candidate[],
  knowing: PlanContext,
): Promise<Round> {
  const { id: runId, dataset } = run;
  const { target: kind } = definitionOf(dataset);
  const decisions = await decide(tx, run, candidates, knowing.now);
  const admitted = (kind: string) =>
    decisions.filter(({ admission }) => admission.kind === kind).map(({ target }) => target);
  const skipped: SkippedTarget[] = decisions.flatMap(({ target, admission }) =>
    admission.kind === 'skip' ? [{ ...target, reason: admission.reason }] : [],
  );
  const [ask, follow, join] = [admitted('ask'), admitted('follow'), admitted('join')];
  const open = await addTargets(tx, { runId, dataset, kind, targets: ask });
  const waiting = await addTargets(tx, { runId, dataset, kind, targets: follow, followUp: true });
  const opened = ask.flatMap((target) => {
    const id = open.get(target.target);
    return id === undefined ? [] : [{ ...target, id }];
  });
  const tasks = await startTargets(tx, run, opened, knowing);
  // After the tasks, as every transaction does that locks both: none waits in a circle.
  const hosts = await joinTargets(tx, { dataset, targets: join });
  const joined = join.flatMap((target) => {
    const host = hosts.get(target.target);
    return host ? [{ ...target, reason: 'in-flight', joined: host.runId }] : [];
  });
  await skipTargets(tx, { runId, dataset, kind, targets: [...skipped, ...joined] });
  return {
    asked:
      open.size +
      waiting.size +
      decisions.filter(({ target, facts }) => !facts.isCovered && hosts.has(target.target)).length,
    joined: [...hosts.values()].map(({ id }) => id),
    sources: tasks.map(({ source }) => source),
    // What they were missing may have come meanwhile: it is looked up again.
    moved: [
      ...ask.filter(({ target }) => !open.has(target)),
      ...follow.filter(({ target }) => !waiting.has(target)),
      ...join.filter(({ target }) => !hosts.has(target)),
    ].map(({ requests, ...target }) => target),
  };
}
