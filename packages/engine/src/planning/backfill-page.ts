import { type DatasetId, Day, PipelineError } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { PlannedRun, SkippedTarget } from '@tickermill/store/ledger';
import { type SourceAvailability, sourceAvailability } from '@tickermill/store/sources';
import { findInstruments } from '@tickermill/store/universe';
import { z } from 'zod';
import type { Backfill, GapPage, Params } from '../datasets/definition.ts';
import { allDatasets, definitionOf } from '../datasets/registry.ts';
import { orUsual, sourcesOfCollectors } from '../datasets/source-order.ts';
import { isServed } from './chain.ts';

/** The days of a backfill's run. */
const BackfillDays = z.object({ from: Day, to: Day });

/** How a run is planned that fills gaps, page by page; null for any other run. */
export const backfillOf = ({ dataset, trigger }: Pick<PlannedRun, 'dataset' | 'trigger'>): Backfill<Params> | null =>
  trigger === 'backfill' ? definitionOf(dataset).backfill : null;

/** How what is missing of a dataset is found. @throws {PipelineError} `INVALID_INPUT` for one that is never missing anything. */
export function knownBackfill(dataset: DatasetId): Backfill<Params> {
  const { backfill } = definitionOf(dataset);
  if (backfill) return backfill;
  const others = allDatasets.filter((each) => each.backfill !== null).map(({ id }) => id);
  throw new PipelineError('INVALID_INPUT', `dataset: backfills are of ${others.join(', ')}`, {
    detail: { field: 'dataset' },
  });
}

/** The targets of the next page of a backfill: instruments with gaps, each with the requests that fill them. */
export async function backfillPage(
  db: Database,
  backfill: Backfill<Params>,
  { dataset, request, plannedAfter }: Pick<PlannedRun, 'dataset' | 'request' | 'plannedAfter'>,
  now: Date,
): Promise<GapPage> {
  const { instrumentIds, unknown } = await named(db, request.tickers);
  const wanted = { instrumentIds, ...BackfillDays.parse(request.params) };
  const availability = orUsual(await sourceAvailability(db), dataset);
  const page = onlyServed(dataset, await backfill.page(db, wanted, { after: plannedAfter ?? 0n, now }), availability);
  return plannedAfter === null ? { ...page, skipped: [...unknown, ...page.skipped] } : page;
}

/** A page without the targets that no enabled source serves: these are skipped. */
export function onlyServed(dataset: DatasetId, page: GapPage, availability: SourceAvailability): GapPage {
  const serves = ({ target, params, requests: [first] }: GapPage['targets'][number]) =>
    isServed(dataset, { target, params: first ?? params }, availability);
  const unserved = page.targets.filter((target) => !serves(target));
  if (unserved.length === 0) return page;
  const skipped = unserved.map(({ target, tickers, params }) => ({ target, tickers, params, reason: 'no-source' }));
  return { ...page, targets: page.targets.filter(serves), skipped: [...page.skipped, ...skipped] };
}

/**
 * Whether any enabled source has the dataset, as far as a worker has said which are.
 * @throws {PipelineError} `INVALID_INPUT`
 */
export function assertSource(dataset: DatasetId, availability: SourceAvailability): void {
  const { enabled } = orUsual(availability, dataset);
  if (sourcesOfCollectors(dataset).some((source) => enabled.has(source))) return;
  throw new PipelineError('INVALID_INPUT', `dataset: no enabled source has ${dataset} (PRICE_SOURCES)`, {
    detail: { field: 'dataset' },
  });
}

async function named(db: Database, tickers: readonly string[] | null) {
  if (tickers === null) return { instrumentIds: null, unknown: [] };
  const listed = await findInstruments(db, tickers);
  const known = new Set(listed.map(({ asked }) => asked));
  const unknown: SkippedTarget[] = tickers
    .filter((ticker) => !known.has(ticker))
    .map((ticker) => ({ target: ticker, tickers: [ticker], params: {}, reason: 'unknown-ticker' }));
  return { instrumentIds: listed.map(({ instrumentId }) => instrumentId), unknown };
}
