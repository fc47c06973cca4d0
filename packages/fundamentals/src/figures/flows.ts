// Figures of periods: as they are stated, or as differences of what is stated from the beginning of the year.

import { add, type Day, type Decimal } from '@tickermill/core';
import type { TagName } from '../facts/tags.ts';
import { byFiling, type FactIndex, laterFiled, type Stated } from './fact-index.ts';
import type { FigureFlag, MissingReason } from './figure.ts';
import type { CalendarYear, Position, Quarter } from './fiscal-calendar.ts';
import { maxEndDrift, maxStartDrift, type Span } from './spans.ts';
import type { SplitBasis } from './splits.ts';

/** What a figure is: how quarters come of it depends on that. */
export type FlowKind =
  /** Stated for three months too: revenue, income. */
  | 'flow'
  /** Stated from the beginning of the year alone: the statement of cash flows. */
  | 'cash-flow'
  /** Per share: differences only of reports that count the same shares. */
  | 'per-share'
  /** Earnings per share, besides: no difference of parts of the year. */
  | 'earnings-per-share'
  /** An average over the period: no difference at all. */
  | 'average';

/** A value with what it was made of. */
export interface Picked {
  readonly value: Decimal;
  /** What it is made of; the first one is what the others were subtracted from. */
  readonly operands: readonly Stated[];
  readonly tags: readonly TagName[];
  readonly unit: string;
  readonly how: 'reported' | 'derived';
  readonly flags: readonly FigureFlag[];
}

/** A period of which figures are looked up: a whole year, or one of its quarters. */
export type Period =
  | { readonly kind: 'year'; readonly year: CalendarYear }
  | { readonly kind: 'quarter'; readonly year: CalendarYear; readonly quarter: Quarter }
  | { readonly kind: 'transition'; readonly from: number; readonly to: number };

/** A series that figures of one tag in one unit are taken from. */
export interface FlowSource {
  readonly index: FactIndex;
  readonly basis: SplitBasis;
  readonly tag: TagName;
  readonly unit: string;
  readonly kind: FlowKind;
}

export const negate = (value: Decimal): Decimal =>
  value.startsWith('-') ? value.slice(1) : value === '0' ? value : `-${value}`;

const spans: Record<Position, Span> = { 1: 'quarter', 2: 'half', 3: 'nine-months', 4: 'year' };

/** A value of the tag for the period, or why there is none. */
export function flowOf(source: FlowSource, period: Period): Picked | MissingReason {
  if (period.kind === 'year') {
    const stated = fromBeginning(source, period.year, 4);
    return stated ? reported(stated) : 'not-stated';
  }
  if (period.kind === 'transition') {
    const stated = inTransition(source, period);
    return stated ? reported(stated) : 'not-stated';
  }
  return quarterOf(source, period.year, period.quarter.position);
}

function quarterOf(source: FlowSource, year: CalendarYear, position: Position): Picked | MissingReason {
  const stated = threeMonths(source, year, position);
  // The quarters of cash flows that some filers state later are those of a table, not of the statement.
  if (stated && (source.kind !== 'cash-flow' || position === 1 || position === 4)) return reported(stated);
  const difference = differenceOf(source, year, position);
  return typeof difference === 'string' && stated ? reported(stated) : difference;
}

function differenceOf(source: FlowSource, year: CalendarYear, position: Position): Picked | MissingReason {
  if (position === 1) return 'not-stated';
  const whole = fromBeginning(source, year, position);
  if (!whole) return 'not-stated';
  if (source.kind === 'average') return 'not-additive';
  const isEarnings = source.kind === 'earnings-per-share';
  if (isEarnings && position !== 4) return 'operand-missing';
  const before = isEarnings ? null : fromBeginning(source, year, (position - 1) as Position);
  if (before && Math.abs(before.from - whole.from) <= maxStartDrift) return subtract(source, whole, [before]);
  if (position !== 4) return 'operand-missing';
  const quarters = ([1, 2, 3] as const).map((each) => quarterOf(source, year, each));
  const parts = quarters.flatMap((each) =>
    typeof each === 'string' || (isEarnings && each.how === 'derived') ? [] : [each],
  );
  if (parts.length < 3) return 'operand-missing';
  return subtractAll(source, whole, parts);
}

function subtract(source: FlowSource, whole: Stated, parts: readonly Stated[]): Picked | MissingReason {
  return subtractAll(source, whole, parts.map(reported));
}

function subtractAll({ kind, basis }: FlowSource, whole: Stated, parts: readonly Picked[]): Picked | MissingReason {
  const operands = [whole, ...parts.flatMap((part) => part.operands)];
  const isPerShare = kind === 'per-share' || kind === 'earnings-per-share';
  if (isPerShare && operands.some(({ fact }) => !basis.isSame(whole.fact.filed, fact.filed))) return 'mixed-basis';
  return {
    ...reported(whole),
    value: parts.reduce((rest, part) => add(rest, negate(part.value)), whole.fact.value),
    operands,
    how: 'derived',
    flags: flagsOf(operands),
  };
}

/** A value as a report states it. */
export function reported(stated: Stated): Picked {
  return {
    value: stated.fact.value,
    operands: [stated],
    tags: [stated.tag],
    unit: stated.fact.unit,
    how: 'reported',
    flags: flagsOf([stated]),
  };
}

export const flagsOf = (operands: readonly Stated[]): FigureFlag[] =>
  operands.some(({ isScaled }) => isScaled) ? ['scale'] : [];

/** The last filed of the periods that fit. */
const best = (found: readonly Stated[]): Stated | null =>
  found.length === 0 ? null : found.reduce((one, other) => laterFiled(one, other));

const endingOn = ({ index, tag, unit }: FlowSource, ends: readonly Day[]): Stated[] =>
  ends.flatMap((end) => [...index.ending(tag, unit, end)]);

/** What is stated from the beginning of the year up to the end of a quarter. */
export function fromBeginning(source: FlowSource, year: CalendarYear, position: Position): Stated | null {
  const ends = position === 4 ? year.ends : (year.quarters.get(position)?.ends ?? []);
  const found = endingOn(source, ends).filter(({ span }) => span === spans[position]);
  // A year begins where it begins: of one of 52 weeks among months the first day differs by as much as the last.
  return best(position === 4 ? found : found.filter(({ from }) => Math.abs(from - year.from) <= maxStartDrift));
}

function threeMonths(source: FlowSource, year: CalendarYear, position: Position): Stated | null {
  const quarter = year.quarters.get(position);
  if (!quarter) return null;
  return best(endingOn(source, quarter.ends).filter(({ span }) => span === 'quarter'));
}

function inTransition({ index, tag, unit }: FlowSource, { from, to }: { from: number; to: number }): Stated | null {
  return best(
    index
      .periodsOf([tag])
      .filter(
        (each) =>
          each.fact.unit === unit &&
          Math.abs(each.from - from) <= maxStartDrift &&
          Math.abs(each.to - to) <= maxEndDrift,
      ),
  );
}

/** The report that a value is last stated by. */
export const lastReport = (operands: readonly Stated[]): Stated['fact'] | null =>
  operands
    .map(({ fact }) => fact)
    .reduce<Stated['fact'] | null>((one, other) => (one && byFiling(one, other) > 0 ? one : other), null);
