// Decides bar by bar what an arriving series changes; pure.

import type { CorporateAction, Day } from '@tickermill/core';
import { type Adjustment, apply, remembers } from './adjustments.ts';
import { type Bar, type BarValues, knownFrom, type StoredBar, sameValues } from './bars.ts';
import { findAdjustments, type Pair } from './rescaling.ts';

/** What a bar was until now, and why it is so no more. */
export interface Revision extends StoredBar {
  readonly cause: 'changed' | 'removed' | 'stopgap';
}

/** What a series makes of the bars that are stored. */
export interface Decision {
  /** Bars of days that had none. */
  readonly added: StoredBar[];
  /** Bars that take the place of those of their days. */
  readonly changed: StoredBar[];
  readonly removed: Day[];
  readonly revisions: Revision[];
  readonly adjustments: readonly Adjustment[];
  /** Stored bars that the series repeats. */
  readonly confirmed: StoredBar[];
}

/** A series as it is held against what is stored. */
export interface Arrived {
  /** Bars that may be stored, ascending. */
  readonly bars: readonly Bar[];
  /** Replaces the stored series; an answer that does not only adds to it. */
  readonly isWhole: boolean;
  /** Leaves final bars of other providers as they are: a fallback's, or an import's. */
  readonly yields: boolean;
  readonly priceHint: number;
  readonly absent: ReadonlySet<Day>;
  /** Days without any usable value: what is stored of them stays. */
  readonly spared: ReadonlySet<Day>;
  readonly newActions: readonly CorporateAction[];
}

/** What is stored of the instrument where the series may touch it. */
export interface Stored {
  readonly bars: readonly StoredBar[];
  /** The latest first. */
  readonly adjustments: readonly Adjustment[];
  readonly isStopgap: (day: Day) => boolean;
  /** The day from which nothing rescales the prices of a stopgap any more. */
  readonly lastAction: Day | null;
}

/** The changes by a series, bar by bar; pure. */
export function decide(arrived: Arrived, stored: Stored, now: Date): Decision {
  const decision: Decision = {
    added: [],
    changed: [],
    removed: [],
    revisions: [],
    confirmed: [],
    adjustments: arrived.isWhole ? findAdjustments(pairsOf(arrived, stored), searchOf(arrived, now)) : [],
  };
  const before = new Map(stored.bars.map((bar) => [bar.date, bar]));
  const arrivedDays = new Set(arrived.bars.map(({ date }) => date));
  for (const bar of arrived.bars) {
    const old = before.get(bar.date);
    if (!old) decision.added.push(knownFrom(bar, now));
    else meet(decision, old, bar, { arrived, stored, now });
  }
  if (arrived.isWhole) {
    for (const old of stored.bars) {
      if (!arrivedDays.has(old.date)) miss(decision, old, { arrived, stored, now });
    }
  }
  return decision;
}

interface Context {
  readonly arrived: Arrived;
  readonly stored: Stored;
  readonly now: Date;
}

const searchOf = ({ priceHint, newActions }: Arrived, now: Date) => ({ digits: priceHint, newActions, now });

/** Final bars on both sides of one provider and currency: only they can reveal a factor. */
function pairsOf({ bars }: Arrived, { bars: stored, isStopgap }: Stored): Pair[] {
  const before = new Map(stored.filter(({ final, date }) => final && !isStopgap(date)).map((bar) => [bar.date, bar]));
  return bars.flatMap((next) => {
    const old = before.get(next.date);
    return old && next.final && old.currency === next.currency ? { date: next.date, old, next } : [];
  });
}

/** The adjustments that touch a bar: those made now, and those made since it is known. */
function touching({ date, knownFrom }: StoredBar, { adjustments }: Decision, stored: Stored) {
  return {
    fresh: adjustments.filter(({ before }) => date < before),
    former: stored.adjustments.filter((each) => date < each.before && each.knownFrom > knownFrom),
  };
}

/** A bar of a day that is stored. */
function meet(decision: Decision, old: StoredBar, bar: Bar, context: Context): void {
  const { arrived, stored, now } = context;
  if (arrived.yields && old.provider !== bar.provider && (old.final || !bar.final)) return;
  if (old.final && !bar.final) return;
  if (!old.final) {
    // Values that were not final are forgotten; a bar is known from when it became final.
    const isSame = !bar.final && sameValues(old, bar, arrived.priceHint);
    if (isSame) decision.confirmed.push(old);
    else decision.changed.push({ ...bar, knownFrom: now });
    return;
  }
  const { fresh, former } = touching(old, decision, stored);
  if (fresh.length > 0 ? remembers(bar, old, { fresh, former }) : sameValues(old, bar, arrived.priceHint)) {
    const isWritten = (fresh.length > 0 && !sameDigits(old, bar)) || old.provider !== bar.provider;
    if (isWritten)
      decision.changed.push({
        ...(fresh.length > 0 ? bar : { ...old, provider: bar.provider }),
        knownFrom: old.knownFrom,
      });
    else decision.confirmed.push(old);
    return;
  }
  const isReplaced = old.provider !== bar.provider && stored.isStopgap(old.date);
  decision.revisions.push({ ...old, cause: isReplaced ? 'stopgap' : 'changed' });
  decision.changed.push({ ...bar, final: true, knownFrom: now });
}

/** A stored bar that is missing in a whole series. */
function miss(decision: Decision, old: StoredBar, { arrived, stored, now }: Context): void {
  const [first, last] = [arrived.bars[0]?.date, arrived.bars.at(-1)?.date];
  if (first === undefined || last === undefined) return;
  // What lies before its beginning or behind its end it may only have cut off.
  const isWithin = old.date > first && old.date < last;
  const isDenied = !arrived.spared.has(old.date) && (arrived.absent.has(old.date) || isWithin);
  const isStopgap = stored.isStopgap(old.date);
  if (isDenied && !(isStopgap && old.date >= (stored.lastAction ?? old.date))) {
    decision.removed.push(old.date);
    if (old.final) decision.revisions.push({ ...old, cause: 'removed' });
    return;
  }
  const { fresh, former } = touching(old, decision, stored);
  if (fresh.length === 0) return;
  const next = apply(old, fresh);
  if (!old.final || remembers(next, old, { fresh, former })) decision.changed.push(next);
  else {
    decision.revisions.push({ ...old, cause: 'changed' });
    decision.changed.push({ ...next, knownFrom: now });
  }
}

const sameDigits = (a: BarValues, b: BarValues): boolean => sameValues(a, b, 6);
