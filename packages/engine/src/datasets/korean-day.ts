import { type DatasetId, Day, lastPublishedInKorea, type SourceId, tradingCalendar } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { koreanDaysStored, koreanTotals } from '@tickermill/store/korea';
import { sourceAvailability } from '@tickermill/store/sources';
import { z } from 'zod';
import type { Asked, Candidates, DatasetDefinition, TargetsContext, TargetsRun } from './definition.ts';
import { asListed, sourcesOfCollectors } from './source-order.ts';
import { ofWholeMarket } from './whole-market.ts';

/** What a run can be given: a session; without it the last one that a source can have. */
const runParams = z.object({ day: Day.optional() });

/** What the datasets of Korean days have in common, beside their id, words and parameters. */
export const koreanDayDefinition = <D extends DatasetId>(dataset: D) => ({
  target: 'market' as const,
  async summary({ sql }: Parameters<DatasetDefinition<D>['summary']>[0]) {
    const { instruments, first, latest } = await koreanTotals(sql, dataset);
    return { counts: [{ name: 'instruments', noun: 'instrument', count: instruments }], first, latest };
  },
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: asListed,
  asFallback: null,
  backfill: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({}),
  documents: null,
  supersedes: true,
  sharedDays: null,
});

/**
 * The sessions of a run, each as one target for each of `parts`. One that is stored from its best source is passed over, so
 * that a schedule may ask again until it is published.
 */
export async function koreanDayTargets(
  db: Database,
  { request }: TargetsRun,
  {
    context: { now, isServed },
    dataset,
    parts,
  }: { context: TargetsContext; dataset: DatasetId; parts: readonly Readonly<Record<string, string>>[] },
): Promise<Candidates> {
  const availability = await sourceAvailability(db);
  const chain = sourcesOfCollectors(dataset).filter((source) => availability.enabled.has(source));
  const named = runParams.parse(request.params).day;
  const targets: Asked[] = [];
  for (const day of named === undefined ? lastDaysOf(chain, now) : [named]) {
    const isPublished = day <= lastPublishedInKorea(now);
    const best = chain.includes('krx-openapi') && isPublished ? 'krx-openapi' : 'krx-web';
    const stored = (await koreanDaysStored(db, dataset, day)).filter(({ provider }) => provider === best);
    if (!request.force && stored.length >= parts.length) continue;
    for (const part of parts)
      targets.push({ target: [day, ...Object.values(part)].join(' '), params: { day, isPublished, ...part } });
  }
  const candidates = ofWholeMarket(targets, request);
  const unserved = candidates.targets.filter((each) => !isServed(each, availability));
  return {
    targets: candidates.targets.filter((each) => !unserved.includes(each)),
    skipped: unserved.map((each) => ({ ...each, reason: 'no-source' as const })),
  };
}

/** The market-data service has a session from its evening on; the keyed API on the next morning, in place of the other's. */
function lastDaysOf(chain: readonly SourceId[], now: Date): Day[] {
  const [evening, published] = [tradingCalendar('XKRX').lastSettledSession(now).day, lastPublishedInKorea(now)];
  const days = [
    ...(chain.includes('krx-openapi') || chain.length === 0 ? [published] : []),
    ...(chain.includes('krx-web') ? [evening] : []),
  ];
  return [...new Set(days)].sort();
}
