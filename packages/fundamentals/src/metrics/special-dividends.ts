import type { Day, Decimal } from '@tickermill/core';
import { dayNumber } from '../figures/spans.ts';

/** A dividend without the knowledge of what kind it is: sources do not tell. */
interface PaidDividend {
  readonly exDate: Day;
  readonly amount: Decimal;
}

/** With fewer others nothing is usual. */
const minOthers = 4;
/** What is usual is that of the three years around it. */
const aroundDays = 3 * 366;
/** A special one is at least so many times the usual one. */
const minTimes = 2;
/** After a raise the next one is as high; after a special one it is not. */
const backTimes = 1.5;
/** Between two regular ones, or beside one, stands what comes sooner than so much of the usual gap. */
const soonShare = 0.6;

/**
 * Says of each dividend whether it is special: far above the usual one, and either out of turn or followed by a usual one again. A
 * raise is none.
 */
export function areSpecial(dividends: readonly PaidDividend[]): boolean[] {
  const inOrder = [...dividends].sort((one, other) => (one.exDate < other.exDate ? -1 : 1));
  const special = new Set(inOrder.filter((_, nth) => isSpecial(inOrder, nth)));
  return dividends.map((each) => special.has(each));
}

function isSpecial(inOrder: readonly PaidDividend[], nth: number): boolean {
  const own = inOrder[nth];
  if (!own) return false;
  const others = inOrder.filter(
    (each) => each !== own && Math.abs(dayNumber(each.exDate) - dayNumber(own.exDate)) <= aroundDays,
  );
  if (others.length < minOthers) return false;
  const usual = median(others.map(({ amount }) => Number(amount)));
  if (Number(own.amount) < minTimes * usual) return false;
  const gaps = others.slice(1).map(({ exDate }, at) => dayNumber(exDate) - dayNumber(others[at]?.exDate ?? exDate));
  const isSoon = [inOrder[nth - 1], inOrder[nth + 1]].some(
    (each) => each && Math.abs(dayNumber(each.exDate) - dayNumber(own.exDate)) < soonShare * median(gaps),
  );
  const next = inOrder[nth + 1];
  return isSoon || (next !== undefined && Number(next.amount) <= backTimes * usual);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
