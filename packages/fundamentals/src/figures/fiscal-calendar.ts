// The periods of a company: its fiscal years with their quarters, and what lies between two years that do not follow each
// other.

import type { Day } from '@tickermill/core';
import { bankRevenue, tagLists } from '../facts/tags.ts';
import type { FactIndex, Stated } from './fact-index.ts';
import { anchorTags, type FiscalYear, fiscalYears, labelByEnd, usualPeriod } from './fiscal-years.ts';
import { dayOf, maxEndDrift, maxStartDrift, type Span } from './spans.ts';

export type Position = 1 | 2 | 3 | 4;

/** A quarter of a fiscal year. */
export interface Quarter {
  readonly position: Position;
  readonly from: number;
  readonly to: number;
  /** The days on which reports let it end. */
  readonly ends: readonly Day[];
}

/** A fiscal year with those of its quarters of which anything is stated. */
export interface CalendarYear extends FiscalYear {
  readonly quarters: ReadonlyMap<Position, Quarter>;
}

/** Days that belong to no fiscal year, because the company changed it. */
interface Transition {
  readonly label: number;
  readonly from: number;
  readonly to: number;
}

export interface FiscalCalendar {
  readonly years: readonly CalendarYear[];
  readonly transitions: readonly Transition[];
}

/** The tags of periods, by which quarters are found and their currency is told. */
export const durationTags = [
  ...tagLists.revenue,
  ...tagLists.gross_profit,
  ...tagLists.operating_income,
  ...tagLists.net_income,
  ...tagLists.eps_basic,
  ...tagLists.eps_diluted,
  ...tagLists.operating_cash_flow,
  ...tagLists.capex,
  ...bankRevenue,
];
const daysOfYear = 365.25;
/** A quarter of twelve weeks ends this much before a fourth or a half of the year, one of sixteen as much behind. */
const maxQuarterDrift = 25;
/** XBRL began in 2009; a company that reports ten years of quarters without a single year is none. */
const maxInventedYears = 10;
const positionOfSpan: Partial<Record<Exclude<Span, null>, Position>> = { half: 2, 'nine-months': 3 };

/** The calendar that the periods of a company's facts follow. */
export function fiscalCalendar(index: FactIndex): FiscalCalendar {
  const parts = index.periodsOf(durationTags).filter(({ span }) => span !== null && span !== 'year');
  const stated = fiscalYears(index);
  const { years, transitions } = withYearsBetween(stated, index);
  const bases = years.length > 0 ? years : firstYear(parts);
  const all = withYearsAround(bases, transitions, parts);
  return { years: all.map((year) => ({ ...year, quarters: quartersOf(year, parts) })), transitions };
}

const invented = (from: number, label: number): FiscalYear => ({
  label,
  from,
  to: Math.round(from + daysOfYear) - 1,
  ends: [],
});

/** Years of which no annual report is known, and transition periods. */
function withYearsBetween(stated: readonly FiscalYear[], index: FactIndex) {
  const years: FiscalYear[] = [];
  const transitions: Transition[] = [];
  for (const year of stated) {
    const last = years.at(-1);
    const gap = last ? year.from - last.to - 1 : 0;
    const missing = Math.round(gap / daysOfYear);
    if (last && missing > 0 && Math.abs(gap - missing * daysOfYear) <= 2 * maxEndDrift) {
      for (let each = 0; each < missing; each += 1) {
        years.push(invented(Math.round(last.to + 1 + each * daysOfYear), last.label + 1 + each));
      }
    } else if (last && gap > 2 * maxEndDrift && gap < 350) {
      transitions.push({ label: labelByEnd(year.from - 1), from: last.to + 1, to: year.from - 1 });
    }
    years.push(year);
  }
  const reported = transitionAfter(years.at(-1), index);
  if (reported) transitions.push(reported);
  return { years, transitions };
}

/** The period of a transition report behind the last fiscal year. */
function transitionAfter(last: FiscalYear | undefined, index: FactIndex): Transition | null {
  if (!last) return null;
  const found = index
    .periodsOf(anchorTags)
    .filter(
      ({ from, to, span, versions }) =>
        span !== 'year' &&
        Math.abs(from - last.to - 1) <= maxStartDrift &&
        to - from < 350 &&
        versions.some(({ form }) => /^10-KT/.test(form)),
    )
    .sort((a, b) => b.to - a.to)[0];
  return found ? { label: labelByEnd(found.to), from: last.to + 1, to: found.to } : null;
}

/** The fiscal year of a company that has not ended one yet, by what its quarterly reports are called. */
function firstYear(parts: readonly Stated[]): FiscalYear[] {
  const ends = new Map<string, Stated & { readonly position: number; readonly fy: number | null }>();
  for (const part of parts) {
    for (const { accession, fp, fy, form } of part.versions) {
      const position = Number(/^Q([1-3])$/.exec(fp ?? '')?.[1] ?? 0);
      const known = ends.get(accession);
      const isLater = !known || part.to > known.to || (part.to === known.to && part.from < known.from);
      if (position > 0 && form.startsWith('10-Q') && isLater) ends.set(accession, { ...part, position, fy });
    }
  }
  const [own] = [...ends.values()].sort((a, b) => b.to - a.to || a.from - b.from);
  if (!own) return [];
  const isFromBeginning = Math.round((own.to - own.from + 1) / (daysOfYear / 4)) === own.position;
  const from = isFromBeginning ? own.from : Math.round(own.to + 1 - (own.position * daysOfYear) / 4);
  const { to } = invented(from, 0);
  const byEnd = labelByEnd(to);
  return [invented(from, own.fy !== null && Math.abs(own.fy - byEnd) <= 1 ? own.fy : byEnd)];
}

/** Years before the first and behind the last, as far as quarters are stated. */
function withYearsAround(
  years: readonly FiscalYear[],
  transitions: readonly Transition[],
  parts: readonly Stated[],
): FiscalYear[] {
  const all = [...years];
  const [first, last] = [years[0], years.at(-1)];
  if (!first || !last) return all;
  const earliest = Math.min(...parts.map(({ from }) => from));
  for (
    let back = 1;
    back <= maxInventedYears && first.from - earliest > maxEndDrift + (back - 1) * daysOfYear;
    back += 1
  ) {
    all.unshift(invented(Math.round(first.from - back * daysOfYear), first.label - back));
  }
  const after = transitions.find(({ from }) => from > last.to);
  const begin = (after ?? last).to + 1;
  const label = after ? labelByEnd(invented(begin, 0).to) : last.label + 1;
  const latest = Math.max(...parts.map(({ to }) => to));
  for (let next = 0; next < maxInventedYears && latest - begin > 60 + next * daysOfYear; next += 1) {
    all.push(invented(Math.round(begin + next * daysOfYear), label + next));
  }
  return all;
}

function quartersOf(year: FiscalYear, parts: readonly Stated[]): Map<Position, Quarter> {
  const isStated = year.ends.length > 0;
  const found = new Map<Position, Stated[]>();
  for (const part of parts) {
    const position = positionOf(part, year);
    if (position === null || (isStated && position === 4 && Math.abs(part.to - year.to) > maxEndDrift)) continue;
    const known = found.get(position);
    if (known) known.push(part);
    else found.set(position, [part]);
  }
  const quarters = new Map<Position, Quarter>();
  for (const position of [1, 2, 3, 4] as const) {
    const group = found.get(position) ?? [];
    if (group.length === 0 && !(position === 4 && isStated)) continue;
    const to = position === 4 && isStated ? year.to : usualPeriod(group).to;
    const near = group.filter((each) => Math.abs(each.to - to) <= maxEndDrift);
    const whole = near.filter(({ span }) => span === 'quarter');
    const before = quarters.get((position - 1) as Position);
    const behind = before ? before.to + 1 : position === 1 ? year.from : Math.round(to + 1 - daysOfYear / 4);
    const from = whole.length > 0 ? usualPeriod(whole).from : behind;
    const ends = [...new Set([...(position === 4 ? year.ends : []), ...near.map(({ fact }) => fact.end)])].sort();
    quarters.set(position, { position, from, to, ends: ends.length > 0 ? ends : [dayOf(to)] });
  }
  return quarters;
}

/** Which quarter of a year a period ends with. */
function positionOf({ from, to, span }: Stated, year: FiscalYear): Position | null {
  const length = (year.to - year.from + 1) / 4;
  const part = (to - year.from + 1) / length;
  const position = span === 'quarter' ? Math.round(part) : (span && positionOfSpan[span]) || 0;
  if (position < 1 || position > 4 || Math.abs(part - position) * length > maxQuarterDrift) return null;
  const begins = span === 'quarter' ? from - year.from >= -maxEndDrift : Math.abs(from - year.from) <= maxEndDrift;
  return begins ? (position as Position) : null;
}
