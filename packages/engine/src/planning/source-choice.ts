import type { SourceId } from '@tickermill/core';
import {
  type Database,
  openTaskCounts,
  type SourceStandings,
  sourceStandings,
  sourceStatuses,
} from '@tickermill/store';
import { sources } from '@tickermill/upstream';
import { viewQuota } from '../sources/source-view.ts';

/** The sources as a plan chooses from them. */
export interface SourceChoice extends SourceStandings {
  /**
   * What a source with a quota can be asked today beside all that waits for it already: counted down as it is chosen.
   * One that is not named has no quota.
   */
  readonly left: Map<SourceId, number>;
}

/** How the sources stand before something is planned. */
export async function sourceChoice(db: Database, now: Date): Promise<SourceChoice> {
  const standings = await sourceStandings(db);
  const limited = Object.values(sources).filter(({ id, quota }) => quota !== null && standings.enabled.has(id));
  if (limited.length === 0) return { ...standings, left: new Map() };
  const [statuses, open] = [await sourceStatuses(db), await openTaskCounts(db)];
  const left = limited.flatMap(({ id, quota }): [SourceId, number][] => {
    const status = statuses.find(({ source }) => source === id);
    if (!quota || !status) return [];
    const { limit, used } = viewQuota(quota, status.quota, now);
    const { waiting, queued, running } = open.find(({ source }) => source === id) ?? none;
    return [[id, limit - used - waiting - queued - running]];
  });
  return { ...standings, left: new Map(left) };
}

const none = { waiting: 0, queued: 0, running: 0 };
