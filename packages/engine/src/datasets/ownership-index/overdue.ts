import { type Day, filingDaysAfter, isIndexOverdue, lastFinalDay, type MarketReading } from '@tickermill/core';
import type { Database, Store } from '@tickermill/store';
import { publishOverdueIndex } from '@tickermill/store/events';
import { indexesReadAfter, marketReading } from '@tickermill/store/market';

/** The final days since the watermark whose index is not read, the earliest first. */
export async function unreadDays(db: Database, { watermark }: MarketReading, at: Date): Promise<Day[]> {
  if (watermark === null) return [];
  const read = await indexesReadAfter(db, watermark);
  return filingDaysAfter(watermark, lastFinalDay(at)).filter((day) => !read.has(day));
}

/** Publishes each day whose index should have been read by now, once. */
export async function publishOverdueIndexes(store: Store, now: Date): Promise<void> {
  const unread = await unreadDays(store.db, await marketReading(store.db), now);
  for (const day of unread.filter((each) => isIndexOverdue(each, now))) {
    await publishOverdueIndex(store.sql, 'sec-edgar', day);
  }
}
