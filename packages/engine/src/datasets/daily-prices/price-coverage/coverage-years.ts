import { addDays, type Day, dayAt, micOf, tradingCalendar } from '@tickermill/core';
import { type CoverageGroup, coverageGroups } from '@tickermill/store/prices';
import type { EngineDeps } from '../../../engine-deps.ts';

const dataset = 'daily-prices';

/** What is stored of a dataset in a year, over all listed instruments. */
export interface CoverageYear {
  readonly dataset: typeof dataset;
  readonly year: number;
  /** Instruments with sessions that are due in it, and those of them that miss some. */
  readonly instruments: number;
  readonly incomplete: number;
  /** Sessions, one for each instrument. */
  readonly due: number;
  readonly missing: number;
}

/** What is stored of the last years, and what is missing by the calendars of the exchanges; the latest year last. */
export async function viewCoverageYears(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  years: number,
): Promise<CoverageYear[]> {
  const today = dayAt(now(), 'UTC');
  const from: Day = `${Number(today.slice(0, 4)) - years + 1}-01-01`;
  return coverageByYear(await coverageGroups(store.reads, dataset, { from, to: today }), { from, now: now() });
}

/** Adds groups up by year. Pure. */
export function coverageByYear(
  groups: readonly CoverageGroup[],
  { from, now }: { readonly from: Day; readonly now: Date },
): CoverageYear[] {
  const [firstYear, lastYear] = [Number(from.slice(0, 4)), now.getUTCFullYear()];
  const years = new Map<number, { instruments: number; incomplete: number; due: number; missing: number }>();
  for (let year = firstYear; year <= lastYear; year++)
    years.set(year, { instruments: 0, incomplete: 0, due: 0, missing: 0 });
  for (const { symbol, mic, instruments, first, open } of groups) {
    const calendar = tradingCalendar(micOf(symbol, mic) ?? 'XNYS');
    const to = calendar.lastSettledSession(now).day;
    if (first > to) continue;
    const due = byYear(calendar.tradingDaysBetween(first, to));
    const missing = byYear(
      open.flatMap((range) => {
        const last = [addDays(range.before, -1), to].sort()[0] ?? to;
        return range.from > last ? [] : calendar.tradingDaysBetween(range.from, last);
      }),
    );
    for (const [year, sessions] of due) {
      const sum = years.get(year);
      if (!sum) continue;
      const lacking = missing.get(year) ?? 0;
      sum.instruments += instruments;
      sum.incomplete += lacking > 0 ? instruments : 0;
      sum.due += sessions * instruments;
      sum.missing += lacking * instruments;
    }
  }
  return [...years].map(([year, sum]) => ({ dataset, year, ...sum }));
}

function byYear(days: readonly Day[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const day of days) {
    const year = Number(day.slice(0, 4));
    counts.set(year, (counts.get(year) ?? 0) + 1);
  }
  return counts;
}
