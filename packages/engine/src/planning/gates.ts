// The skip rules that every target passes before a request is spent; pure.

import type { DatasetId } from '@tickermill/core';
import type { TargetFacts, Trigger } from '@tickermill/store/ledger';
import { asksBySchedule } from '../datasets/definition.ts';
import { definitionOf } from '../datasets/registry.ts';

/** What becomes of a target that a run names. */
export type Admission =
  | { readonly kind: 'ask' }
  /** Another run has it open, with less than this request: it waits behind that. */
  | { readonly kind: 'follow' }
  /** Another run brings it: it becomes part of that one. */
  | { readonly kind: 'join' }
  | { readonly kind: 'skip'; readonly reason: 'dead-letter' | 'fresh' | 'no-news' | 'covered' };

/** Triggers of requests by people: they pass the calendar gate. */
const asksAnyDay: readonly Trigger[] = ['manual', 'tracked'];

/** A request that names its tickers is answered from the ledger only so shortly after a success. */
const namedFreshMs = 60_000;

/** The request, its trigger and time, and whether the lists of the whole market name everything there is. */
interface GateOptions {
  readonly dataset: DatasetId;
  readonly trigger: Trigger;
  readonly force: boolean;
  /** A person named this target, rather than all that are tracked. */
  readonly isNamed: boolean;
  readonly isMarketRead: boolean;
  readonly now: Date;
}

/** Takes a target through the gates, before any request is spent on it. */
export function admit(
  facts: Omit<TargetFacts, 'target' | 'lastRequests' | 'watchlistPriority' | 'recentFilings' | 'lastSuccessAt'>,
  { dataset, trigger, force, isNamed, isMarketRead, now }: GateOptions,
): Admission {
  const { freshMs, hasNews, marketLists } = definitionOf(dataset);
  const { coveredAt } = facts;
  if (facts.isDead) return { kind: 'skip', reason: 'dead-letter' };
  if (facts.isCovered) return { kind: 'join' };
  const heldMs = isNamed && freshMs !== null ? Math.min(namedFreshMs, freshMs) : freshMs;
  if (coveredAt && !force && heldMs !== null && now.getTime() - coveredAt.getTime() < heldMs) {
    return { kind: 'skip', reason: 'fresh' };
  }
  if (coveredAt && hasNews && !asksAnyDay.includes(trigger) && !hasNews(coveredAt, now)) {
    return { kind: 'skip', reason: 'no-news' };
  }
  const bySchedule = !force && asksBySchedule.includes(trigger);
  if (coveredAt && isMarketRead && !facts.wasCut && bySchedule && marketLists?.isReconciled(coveredAt, now)) {
    return { kind: 'skip', reason: 'covered' };
  }
  if (facts.isFollowed) return { kind: 'join' };
  return { kind: facts.isOpen ? 'follow' : 'ask' };
}
