// How far the market is read and which days are overdue, for the status.

import {
  addDays,
  type Day,
  dayAt,
  edgarZone,
  filingDaysAfter,
  isIndexOverdue,
  isMarketRead,
  lastFinalDay,
  type OwnershipForm,
} from '@tickermill/core';
import {
  type DayReceipt,
  indexesBeingRead,
  marketReading,
  type ReceiptCounts,
  receipts,
} from '@tickermill/store/market';
import type { EngineDeps } from '../../engine-deps.ts';
import { unreadDays } from './overdue.ts';

type ViewDeps = Pick<EngineDeps, 'store' | 'now'>;

const defaultDays = 30;
/** A day that a run of the last minutes is reading is not overdue yet: the first run of all reads a month of them. */
const readingMs = 600_000;

/** How far the market is read. */
export interface MarketProgress {
  /** Every index up to this day is read; null before the first. */
  readonly watermark: Day | null;
  readonly lastFinalDay: Day;
  readonly overdue: Day[];
  readonly feed: { readonly from: Date; readonly to: Date } | null;
  readonly covered: boolean;
}

/** The receipt of one day; `overdue`: its index is not there at 12:00 on the next day. */
export interface MarketReceipt extends DayReceipt {
  readonly index: 'read' | 'awaited' | 'overdue' | 'closed';
}

/** Day by day the proof that nothing was missed. */
export interface MarketReceipts {
  readonly from: Day;
  readonly to: Day;
  readonly form: OwnershipForm | null;
  readonly watermark: Day | null;
  readonly total: ReceiptCounts & { readonly missing: number };
  readonly items: MarketReceipt[];
}

/** How far the market is read, as an operator wants to see it: the watermark, what is overdue, and since when polls overlap. */
export async function viewMarket({ store, now }: ViewDeps): Promise<MarketProgress> {
  const at = now();
  const reading = await marketReading(store.db);
  const { watermark, feed } = reading;
  const [unread, isRead] = await Promise.all([unreadDays(store.db, reading, at), beingRead(store, at)]);
  return {
    watermark,
    lastFinalDay: lastFinalDay(at),
    overdue: unread.filter((day) => isIndexOverdue(day, at) && !isRead.has(day)),
    feed: feed && { from: feed.from, to: feed.to },
    covered: isMarketRead(reading, at),
  };
}

/** The receipts of final days: the filings that EDGAR named, how many are settled, and each that is missing. */
export async function viewReceipts(
  { store, now }: ViewDeps,
  asked: { form?: OwnershipForm | undefined; from?: Day | undefined; to?: Day | undefined },
): Promise<MarketReceipts> {
  const at = now();
  const to = asked.to ?? dayAt(at, edgarZone);
  const from = asked.from ?? addDays(to, -defaultDays);
  const form = asked.form ?? null;
  const [{ watermark }, read, isRead] = await Promise.all([
    marketReading(store.db),
    receipts(store.db, { from, to, form }),
    beingRead(store, at),
  ]);
  const last = lastFinalDay(at);
  const readDays = new Set(read.map(({ day }) => day));
  // Days before the first watermark do not count: nothing was tracked then.
  const begin = watermark !== null && addDays(from, -1) < watermark ? watermark : addDays(from, -1);
  const unread = watermark === null ? [] : filingDaysAfter(begin, to < last ? to : last);
  const items: MarketReceipt[] = [
    ...unread
      .filter((day) => !readDays.has(day))
      .map((day) => notRead(day, isIndexOverdue(day, at) && !isRead.has(day))),
    ...read.map(({ missing, setAsideFilings, closedBy, ...counts }) => ({
      ...counts,
      index: closedBy === null ? ('read' as const) : ('closed' as const),
      closedBy,
      missing,
      setAsideFilings,
    })),
  ].sort((one, other) => (one.day < other.day ? 1 : -1));
  const sum = (of: (item: MarketReceipt) => number) => items.reduce((total, item) => total + of(item), 0);
  const total = {
    filings: sum(({ filings }) => filings),
    settled: sum(({ settled }) => settled),
    stored: sum(({ stored }) => stored),
    otherIssuer: sum(({ otherIssuer }) => otherIssuer),
    setAside: sum(({ setAside }) => setAside),
    missing: sum(({ missing }) => missing.length),
  };
  return { from, to, form, watermark, total, items };
}

const beingRead = (store: ViewDeps['store'], at: Date) =>
  indexesBeingRead(store.db, new Date(at.getTime() - readingMs));

const notRead = (day: Day, isOverdue: boolean): MarketReceipt => ({
  day,
  index: isOverdue ? 'overdue' : 'awaited',
  closedBy: null,
  filings: 0,
  settled: 0,
  stored: 0,
  otherIssuer: 0,
  setAside: 0,
  missing: [],
  setAsideFilings: [],
});
