// Requests and does the runs of stages, which work on what is stored and send no request.

import type { Stage } from '@tickermill/core';
import { createRun, endStageRun, type StagePart, type StageRun, waitingStageRun } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { queueFinish } from './cancel.ts';

/** Writes a run of a stage, which its chore does within seconds. Returns its id. */
export const requestStage = (
  { store }: Pick<EngineDeps, 'store'>,
  stage: Stage,
  params: Readonly<Record<string, string | boolean>>,
): Promise<bigint> =>
  createRun(store.db, { dataset: stage, trigger: 'manual', request: { tickers: null, params, force: false } });

/**
 * Does the run of a stage that waits the longest: `work` returns how each part of it ended. Returns whether there was
 * one. A process that is lost meanwhile leaves it waiting, so `work` may be done twice.
 */
export async function runStage(
  { store, queues }: Pick<EngineDeps, 'store' | 'queues'>,
  stage: Stage,
  work: (run: StageRun) => Promise<readonly StagePart[]>,
): Promise<boolean> {
  const run = await waitingStageRun(store.sql, stage);
  if (!run) return false;
  const parts = await work(run);
  await store.transaction((tx) => endStageRun(tx, run.id, stage, parts));
  await queueFinish({ store, queues }, [run.id]);
  return true;
}
