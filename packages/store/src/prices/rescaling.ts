// Finds the one factor by which a whole series was rescaled; pure.

import { addDays, type CorporateAction, type Day } from '@tickermill/core';
import { type Adjustment, one, times, undo } from './adjustments.ts';
import { type Bar, type BarValues, divideRounded, type Micros, samePrice } from './bars.ts';

/** A day as it was known, and as a whole series has it now. */
export interface Pair {
  readonly date: Day;
  readonly old: BarValues;
  readonly next: Bar;
}

interface Ratio {
  readonly date: Day;
  readonly old: Micros;
  readonly next: Micros;
}

interface Search {
  readonly digits: number;
  /** Actions that were not known before: what is before one of them is rescaled by it. */
  readonly newActions: readonly CorporateAction[];
  readonly now: Date;
}

/** Two could follow one factor by accident. */
const fewestRescaled = 3;

/**
 * The factors by which a whole series differs from what was known of it: of a split, which rescales its prices, and of
 * dividends, which rescale what is adjusted for them. Empty where no one factor explains most of what changed.
 */
export function findAdjustments(pairs: readonly Pair[], search: Search): Adjustment[] {
  const closes = ratios(pairs, ({ old, next }) => [old.close, next.close]);
  const split = findFactor(closes, search, 'split');
  const known = split
    ? [{ ...adjustment(split, search, 'split'), scalesVolume: scalesVolume(pairs, split.factor, split.before) }]
    : [];
  const rescaled = (date: Day, value: Micros | null) =>
    value !== null && split && date < split.before ? times(value, split.factor) : value;
  const adjusted = ratios(pairs, ({ date, old, next }) => [rescaled(date, old.adjClose), next.adjClose]);
  const dividend = findFactor(adjusted, search, 'dividend');
  return dividend ? [...known, adjustment(dividend, search, 'dividend')] : known;
}

const adjustment = (
  { factor, before }: { factor: bigint; before: Day },
  { digits, now }: Search,
  kind: Adjustment['kind'],
): Adjustment => ({ knownFrom: now, kind, before, factor, priceHint: digits, scalesVolume: false });

function ratios(pairs: readonly Pair[], values: (pair: Pair) => readonly [Micros | null, Micros | null]): Ratio[] {
  return pairs.flatMap((pair) => {
    const [old, next] = values(pair);
    return old === null || next === null || old <= 0n || next <= 0n ? [] : { date: pair.date, old, next };
  });
}

/** The factor of everything before a day: that of a new action, or the day after the last change. */
function findFactor(
  rows: readonly Ratio[],
  { digits, newActions }: Search,
  kind: Adjustment['kind'],
): { factor: bigint; before: Day } | null {
  const lastChanged = rows.findLast(({ old, next }) => !samePrice(old, next, digits));
  if (!lastChanged) return null;
  const actions = newActions.filter(({ type }) => type === kind);
  const days = actions.map(({ date }) => date).sort();
  for (const before of [...days.reverse(), addDays(lastChanged.date, 1)]) {
    const rescaled = rows.filter(({ date }) => date < before);
    const factor = commonFactor(rescaled, actions);
    if (factor === null || factor <= 0n) continue;
    const isRescaled = ({ old, next }: Ratio) => samePrice(divideRounded(next * one, factor), old, digits);
    const matching = rescaled.filter(isRescaled);
    const changed = matching.filter(({ old, next }) => !samePrice(old, next, digits));
    if (changed.length >= fewestRescaled && matching.length * 2 >= rescaled.length) return { factor, before };
  }
  return null;
}

/** How far a ratio may be from the common one, of which digits were cut off. */
const tolerance = 1e-4;

/**
 * The median of the ratios of the higher prices, whose digits are more significant, then the ratio of the sums of those
 * that follow it; for a split with a known ratio, exactly that.
 */
function commonFactor(rows: readonly Ratio[], actions: readonly CorporateAction[]): bigint | null {
  const higher = [...rows]
    .sort((a, b) => (a.old < b.old ? 1 : a.old > b.old ? -1 : 0))
    .slice(0, Math.ceil(rows.length / 2));
  const of = ({ old, next }: Ratio) => Number(next) / Number(old);
  const sorted = higher.map(of).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (median === undefined) return null;
  const near = (factor: number) => Math.abs(factor / median - 1) < tolerance;
  for (const { ratio } of actions) {
    const exact = ratio === null ? null : inverse(ratio);
    if (exact !== null && near(Number(exact) / Number(one))) return exact;
  }
  const following = higher.filter((row) => near(of(row)));
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
  return divideRounded(sum(following.map(({ next }) => next)) * one, sum(following.map(({ old }) => old)));
}

function inverse(ratio: string): bigint | null {
  const [whole = '', fraction = ''] = ratio.split('.');
  const units = BigInt(`${whole}${fraction}` || '0');
  return units > 0n ? divideRounded(one * 10n ** BigInt(fraction.length), units) : null;
}

/** Whether the provider rescales shares with a split, as most do. */
function scalesVolume(pairs: readonly Pair[], factor: bigint, before: Day): boolean {
  let balance = 0;
  for (const { date, old, next } of pairs) {
    if (date >= before || old.volume === null || next.volume === null || old.volume === 0n) continue;
    if (old.volume === next.volume) balance -= 1;
    else {
      const undone = undo(next, [
        { knownFrom: new Date(0), kind: 'split', before, factor, priceHint: 6, scalesVolume: true },
      ]).volume as bigint;
      const apart = undone > old.volume ? undone - old.volume : old.volume - undone;
      if (apart <= factor / one + 1n) balance += 1;
    }
  }
  return balance >= 0;
}
