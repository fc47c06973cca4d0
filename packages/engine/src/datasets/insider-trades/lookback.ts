import { filingParams } from '@tickermill/collectors';
import { addDays, dayAt, edgarZone } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { lastReadings } from '@tickermill/store/ledger';
import type { Candidate } from '../definition.ts';

/** The parameters of a ticker that was never requested: a month, all of it. */
export const fromScratch = { daysBack: 30, maxFilings: 10_000 };

/** A target's own list is still read once on every New York day: it proves that nothing was missed. */
export const isReconciled = (coveredAt: Date, now: Date): boolean =>
  dayAt(coveredAt, edgarZone) === dayAt(now, edgarZone);

/**
 * Widens scheduled requests so that nothing falls between two slots: back to the last day on which a target's list was
 * read whole, however long ago; and without the limit, until that has succeeded once on this New York day. The limit of
 * a schedule then holds for the rest of the day: what it truncates, the next slot goes on with.
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
