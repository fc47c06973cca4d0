import { isStage, type SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { lockUnplannedRun, markPagePlanned, markRunPlanned, skipTargets, takeTurns } from '@tickermill/store/ledger';
import { definitionOf } from '../datasets/registry.ts';
import { backfillOf, backfillPage } from './backfill-page.ts';
import { candidatesOf } from './candidates.ts';
import { planTargets, startTargets } from './plan-targets.ts';
import { sourceChoice } from './source-choice.ts';

/** The result of planning. */
interface Planned {
  /** The sources whose windows are to be filled. */
  readonly sources: readonly SourceId[];
  /** Targets of other runs that requests of this one have joined, whose tasks are to be raised. */
  readonly joined: readonly bigint[];
  /** It is planned page by page, and another page is to come. */
  readonly goesOn: boolean;
}

/**
 * Turns a run into rows: its targets, skipped ones with their reason, and the first task of each open one. Idempotent:
 * null for a run that is planned already. Of a backfill it plans one page and records the position; a paused one waits.
 */
export async function planRun(store: Store, runId: bigint, now: Date): Promise<Planned | null> {
  return store.transaction(async (tx) => {
    const run = await lockUnplannedRun(tx, runId);
    // A run of a stage has no targets to be planned: its own chore does it.
    if (!run || isStage(run.dataset)) return null;
    const { dataset } = run;
    const backfill = backfillOf(run);
    if (backfill && run.isPaused) return null;
    const { targets, skipped, next } = backfill
      ? await backfillPage(tx, backfill, run, now)
      : { ...(await candidatesOf(tx, run, now)), next: null };
    await skipTargets(tx, { runId, dataset, kind: definitionOf(dataset).target, targets: skipped });
    const limit = run.request.limit ?? Number.POSITIVE_INFINITY;
    const choice = await sourceChoice(tx, dataset, now);
    const planned = await planTargets(tx, { ...run, limit }, targets, { now, choice });
    if (next === null) await markRunPlanned(tx, runId);
    else await markPagePlanned(tx, runId, next);
    return { ...planned, goesOn: next !== null };
  });
}

/** Plans the follow-ups of a run whose turn has come: the targets they waited behind are closed. */
export async function planFollowUps(store: Store, runId: bigint, now: Date): Promise<void> {
  await store.transaction(async (tx) => {
    const turns = await takeTurns(tx, runId);
    if (turns.length === 0) return;
    const { dataset } = await tx.run.findUniqueOrThrow({ where: { id: runId } });
    const run = { id: runId, dataset } as Parameters<typeof startTargets>[1];
    await startTargets(tx, run, turns, { now, choice: await sourceChoice(tx, run.dataset, now) });
  });
}
