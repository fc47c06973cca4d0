// Estimates when backfills end, by pace, quota and open requests.

import type { SourceId } from '@tickermill/core';
import { sparedQuota, tasksAhead } from '@tickermill/store/ledger';
import { sources } from '@tickermill/upstream';
import type { EngineDeps } from '../engine-deps.ts';
import { endOf } from '../planning/forecast.ts';
import { backfillClass } from '../planning/order.ts';
import { type SourceOverview, viewSources } from '../sources/source-view.ts';

/** The last priority of the least urgent class. */
const last = backfillClass + 9;

/** When the requests of backfills end. */
export interface Ends {
  /** Requests of a source that come before those of one more backfill. */
  readonly ahead: number;
  /** The time when so many more requests after those have left; null while it is unknown. */
  after(requests: number): Date | null;
}

/** Reads the state of the sources, and returns what it means for the ends of backfills. */
export async function readEnds(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  ids: readonly SourceId[],
): Promise<Map<SourceId, Ends>> {
  const ends = new Map<SourceId, Ends>();
  if (ids.length === 0) return ends;
  const views = await viewSources({ store, now });
  for (const id of new Set(ids)) {
    const view = views.find((each) => each.id === id);
    if (view) ends.set(id, await endsOf({ store, now }, id, view));
  }
  return ends;
}

async function endsOf(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  id: SourceId,
  view: SourceOverview,
): Promise<Ends> {
  const all = await tasksAhead(store.db, id, last);
  const { quota: rule } = sources[id];
  if (!rule || !view.quota) return { ahead: all, after: (requests) => endOf(view, all + requests, now()) };
  // The quota that other runs need today is subtracted: only backfills compete with one another.
  const ahead = all - (await tasksAhead(store.db, id, backfillClass - 1));
  const { today, daily } = await sparedQuota(store.sql, id, { quota: rule, backfill: { priority: backfillClass } });
  const quota = { ...view.quota, limit: daily, used: daily - today };
  return {
    ahead,
    after: (requests) =>
      daily === 0 && ahead + requests > today ? null : endOf({ ...view, quota }, ahead + requests, now()),
  };
}
