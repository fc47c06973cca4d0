import { type DatasetId, type Day, micOf } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { PlannedRun, SkippedTarget } from '@tickermill/store/ledger';
import { type CoverageGap, coverageGaps, priceHorizon } from '@tickermill/store/prices';
import { findInstruments } from '@tickermill/store/universe';
import type { Candidate, Candidates } from './candidates.ts';
import { requestsFor } from './gap-tasks.ts';

/** Instruments of a page: a transaction of a few hundred milliseconds. */
const pageSize = 500;

/** Whether a run is a backfill that is planned by what its instruments are missing. */
export const isBackfill = ({ dataset, trigger }: Pick<PlannedRun, 'dataset' | 'trigger'>): boolean =>
  trigger === 'backfill' && dataset === 'daily-prices';

/** What a backfill wants: days of instruments, null for all that are active. */
export interface Wanted {
  readonly dataset: DatasetId;
  readonly instrumentIds: readonly bigint[] | null;
  readonly from: Day;
  readonly to: Day;
}

/** Instruments that are missing something of what is wanted, each with what it is asked for its gaps. */
export interface GapPage {
  readonly missing: readonly (CoverageGap & { readonly requests: ReturnType<typeof requestsFor> })[];
  /** The last instrument of the page; null where none comes behind it. */
  readonly next: bigint | null;
}

/**
 * The gaps of as many instruments as a page holds, those behind one, in the order of their ids. What is older than prices
 * are kept is never wanted. Reads only.
 */
export async function gapPage(
  db: Database,
  { dataset, instrumentIds, from, to }: Wanted,
  { after, now }: { after: bigint; now: Date },
): Promise<GapPage> {
  const which = instrumentIds === null ? {} : { instrumentIds };
  const horizon = await priceHorizon(db, now);
  const wanted = { from: horizon !== null && horizon > from ? horizon : from, to };
  if (wanted.from > to) return { missing: [], next: null };
  const page = await coverageGaps(db, { dataset, wanted, after, limit: pageSize, ...which });
  return {
    missing: page.map((gap) => ({ ...gap, requests: requestsFor(gap, now) })),
    next: page.length < pageSize ? null : (page.at(-1)?.instrumentId ?? null),
  };
}

/** The targets of the next page of a backfill: instruments with gaps, each asked for the stretch that holds them. */
export async function backfillPage(
  db: Database,
  run: Pick<PlannedRun, 'dataset' | 'request' | 'plannedAfter'>,
  now: Date,
): Promise<Candidates & { readonly next: bigint | null }> {
  const { dataset, request, plannedAfter } = run;
  const { ids, unknown } = await named(db, request.tickers);
  const wanted = { dataset, instrumentIds: ids, from: dayIn(request, 'from'), to: dayIn(request, 'to') };
  const page = await gapPage(db, wanted, { after: plannedAfter ?? 0n, now });
  const skipped = plannedAfter === null ? [...unknown] : [];
  for (const { instrumentId, symbol, mic } of page.missing) {
    if (micOf(symbol, mic) !== null) continue;
    skipped.push({ target: String(instrumentId), tickers: [symbol], params: {}, reason: 'unknown-exchange' });
  }
  const targets = page.missing.flatMap(({ instrumentId, symbol, requests }): Candidate[] => {
    const [latest, earliest] = [requests[0], requests.at(-1)];
    if (!latest || !earliest) return [];
    const params = { ...latest, from: earliest.from, wholeFrom: earliest.wholeFrom, isGap: true };
    return [{ target: String(instrumentId), tickers: [symbol], params, force: false }];
  });
  return { targets, skipped, next: page.next };
}

const dayIn = ({ params }: PlannedRun['request'], name: 'from' | 'to') => params[name] as Day;

async function named(db: Database, tickers: readonly string[] | null) {
  if (tickers === null) return { ids: null, unknown: [] };
  const listed = await findInstruments(db, tickers);
  const known = new Set(listed.map(({ asked }) => asked));
  const unknown: SkippedTarget[] = tickers
    .filter((ticker) => !known.has(ticker))
    .map((ticker) => ({ target: ticker, tickers: [ticker], params: {}, reason: 'unknown-ticker' }));
  return { ids: listed.map(({ instrumentId }) => instrumentId), unknown };
}
