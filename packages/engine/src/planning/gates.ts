import { type DatasetId, dayAt, edgarZone, hasFilingDay } from '@tickermill/core';
import type { TargetFacts, Trigger } from '@tickermill/store/ledger';

/** What a dataset's targets are held against before they are asked. */
interface Policy {
  /** A success that covers what is asked counts for so long; null: never. */
  readonly freshMs: number | null;
  /** Whether the source can have anything new between two instants; null: at any time. */
  readonly hasNews: ((from: Date, to: Date) => boolean) | null;
}

const policies: Readonly<Record<DatasetId, Policy>> = {
  companies: { freshMs: null, hasNews: null },
  'insider-trades': { freshMs: 4 * 3_600_000, hasNews: hasFilingDay },
  'ownership-index': { freshMs: null, hasNews: null },
  'ownership-feed': { freshMs: null, hasNews: null },
  'daily-prices': { freshMs: null, hasNews: null },
  quotes: { freshMs: null, hasNews: null },
};

/** What becomes of a target that a run names. */
export type Admission =
  | { readonly kind: 'ask' }
  /** Another run has it open, with less than is asked now: it waits behind that. */
  | { readonly kind: 'follow' }
  /** Another run brings it: it becomes part of that one. */
  | { readonly kind: 'join' }
  | { readonly kind: 'skip'; readonly reason: 'dead-letter' | 'fresh' | 'no-news' | 'covered' };

/** Triggers by which a person asks: they pass the calendar. */
const asksAnyDay: readonly Trigger[] = ['manual', 'tracked'];
/** Triggers of schedules, which spend nothing on what the lists of the whole market bring. */
export const asksBySchedule: readonly Trigger[] = ['schedule', 'late'];

/** What is asked, by whom and when, and whether the lists of the whole market name all that there is. */
interface GateOptions {
  readonly dataset: DatasetId;
  readonly trigger: Trigger;
  readonly force: boolean;
  readonly isMarketRead: boolean;
  readonly now: Date;
}

/** A target's own list is read once on every day of New York all the same: it proves that nothing was missed. */
export const isReconciled = (coveredAt: Date, now: Date) => dayAt(coveredAt, edgarZone) === dayAt(now, edgarZone);

/** Takes a target through the gates, before any request is spent on it. */
export function admit(
  facts: Omit<TargetFacts, 'target' | 'lastRequests' | 'watchlistPriority' | 'recentFilings' | 'lastSuccessAt'>,
  { dataset, trigger, force, isMarketRead, now }: GateOptions,
): Admission {
  const { freshMs, hasNews } = policies[dataset];
  const { coveredAt } = facts;
  if (facts.isDead) return { kind: 'skip', reason: 'dead-letter' };
  if (facts.isCovered) return { kind: 'join' };
  if (coveredAt && !force && freshMs !== null && now.getTime() - coveredAt.getTime() < freshMs) {
    return { kind: 'skip', reason: 'fresh' };
  }
  if (coveredAt && hasNews && !asksAnyDay.includes(trigger) && !hasNews(coveredAt, now)) {
    return { kind: 'skip', reason: 'no-news' };
  }
  const bySchedule = !force && asksBySchedule.includes(trigger);
  if (coveredAt && isMarketRead && !facts.wasCut && bySchedule && isReconciled(coveredAt, now)) {
    return { kind: 'skip', reason: 'covered' };
  }
  if (facts.isFollowed) return { kind: 'join' };
  return { kind: facts.isOpen ? 'follow' : 'ask' };
}
