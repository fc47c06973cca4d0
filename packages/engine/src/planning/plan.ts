import type { SourceId } from '@tickermill/core';
import {
  addTargets,
  addTasks,
  type Database,
  joinTargets,
  lockUnplannedRun,
  markRunPlanned,
  type PlannedRun,
  type SkippedTarget,
  type SourceStandings,
  type Store,
  skipTargets,
  sourceStandings,
  takeTurns,
} from '@tickermill/store';
import { decide } from './admissions.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import { firstTasks } from './first-tasks.ts';

/** Of two requests that come at once one finds the other there; each round settles what the one before found moved. */
const mostRounds = 20;

type Planning = Pick<PlannedRun, 'id' | 'dataset' | 'trigger'>;

/**
 * Turns a run into rows: its targets, skipped ones with their reason, and the first task of each open one. Once: a run
 * that is planned already is left alone. Returns the sources whose windows are to be filled, and the targets of
 * other runs that requests of this one have joined, whose tasks are to be raised; null if it was left alone.
 */
export async function planRun(
  store: Store,
  runId: bigint,
  now: Date,
): Promise<{ sources: readonly SourceId[]; joined: readonly bigint[] } | null> {
  return store.transaction(async (tx) => {
    const run = await lockUnplannedRun(tx, runId);
    if (!run) return null;
    const { targets, skipped } = await candidatesOf(tx, run, now);
    const standings = await sourceStandings(tx);
    await skipTargets(tx, { runId, dataset: run.dataset, targets: skipped });
    const joined: bigint[] = [];
    const sources = new Set<SourceId>();
    let room = run.request.limit ?? Number.POSITIVE_INFINITY;
    let undecided = targets;
    for (let round = 0; undecided.length > 0; round++) {
      if (round === mostRounds) throw new Error(`the targets of run ${runId} do not hold still`);
      const planned = await planTargets(tx, { ...run, limit: room }, undecided, { now, standings });
      joined.push(...planned.joined);
      for (const source of planned.sources) sources.add(source);
      room -= planned.asked;
      undecided = planned.moved;
    }
    await markRunPlanned(tx, runId);
    return { sources: [...sources], joined };
  });
}

/** Plans the follow-ups of a run whose turn has come: those that they waited behind are closed. */
export async function planFollowUps(store: Store, runId: bigint): Promise<void> {
  await store.transaction(async (tx) => {
    const turns = await takeTurns(tx, runId);
    if (turns.length === 0) return;
    const { dataset, trigger } = await tx.run.findUniqueOrThrow({ where: { id: runId } });
    const run = { id: runId, dataset, trigger } as Planning;
    await addTasks(tx, firstTasks(run, turns, await sourceStandings(tx)));
  });
}

interface PlannedTargets {
  /** How many were opened, or wait behind another. */
  readonly asked: number;
  /** Open targets of other runs that were joined. */
  readonly joined: readonly bigint[];
  /** Whose tasks were added. */
  readonly sources: readonly SourceId[];
  /** Those that another process opened, promoted or closed meanwhile: to be decided again. */
  readonly moved: readonly Candidate[];
}

async function planTargets(
  tx: Database,
  run: Planning & { readonly limit: number },
  candidates: readonly Candidate[],
  { now, standings }: { now: Date; standings: SourceStandings },
): Promise<PlannedTargets> {
  const { id: runId, dataset } = run;
  const decisions = await decide(tx, run, candidates, now);
  const admitted = (kind: string) =>
    decisions.filter(({ admission }) => admission.kind === kind).map(({ target }) => target);
  const skipped: SkippedTarget[] = decisions.flatMap(({ target, admission }) =>
    admission.kind === 'skip' ? [{ ...target, reason: admission.reason }] : [],
  );
  const [ask, follow, join] = [admitted('ask'), admitted('follow'), admitted('join')];
  const open = await addTargets(tx, { runId, dataset, targets: ask });
  const waiting = await addTargets(tx, { runId, dataset, targets: follow, followUp: true });
  const opened = ask.flatMap((target) => {
    const id = open.get(target.target);
    return id === undefined ? [] : [{ ...target, id }];
  });
  const tasks = firstTasks(run, opened, standings);
  await addTasks(tx, tasks);
  // After the tasks, as every transaction does that locks both: none waits in a circle.
  const hosts = await joinTargets(tx, { dataset, targets: join });
  const joined = join.flatMap((target) => {
    const host = hosts.get(target.target);
    return host ? [{ ...target, reason: 'in-flight', joined: host.runId }] : [];
  });
  await skipTargets(tx, { runId, dataset, targets: [...skipped, ...joined] });
  return {
    asked:
      open.size +
      waiting.size +
      decisions.filter(({ target, facts }) => !facts.isCovered && hosts.has(target.target)).length,
    joined: [...hosts.values()].map(({ id }) => id),
    sources: tasks.map(({ source }) => source),
    moved: [
      ...ask.filter(({ target }) => !open.has(target)),
      ...follow.filter(({ target }) => !waiting.has(target)),
      ...join.filter(({ target }) => !hosts.has(target)),
    ],
  };
}
