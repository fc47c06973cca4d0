import type { Day } from '@tickermill/core';

/** Which part of a fiscal year a period can be, by its length in days, both ends counted. */
export type Span = 'quarter' | 'half' | 'nine-months' | 'year' | null;

/** The number of a day, so that days can be counted. */
export const dayNumber = (day: Day): number =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / 86_400_000;

/** The day of a number. */
export const dayOf = (number: number): Day => new Date(number * 86_400_000).toISOString().slice(0, 10);

/** Weeks make quarters of 84 to 98 days and years of 364 or 371. Anything between is a transition period. */
export function spanOf(days: number): Span {
  if (days >= 80 && days <= 100) return 'quarter';
  if (days >= 170 && days <= 195) return 'half';
  if (days >= 260 && days <= 290) return 'nine-months';
  return days >= 350 && days <= 380 ? 'year' : null;
}

/** Ends of the same fiscal year or quarter: those of 52 weeks and of months differ by a few days. */
export const maxEndDrift = 10;
/** Beginnings of periods of which one is subtracted from the other. */
export const maxStartDrift = 4;
