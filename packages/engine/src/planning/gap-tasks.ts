import type { DatasetId } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { NewTask } from '@tickermill/store/ledger';
import { toTask } from '../catalogue.ts';
import type { Params } from '../datasets/definition.ts';
import { definitionOf, readParams } from '../datasets/registry.ts';
import { firstLink } from './chain.ts';
import type { Opened } from './first-tasks.ts';
import { stepBehind } from './order.ts';
import type { SourceChoice } from './source-choice.ts';

/** An open target that is requested in several parts. */
export interface OpenedForGaps extends Opened {
  readonly requests: readonly Params[];
}

/** Open targets by kind of request: in one request, gap by gap, or not at all any more. */
interface OpenedByRequests {
  readonly single: readonly Opened[];
  readonly several: readonly OpenedForGaps[];
  readonly done: readonly Opened[];
}

/** Divides open targets, with the current gaps of those that had to wait for their turn. */
export async function withRequests(
  db: Database,
  dataset: DatasetId,
  opened: readonly Opened[],
  now: Date,
): Promise<OpenedByRequests> {
  const { backfill } = definitionOf(dataset);
  if (!backfill) return { single: opened, several: [], done: [] };
  const read = opened.map((target) => ({ target, params: readParams(dataset, target) }));
  const forGaps = read.filter(({ params }) => backfill.asksForGaps(params));
  const waited = forGaps
    .filter(({ target }) => target.requests === undefined)
    .map(({ target: { target }, params }) => ({ target, params }));
  const found = waited.length > 0 ? await backfill.requests(db, waited, now) : new Map<string, readonly Params[]>();
  const several = forGaps.map(({ target }) => ({
    ...target,
    requests: target.requests ?? found.get(target.target) ?? [],
  }));
  return {
    single: read.filter(({ params }) => !backfill.asksForGaps(params)).map(({ target }) => target),
    several: several.filter(({ requests }) => requests.length > 0),
    done: several.filter(({ requests }) => requests.length === 0),
  };
}

/**
 * The first tasks of targets that are requested gap by gap: the latest gap of every target before the second latest of
 * any.
 */
export function gapTasks(
  { id: runId, dataset }: { readonly id: bigint; readonly dataset: DatasetId },
  targets: readonly OpenedForGaps[],
  choice: SourceChoice,
): NewTask[] {
  return targets
    .flatMap(({ requests, ...target }) => requests.map((params, rank) => ({ target, params, rank })))
    .sort((one, other) => one.rank - other.rank)
    .map(({ target, params, rank }) => {
      const { collector, params: asked } = firstLink(dataset, { target: target.target, params }, choice);
      const about = { collector, runId, parentId: null, label: target.tickers.join(', ') };
      const call = collector.start({ target: target.target, params: asked });
      return { ...toTask(call, { ...about, priority: stepBehind(target.priority, rank) }), targetIds: [target.id] };
    });
}
