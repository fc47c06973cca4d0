// Growth over five years: of what, in a year, and how evenly.

import { type Day, type Decimal, divide, type FigureName } from '@tickermill/core';
import type { FigureRow } from '../figures/figure.ts';
import { dayNumber } from '../figures/spans.ts';
import { splitDigits } from '../figures/trailing.ts';
import type { MetricReason } from './metric.ts';

/** Growth of a figure from the sixth last fiscal year to the last. */
export interface Growth {
  readonly end: Day;
  /** A fraction a year, compound. */
  readonly cagr: Decimal;
  /** In how many of the five years it grew. */
  readonly yearsUp: number;
  /** The standard deviation of the five yearly changes, as a fraction; null where one of them follows zero. */
  readonly deviation: Decimal | null;
}

const changes = 5;
const digits = 6;

/** The growth of a figure, per share on the basis of today's shares, or why there is none. */
export function growthOf(annual: readonly FigureRow[], id: FigureName): Growth | MetricReason {
  const rows = annual.slice(-changes - 1);
  const last = rows.at(-1);
  const values = rows.map((row) => adjusted(row, id)).filter((value) => value !== null);
  if (!last || values.length < changes + 1 || !rows.every((row, at) => at === 0 || follows(rows[at - 1], row))) {
    return 'year-missing';
  }
  if (new Set(rows.map(({ currency }) => currency)).size > 1) return 'currencies-differ';
  const numbers = values.map(Number);
  const [from = 0, to = 0] = [numbers[0], numbers.at(-1)];
  if (from <= 0 || to <= 0) return 'not-positive';
  const steps = numbers.slice(1).map((value, at) => {
    const before = numbers[at] ?? 0;
    return { isUp: value > before, change: before === 0 ? null : (value - before) / Math.abs(before) };
  });
  return {
    end: last.end,
    // A root is no decimal number: floating point is exact to more digits than are kept.
    cagr: toText((to / from) ** (1 / changes) - 1),
    yearsUp: steps.filter(({ isUp }) => isUp).length,
    deviation: deviationOf(steps.flatMap(({ change }) => change ?? [])),
  };
}

const toText = (value: number): Decimal =>
  value
    .toFixed(digits)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');

/** Whether a fiscal year follows another one without a gap. */
const follows = (before: FigureRow | undefined, row: FigureRow): boolean =>
  before !== undefined && Math.abs(dayNumber(row.start) - dayNumber(before.end) - 1) <= 10;

/** Read on the basis of today's shares. */
function adjusted({ figures }: FigureRow, id: FigureName): Decimal | null {
  const figure = figures[id];
  if (figure.value === null) return null;
  const { splitFactor } = figure.provenance;
  return splitFactor === '1' ? figure.value : divide(figure.value, splitFactor, splitDigits);
}

function deviationOf(found: readonly number[]): Decimal | null {
  if (found.length < changes) return null;
  const mean = found.reduce((sum, each) => sum + each, 0) / changes;
  return toText(Math.sqrt(found.reduce((sum, each) => sum + (each - mean) ** 2, 0) / changes));
}
