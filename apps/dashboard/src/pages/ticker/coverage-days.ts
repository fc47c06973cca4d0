import type { CoverageView, DayRange } from '@tickermill/core/contracts';

/** How a day stands: those of no session lie within ranges too, and say so when they are asked. */
export type DayState = 'covered' | 'stopgap' | 'provisional' | 'missing' | 'absent' | 'none';

const holds = (ranges: readonly DayRange[], day: string) => ranges.some(({ from, to }) => from <= day && day <= to);

/** How a day stands in a coverage. What is wrong is said before what is right. */
export function stateOfDay(day: string, coverage: CoverageView): DayState {
  if (holds(coverage.gaps, day)) return 'missing';
  if (holds(coverage.provisional, day)) return 'provisional';
  if (holds(coverage.absent, day)) return 'absent';
  if (holds(coverage.stopgap, day)) return 'stopgap';
  return holds(coverage.covered, day) ? 'covered' : 'none';
}

const worst: readonly DayState[] = ['missing', 'provisional', 'stopgap', 'absent', 'covered', 'none'];

const overlaps = (ranges: readonly DayRange[], from: string, to: string) =>
  ranges.some((range) => range.from <= to && from <= range.to);

/** How a month, `2026-11`, stands: as the worst of its days. */
export function stateOfMonth(month: string, coverage: CoverageView): DayState {
  const from = `${month}-01`;
  const to = `${month}-31`;
  const has: Record<DayState, boolean> = {
    missing: overlaps(coverage.gaps, from, to),
    provisional: overlaps(coverage.provisional, from, to),
    stopgap: overlaps(coverage.stopgap, from, to),
    absent: overlaps(coverage.absent, from, to),
    covered: overlaps(coverage.covered, from, to),
    none: true,
  };
  return worst.find((state) => has[state]) ?? 'none';
}

/**
 * A coverage from what is stored first on, and how many sessions lie before that: those were never requested, and only a gap
 * behind the first stored session is missing.
 */
export function sinceFirstStored(coverage: CoverageView): { since: CoverageView; earlier: number } {
  const [first = null] = coverage.covered.map(({ from }) => from).sort();
  const gaps = coverage.gaps.filter(({ to }) => first !== null && to >= first);
  const missing = gaps.reduce((sum, { sessions }) => sum + sessions, 0);
  const earlier = coverage.sessions.missing - missing;
  const sessions = { ...coverage.sessions, due: coverage.sessions.due - earlier, missing };
  return { since: { ...coverage, first_day: first, gaps, sessions }, earlier };
}

/** The years that a coverage reaches over, the latest first. */
export function yearsOf({ first_day: first, last_settled: last }: CoverageView): number[] {
  if (first === null) return [];
  const from = Number(first.slice(0, 4));
  const to = Number(last.slice(0, 4));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => to - index);
}

/** The days of a month in weeks that begin on Monday; null where another month has them. */
export function weeksOf(month: string): (string | null)[][] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const offset = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const cells = [
    ...Array.from({ length: offset }, () => null),
    ...Array.from({ length }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`),
  ];
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, weekday) => cells[week * 7 + weekday] ?? null),
  );
}
