import type { CorporateAction, Day, PriceBar, PriceOddity } from '@tickermill/core';

/** A bar by numbers: to hold prices against an action floating point is good enough. */
interface Point {
  readonly date: Day;
  readonly close: number;
  readonly adjClose: number | null;
}

/** A smaller split cannot be distinguished from market moves. */
const smallestSplit = Math.log(1.095);
/** A dividend below this share of the price is left to the adjusted closes: rounding hides it, and they may be a day late. */
const smallestDividend = 0.02;

/**
 * Contradictions between the bars of a split-adjusted series and its actions: splits at which the close moves by
 * exactly the ratio, so that the bars before were not divided by it yet, or twice; and dividends that the adjusted
 * closes do not follow.
 */
export function contradictedActions(
  bars: readonly PriceBar[],
  actions: readonly CorporateAction[],
  digits: number,
): PriceOddity[] {
  if (actions.length === 0) return [];
  const points = bars.flatMap(({ date, close, adjClose }) =>
    close === null ? [] : [{ date, close: Number(close), adjClose: adjClose === null ? null : Number(adjClose) }],
  );
  return actions.flatMap(({ date, type, ratio, amount }) => {
    const at = points.findIndex((point) => point.date >= date);
    const [before, on] = [points[at - 1], points[at]];
    if (!before || !on) return [];
    const what =
      type === 'split'
        ? contradictedSplit(before, on, Number(ratio))
        : contradictedDividend(before, on, Number(amount), 10 ** -digits);
    return what === null ? [] : [{ day: date, what }];
  });
}

function contradictedSplit(before: Point, on: Point, ratio: number): PriceOddity['what'] | null {
  const expected = Math.log(ratio);
  const size = Math.abs(expected);
  if (!(size >= smallestSplit)) return null;
  const moved = Math.log(on.close / before.close);
  const isBy = (move: number) => Math.abs(moved - move) <= Math.min(size / 4, 0.4);
  if (isBy(-expected)) return 'split-not-applied';
  return isBy(expected) ? 'split-applied-twice' : null;
}

function contradictedDividend(before: Point, on: Point, amount: number, unit: number): PriceOddity['what'] | null {
  const share = amount / before.close;
  if (before.adjClose === null || on.adjClose === null || !(share >= smallestDividend)) return null;
  const factor = before.adjClose / before.close / (on.adjClose / on.close);
  // Adjusted closes have the digits of the series: old ones have few significant digits left.
  const rounding = unit / before.adjClose + unit / on.adjClose;
  return Math.abs(factor - (1 - share)) > share / 2 + rounding ? 'dividend-misadjusted' : null;
}
