import { addDays, type Day, dayAt, edgarZone } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { lastReadings, type PlannedRun } from '@tickermill/store/ledger';
import type { Candidate } from './candidates.ts';
import { asksBySchedule, isReconciled } from './gates.ts';

/** What a ticker is asked with that nobody has asked for yet: a month, all of it. */
export const fromScratch = { daysBack: 30, maxFilings: 10_000 };

/**
 * What schedules ask for so that nothing is lost between two of their slots: back to the last day on which a target's list
 * was read whole, however long ago that is; and all of it, whatever their limit, until that has succeeded once on this
 * day of New York. The limit of a schedule then holds for the rest of the day: what it cuts, the next slot goes on with.
 */
export async function withLookback(
  db: Database,
  { dataset, trigger }: Pick<PlannedRun, 'dataset' | 'trigger'>,
  candidates: readonly Candidate[],
  now: Date,
): Promise<readonly Candidate[]> {
  if (!asksBySchedule.includes(trigger)) return candidates;
  const limited = candidates.filter(isLimited);
  const readings = await lastReadings(db, { dataset, targets: limited, today: dayAt(now, edgarZone) });
  return candidates.map((candidate) =>
    isLimited(candidate) ? reaching(candidate, readings.get(candidate.target) ?? null, now) : candidate,
  );
}

const isLimited = ({ params }: Candidate) => 'since' in params && 'maxFilings' in params;

function reaching(candidate: Candidate, readAt: Date | null, now: Date): Candidate {
  const since = candidate.params['since'] as Day;
  const last = readAt ? dayAt(readAt, edgarZone) : addDays(dayAt(now, edgarZone), -fromScratch.daysBack);
  const maxFilings = readAt && isReconciled(readAt, now) ? candidate.params['maxFilings'] : fromScratch.maxFilings;
  return { ...candidate, params: { ...candidate.params, since: last < since ? last : since, maxFilings } };
}
