// Priorities and the order of targets; pure.

import type { TargetKind } from '@tickermill/core';
import type { TargetFacts, Trigger } from '@tickermill/store/ledger';
import { asksBySchedule } from '../datasets/definition.ts';

/** Indexes and feeds come first, because they name what all others then request. */
const marketClass = 10;
/** Backfills come behind everything else. */
export const backfillClass = 90;
/** Requests by a person or after a failure have a class of their own. */
const classOf = { manual: 20, retry: 30, tracked: 40 } as const satisfies Partial<Record<Trigger, number>>;
/** The classes of schedules by the priority of the watchlist, from 2 and above down to none at all. */
const [highestList, lowestList] = [2, -1];
const scheduleClasses = 50;

type Urgency = Pick<TargetFacts, 'watchlistPriority' | 'recentFilings' | 'lastSuccessAt'>;

/**
 * The priority of a target's tasks: classes are bands of ten, lower first. Within the class of a schedule the step
 * reflects how busy the target has been, in doublings; the last step of a band is reserved for throttled tasks.
 */
export function priorityOf(trigger: Trigger, kind: TargetKind, facts: Urgency | undefined): number {
  // The first indexes of all name what the runs of the newly tracked tickers request anyway.
  if (kind === 'market') return trigger === 'tracked' ? stepBehind(classOf.tracked, 8) : marketClass;
  if (kind === 'market-day' && asksBySchedule.includes(trigger)) return marketClass;
  if (trigger === 'backfill') return backfillClass;
  if (trigger !== 'schedule' && trigger !== 'late') return classOf[trigger];
  return scheduleClasses + 10 * (highestList - listOf(facts)) + 8 - doublings(facts?.recentFilings ?? 0);
}

/** So many steps behind within a class: a band of ten, the last of which is left to the throttled. */
export const stepBehind = (priority: number, steps: number): number =>
  Math.min(priority + steps, Math.floor(priority / 10) * 10 + 8);

const listOf = (facts: Urgency | undefined) =>
  Math.max(lowestList, Math.min(highestList, facts?.watchlistPriority ?? lowestList));

/** 0 for none, 1 for one, 2 for two and three, … 8 for 128 and more. */
const doublings = (number: number) => Math.min(8, Math.ceil(Math.log2(number + 1)));

/** Sorts targets of the same run: watchlist priority, then the busiest, then the stalest. */
export function inOrder(one: Urgency | undefined, other: Urgency | undefined): number {
  return (
    listOf(other) - listOf(one) ||
    doublings(other?.recentFilings ?? 0) - doublings(one?.recentFilings ?? 0) ||
    (one?.lastSuccessAt?.getTime() ?? 0) - (other?.lastSuccessAt?.getTime() ?? 0)
  );
}
