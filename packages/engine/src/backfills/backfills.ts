import type { DatasetId } from '@tickermill/core';
import { sourceAvailability } from '@tickermill/store/sources';
import type { WantedDays } from '../datasets/definition.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { assertSource, knownBackfill } from '../planning/backfill-page.ts';
import { cancelRun, pauseRun, resumeRun } from '../runs/run-control.ts';
import { requestRun } from '../runs/runs.ts';
import { publishProgress } from './progress.ts';
import { type Backfill, viewBackfill } from './view-backfills.ts';

interface StartBackfill extends Omit<WantedDays, 'instrumentIds'> {
  readonly dataset: DatasetId;
  readonly tickers: readonly string[] | null;
}

/** Starts a backfill of a dataset: of these tickers, or of all that are listed (null). Returns the backfill. */
export async function startBackfill(
  requesting: EngineDeps,
  { dataset, from, to, tickers }: StartBackfill,
): Promise<Backfill> {
  knownBackfill(dataset);
  assertSource(dataset, await sourceAvailability(requesting.store.db));
  const request = { tickers: tickers && [...new Set(tickers)].sort(), params: { from, to }, force: false };
  return viewBackfill(requesting, await requestRun(requesting, { dataset, trigger: 'backfill', request }));
}

/** What an operator can do with a backfill: what they can do with its run. @throws {PipelineError} `NOT_FOUND`, `RUN_ENDED` */
export const controlBackfill = {
  pause: (requesting: EngineDeps, id: bigint) => control(requesting, id, pauseRun),
  resume: (requesting: EngineDeps, id: bigint) => control(requesting, id, resumeRun),
  cancel: (requesting: EngineDeps, id: bigint) => control(requesting, id, cancelRun),
};

async function control(requesting: EngineDeps, id: bigint, change: typeof cancelRun): Promise<Backfill> {
  await viewBackfill(requesting, id);
  await change(requesting, id);
  await publishProgress(requesting, { id });
  return viewBackfill(requesting, id);
}
