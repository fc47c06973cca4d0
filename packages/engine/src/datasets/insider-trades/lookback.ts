import { filingParams } from '@tickermill/collectors';
import { addDays, dayAt, edgarZone } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { lastReadings } from '@tickermill/store/ledger';
import type { Candidate } from '../definition.ts';

/** What a ticker is asked with that nobody has asked for yet: a month, all of it. */
export const fromScratch = { daysBack: 30, maxFilings: 10_000 };

/** A target's own list is read once on every day of New York all the same: it proves that nothing was missed. */
export const isReconciled = (coveredAt: Date, now: Date): boolean =>
  dayAt(coveredAt, edgarZone) === dayAt(now, edgarZone);

/**
 * What schedules ask for so that nothing is lost between two of their slots: back to the last day on which a target's list
 * was read whole, however long ago that is; and all of it, whatever their limit, until that has succeeded once on this
 * day of New York. The limit of a schedule then holds for the rest of the day: what it cuts, the next slot goes on with.
 */
export async function withLookback(
  db: Database,
  candidates: readonly Candidate[],
  now: Date,
): Promise<readonly Candidate[]> {
  const today = dayAt(now, edgarZone);
  const readings = await lastReadings(db, { dataset: 'insider-trades', targets: candidates, today });
  return candidates.map((candidate) => reaching(candidate, readings.get(candidate.target) ?? null, now));
}

function reaching(candidate: Candidate, readAt: Date | null, now: Date): Candidate {
  const { since, maxFilings } = filingParams.parse(candidate.params);
  const last = readAt ? dayAt(readAt, edgarZone) : addDays(dayAt(now, edgarZone), -fromScratch.daysBack);
  const most = readAt && isReconciled(readAt, now) ? maxFilings : fromScratch.maxFilings;
  return { ...candidate, params: { ...candidate.params, since: last < since ? last : since, maxFilings: most } };
}
