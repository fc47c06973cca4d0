import type { DatasetId, SourceId } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { openTaskCounts } from '@tickermill/store/ledger';
import {
  type SourceAvailability,
  type SourceStatus,
  sourceAvailability,
  sourceStatuses,
} from '@tickermill/store/sources';
import { type Source, sources } from '@tickermill/upstream';
import { chainOf } from '../catalogue.ts';
import { viewQuota } from '../sources/source-view.ts';

/** The sources as a plan chooses from them. */
export interface SourceChoice extends SourceAvailability {
  /**
   * The requests that a source with a quota has left today beside all tasks that wait for it: counted down with each
   * choice. A source that is not in the map has no quota.
   */
  readonly left: Map<SourceId, number>;
}

/** The state of the sources before targets of a dataset are planned. */
export async function sourceChoice(db: Database, dataset: DatasetId, now: Date): Promise<SourceChoice> {
  const availability = await sourceAvailability(db);
  const limited = chainOf(dataset)
    .map(({ source }) => sources[source])
    .filter(({ id, quota }) => quota !== null && availability.enabled.has(id));
  if (limited.length === 0) return { ...availability, left: new Map() };
  const [statuses, open] = [await sourceStatuses(db), await openTaskCounts(db)];
  return { ...availability, left: quotaLeft(limited, { statuses, open }, now) };
}

/** What of today's quota is neither used nor claimed by open tasks. A source without any request so far is left out. */
export function quotaLeft(
  limited: readonly Pick<Source, 'id' | 'quota'>[],
  {
    statuses,
    open,
  }: {
    readonly statuses: readonly Pick<SourceStatus, 'source' | 'quota'>[];
    readonly open: Awaited<ReturnType<typeof openTaskCounts>>;
  },
  now: Date,
): Map<SourceId, number> {
  const left = limited.flatMap(({ id, quota }): [SourceId, number][] => {
    const status = statuses.find(({ source }) => source === id);
    if (!quota || !status) return [];
    const { limit, used } = viewQuota(quota, status.quota, now);
    const counts = open.find(({ source }) => source === id);
    return [[id, limit - used - (counts ? counts.waiting + counts.queued + counts.running : 0)]];
  });
  return new Map(left);
}
