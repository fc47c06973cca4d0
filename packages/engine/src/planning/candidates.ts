import { addDays, dayAt, edgarZone } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { failedTargets, type NewTarget, type PlannedRun, type SkippedTarget } from '@tickermill/store/ledger';
import { findInstruments } from '@tickermill/store/universe';
import { collectorOf } from '../catalogue.ts';
import { marketTargets } from './market-targets.ts';
import { priceCandidates } from './price-targets.ts';

/** A target that a run names, before the gates. */
export type Candidate = Omit<NewTarget, 'priority'>;

/** What a run names: targets for the gates, and tickers that lead to none. */
export interface Candidates {
  readonly targets: readonly Candidate[];
  readonly skipped: readonly SkippedTarget[];
}

/**
 * The targets that a run names: the failed ones of the run that it retries, those of a whole market, or one per CIK with all the
 * tickers that share it. A ticker that has no CIK, or is unknown, is skipped aloud.
 */
export async function candidatesOf(
  db: Database,
  {
    dataset,
    trigger,
    request,
    retryOf,
    groupKey,
  }: Pick<PlannedRun, 'dataset' | 'trigger' | 'request' | 'retryOf' | 'groupKey'>,
  now: Date,
): Promise<Candidates> {
  if (retryOf !== null) return { targets: await failedTargets(db, retryOf), skipped: [] };
  const collector = collectorOf(dataset);
  const { force } = request;
  if (collector.target === 'market') {
    const targets = await marketTargets(db, { dataset, params: request.params }, now);
    const parsed = targets.map(({ target, params }) => ({ target, params: collector.params.parse(params) }));
    return { targets: parsed.map((each) => ({ ...each, tickers: [], force })), skipped: [] };
  }
  if (collector.target === 'instrument') return priceCandidates(db, { dataset, trigger, request, groupKey }, now);
  const params = collector.params.parse(datedParams(request.params, now));
  const tickers = [...new Set(request.tickers ?? [])].sort();
  const listed = new Map((await findInstruments(db, tickers)).map((instrument) => [instrument.asked, instrument]));
  const byCik = new Map<string, string[]>();
  const skipped: SkippedTarget[] = [];
  for (const ticker of tickers) {
    const { cik = null, symbol = ticker } = listed.get(ticker) ?? {};
    if (cik) byCik.set(cik, [...new Set([...(byCik.get(cik) ?? []), symbol])]);
    else
      skipped.push({
        target: ticker,
        tickers: [ticker],
        params,
        reason: listed.has(ticker) ? 'no-cik' : 'unknown-ticker',
      });
  }
  return { targets: [...byCik].map(([cik, symbols]) => ({ target: cik, tickers: symbols, params, force })), skipped };
}

/** A collector has no clock: `daysBack` becomes the day `since`, by EDGAR's calendar. */
function datedParams({ daysBack, ...params }: PlannedRun['request']['params'], now: Date): Record<string, unknown> {
  return typeof daysBack === 'number' ? { ...params, since: addDays(dayAt(now, edgarZone), -daysBack) } : params;
}
