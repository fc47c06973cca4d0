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
import type { ReceiptsResponse, ReceiptView, StatusResponse } from '@tickermill/core/contracts';
import { marketReading, receipts } from '@tickermill/store/market';
import type { EngineDeps } from '../../engine-deps.ts';
import { unreadDays } from './overdue.ts';

type ViewDeps = Pick<EngineDeps, 'store' | 'now'>;

const defaultDays = 30;

/** How far the market is read, as an operator wants to see it: the watermark, what is overdue, and since when polls overlap. */
export async function viewMarket({ store, now }: ViewDeps): Promise<StatusResponse['market']> {
  const at = now();
  const reading = await marketReading(store.db);
  const { watermark, feed } = reading;
  const unread = await unreadDays(store.db, reading, at);
  return {
    watermark,
    last_final_day: lastFinalDay(at),
    overdue: unread.filter((day) => isIndexOverdue(day, at)),
    feed: feed && { from: feed.from.toISOString(), to: feed.to.toISOString() },
    covered: isMarketRead(reading, at),
  };
}

/** The receipts of final days: the filings that EDGAR named, how many are settled, and each that is missing. */
export async function viewReceipts(
  { store, now }: ViewDeps,
  asked: { form?: OwnershipForm | undefined; from?: Day | undefined; to?: Day | undefined },
): Promise<ReceiptsResponse> {
  const at = now();
  const to = asked.to ?? dayAt(at, edgarZone);
  const from = asked.from ?? addDays(to, -defaultDays);
  const form = asked.form ?? null;
  const [{ watermark }, read] = await Promise.all([marketReading(store.db), receipts(store.db, { from, to, form })]);
  const last = lastFinalDay(at);
  const readDays = new Set(read.map(({ day }) => day));
  // Days before the first watermark are nobody's: nothing was tracked then.
  const begin = watermark !== null && addDays(from, -1) < watermark ? watermark : addDays(from, -1);
  const unread = watermark === null ? [] : filingDaysAfter(begin, to < last ? to : last);
  const items: ReceiptView[] = [
    ...unread.filter((day) => !readDays.has(day)).map((day) => notRead(day, isIndexOverdue(day, at))),
    ...read.map(({ setAside, missing, ...counts }) => ({
      ...counts,
      index: 'read' as const,
      missing: [...missing],
      set_aside_filings: [...setAside],
    })),
  ].sort((one, other) => (one.day < other.day ? 1 : -1));
  const sum = (of: (item: ReceiptView) => number) => items.reduce((total, item) => total + of(item), 0);
  const total = {
    filings: sum(({ filings }) => filings),
    settled: sum(({ settled }) => settled),
    stored: sum(({ stored }) => stored),
    other_issuer: sum(({ other_issuer }) => other_issuer),
    set_aside: sum(({ set_aside }) => set_aside),
    missing: sum(({ missing }) => missing.length),
  };
  return { from, to, form, watermark, total, items };
}

const notRead = (day: Day, isOverdue: boolean): ReceiptView => ({
  day,
  index: isOverdue ? 'overdue' : 'awaited',
  filings: 0,
  settled: 0,
  stored: 0,
  other_issuer: 0,
  set_aside: 0,
  missing: [],
  set_aside_filings: [],
});
