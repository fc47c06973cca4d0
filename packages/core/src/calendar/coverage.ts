import type { Day } from '../day.ts';
import { filingDayAfter, lastAcceptance, lastFinalDay, opensAt } from './edgar.ts';

/** How far the market is read: its daily indexes without a gap, and from when to when polls of the feed overlap. */
export interface MarketReading {
  /** The last filing day up to which every index is read; null before the first. */
  readonly watermark: Day | null;
  readonly feed: { readonly from: Date; readonly to: Date } | null;
}

/** Polls come every 10 min: one that is late or lost is no gap yet. */
const graceMs = 25 * 60_000;

/**
 * Whether every filing accepted so far has been named: the index of every final day is read, and polls of the feed
 * overlap from the opening after that until now.
 */
export function isMarketRead({ watermark, feed }: MarketReading, now: Date): boolean {
  if (watermark === null || watermark < lastFinalDay(now)) return false;
  const opened = opensAt(filingDayAfter(watermark));
  const due = Math.min(now.getTime() - graceMs, lastAcceptance(now).getTime());
  if (due <= opened.getTime()) return true;
  return feed !== null && feed.from <= opened && feed.to.getTime() >= due;
}
