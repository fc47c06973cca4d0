import { type DatasetId, type Day, micOf, tradingCalendar } from '@tickermill/core';
import type { NewTask } from '@tickermill/store/ledger';
import { type CoverageGap, gapsWithin } from '@tickermill/store/prices';
import { toTask } from '../catalogue.ts';
import { type Asked, firstLink } from './chain.ts';
import type { Opened } from './first-tasks.ts';
import { type GapRequest, gapRequests } from './gap-requests.ts';
import { stepBehind } from './order.ts';
import type { SourceChoice } from './source-choice.ts';

type Sql = Parameters<typeof gapsWithin>[0];

/** Whether a target is asked for its gaps alone, as backfills do, and not for what its parameters name as one. */
export const asksForGaps = (dataset: DatasetId, { params }: Pick<Opened, 'params'>): boolean =>
  dataset === 'daily-prices' && params['isGap'] === true && params['isWhole'] !== true;

/**
 * The first tasks of targets that are asked for their gaps: one for each gap as it is now, the latest of every target
 * before the second latest of any. A target whose gaps were filled meanwhile has none.
 */
export async function gapTasks(
  sql: Sql,
  { id: runId, dataset }: { id: bigint; dataset: DatasetId },
  targets: readonly Opened[],
  { choice, now }: { choice: SourceChoice; now: Date },
): Promise<NewTask[]> {
  const byId = new Map(targets.map((target) => [target.target, target]));
  const wanted = targets.map(({ target, params }) => ({
    instrumentId: BigInt(target),
    from: params['from'] as Day,
    to: params['to'] as Day,
  }));
  const ranked = (await gapsWithin(sql, dataset, wanted)).flatMap((gaps) => {
    const target = byId.get(String(gaps.instrumentId));
    return target ? requestsFor(gaps, now).map((params, rank) => ({ target, params, rank })) : [];
  });
  return ranked
    .sort((one, other) => one.rank - other.rank)
    .map(({ target, params, rank }) => {
      const { collector, params: asked } = firstLink(dataset, { target: target.target, params }, choice);
      const about = { collector, runId, parentId: null, label: target.tickers.join(', ') };
      const call = collector.start({ target: target.target, params: asked });
      return { ...toTask(call, { ...about, priority: stepBehind(target.priority, rank) }), targetIds: [target.id] };
    });
}

/** What the gaps of an instrument are asked with; nothing where its exchange has no calendar. */
export function requestsFor(gaps: CoverageGap, now: Date): (GapRequest & Asked['params'])[] {
  const { symbol, currency } = gaps;
  const mic = micOf(symbol, gaps.mic);
  if (mic === null) return [];
  const requests = gapRequests(gaps, { calendar: tradingCalendar(mic), now });
  return requests.map((request) => ({ symbol, mic, currency, ...request }));
}
