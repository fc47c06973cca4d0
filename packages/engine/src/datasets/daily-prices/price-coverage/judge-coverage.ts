// Compares coverage with an exchange's calendar, for `coverage` and `why`.

import { addDays, type Day, type Mic, tradingCalendar } from '@tickermill/core';
import type { CoverageOf } from '@tickermill/store/prices';

/** Days before which, and behind which, no calendar looks. */
const [beginning, end] = ['0001-01-01', '9999-12-31'];

/** Days, both included. */
interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** A coverage compared with the calendar of its exchange. Ranges reach from session to session. */
export interface JudgedCoverage {
  readonly dataset: 'daily-prices';
  readonly exchange: Mic | null;
  readonly firstDay: Day | null;
  /** The last session that should be stored. */
  readonly lastSettled: Day;
  readonly covered: DayRange[];
  readonly gaps: (DayRange & { readonly sessions: number })[];
  readonly sessions: { due: number; covered: number; absent: number; missing: number };
  readonly provisional: DayRange[];
  readonly stopgap: DayRange[];
  readonly absent: DayRange[];
  readonly mistrustedAt: Date | null;
}

type StoredRange = CoverageOf['absent'][number];

/** Days, both included, the earliest first. */
const toRanges = (ranges: readonly StoredRange[]): DayRange[] =>
  ranges
    .map(({ from, before }) => ({ from: from ?? beginning, to: before ? addDays(before, -1) : end }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));

/** The day before which the instrument was not traded, if a source reported it: all before it is absent. */
export const firstTradeDay = ({ absent }: CoverageOf): Day | null => absent.find(({ from }) => !from)?.before ?? null;

/** Whether a day lies in one of the ranges. */
export const holds = (ranges: readonly StoredRange[], day: Day): boolean =>
  toRanges(ranges).some(({ from, to }) => from <= day && day <= to);

/**
 * Compares a coverage with the calendar of its exchange: which sessions are due, and which of them are missing. Pure.
 */
export function judgeCoverage(
  coverage: CoverageOf | null,
  { mic, now }: { readonly mic: Mic | null; readonly now: Date },
): JudgedCoverage {
  const calendar = tradingCalendar(mic ?? 'XNYS');
  const lastSettled = calendar.lastSettledSession(now).day;
  const ranges = coverage ?? { covered: [], absent: [], stopgap: [], provisional: [] };
  const [covered, absent] = [toRanges(ranges.covered), toRanges(ranges.absent)];
  const provisional = toRanges(ranges.provisional);
  const firstTrade = coverage && firstTradeDay(coverage);
  const stored = [covered[0]?.from, provisional[0]?.from].filter((day) => day !== undefined).sort();
  const firstDay = firstTrade ?? stored[0] ?? null;
  const sessions = { due: 0, covered: 0, absent: 0, missing: 0 };
  const gaps: JudgedCoverage['gaps'] = [];
  const [isCovered, isAbsent] = [within(covered), within(absent)];
  let isGap = false;
  for (const day of firstDay === null ? [] : calendar.tradingDaysBetween(firstDay, lastSettled)) {
    const state = isCovered(day) ? 'covered' : isAbsent(day) ? 'absent' : 'missing';
    sessions.due += 1;
    sessions[state] += 1;
    const gap = isGap ? gaps.at(-1) : undefined;
    isGap = state === 'missing';
    if (!isGap) continue;
    if (gap) gaps.splice(-1, 1, { from: gap.from, to: day, sessions: gap.sessions + 1 });
    else gaps.push({ from: day, to: day, sessions: 1 });
  }
  return {
    dataset: 'daily-prices',
    exchange: mic,
    firstDay,
    lastSettled,
    covered,
    gaps,
    sessions,
    provisional,
    stopgap: toRanges(ranges.stopgap),
    absent: absent.filter(({ from }) => from !== beginning),
    mistrustedAt: coverage?.mistrustedAt ?? null,
  };
}

/** Whether ascending days lie within ascending ranges, in one pass over both. */
function within(ranges: readonly DayRange[]): (day: Day) => boolean {
  let place = 0;
  return (day) => {
    for (let range = ranges[place]; range && range.to < day; range = ranges[place]) place += 1;
    const range = ranges[place];
    return range !== undefined && range.from <= day;
  };
}
