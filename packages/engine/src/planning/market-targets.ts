import {
  addDays,
  type DatasetId,
  dayAt,
  edgarZone,
  filingDayAfter,
  filingDaysAfter,
  instantOf,
  isFilingDay,
  lastFinalDay,
} from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { indexesReadAfter, marketReading } from '@tickermill/store/market';

/** What is asked about a whole market, and with which parameters. */
export interface MarketTarget {
  readonly target: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The target of a dataset that is asked about a whole market at once. */
const wholeMarket = '*';
/** Where the first start begins to read indexes. */
const defaultDaysBack = 30;
/** A poll goes so far behind the one before: what was accepted just then may have shown up a moment later. */
const overlapMs = 2 * 60_000;

/** The targets of a run about a whole market: days whose index is not read yet, a poll of the feed, or the market itself. */
export async function marketTargets(
  db: Database,
  { dataset, params }: { dataset: DatasetId; params: Readonly<Record<string, unknown>> },
  now: Date,
): Promise<MarketTarget[]> {
  if (dataset === 'ownership-index') return unreadDays(db, Number(params['daysBack'] ?? defaultDaysBack), now);
  if (dataset === 'ownership-feed') return nextPoll(db, now);
  return [{ target: wholeMarket, params }];
}

/** Each final day since the watermark whose index is not read: one that is missing is asked for until it is there. */
async function unreadDays(db: Database, daysBack: number, now: Date): Promise<MarketTarget[]> {
  const { watermark } = await marketReading(db);
  const after = watermark ?? addDays(dayAt(now, edgarZone), -daysBack);
  const read = await indexesReadAfter(db, after);
  return filingDaysAfter(after, lastFinalDay(now))
    .filter((day) => !read.has(day))
    .map((day) => ({ target: day, params: { day, after } }));
}

/** A poll that reaches back to the one before, but not into days that are final: those are the index's. None while EDGAR is closed. */
async function nextPoll(db: Database, now: Date): Promise<MarketTarget[]> {
  if (!isFilingDay(dayAt(now, edgarZone))) return [];
  const { feed } = await marketReading(db);
  const begin = instantOf(`${filingDayAfter(lastFinalDay(now))}T00:00:00`, edgarZone);
  const reach = new Date(Math.max(begin.getTime(), feed ? feed.to.getTime() - overlapMs : 0)).toISOString();
  const at = now.toISOString();
  return [{ target: at, params: { at, reach } }];
}
