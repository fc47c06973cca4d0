// Requests refreshes, and does what their runs wait for: starting the runs of the datasets, and writing the report.

import { PipelineError, profileOfStage, RefreshProfile, refreshProfiles, type Stage } from '@tickermill/core';
import { backupBefore, type NightlyBackup } from '@tickermill/store/backups';
import { createRun, type StageRun, waitingStageRun } from '@tickermill/store/ledger';
import {
  endRefresh,
  openRefreshes,
  type Refresh,
  type RefreshFigures,
  type RefreshRequest,
  refreshes,
  refreshFigures,
  startRefresh,
} from '@tickermill/store/refresh';
import { z } from 'zod';
import type { EngineDeps } from '../engine-deps.ts';
import { planJob } from '../queues/job-data.ts';
import { queueFinish } from '../runs/cancel.ts';
import { cancelRun } from '../runs/run-control.ts';
import { refreshRuns } from './refresh-runs.ts';

/** What the run of a refresh was given: by a person or by its schedule. */
const StageRequest = z.object({
  tickers: z.array(z.string()).nullish(),
  params: z.object({ limit: z.number().int().optional() }).default({}),
  limit: z.number().int().optional(),
  force: z.boolean().default(false),
});

type RefreshDeps = Pick<EngineDeps, 'store' | 'queues'>;

/** Writes the run of a refresh and starts it at once. Returns its id. */
export async function requestRefresh(deps: RefreshDeps, request: RefreshRequest): Promise<bigint> {
  const { profile, tickers, limit, force } = request;
  const { stage } = refreshProfiles[profile];
  const asked = { tickers, params: {}, force, ...(limit === null ? {} : { limit }) };
  const id = await createRun(deps.store.db, { dataset: stage, trigger: 'manual', request: asked });
  await start(deps, { id, stage, trigger: 'manual', request: asked, backup: null });
  return id;
}

/** Starts the refreshes that wait. Returns whether there was one. */
export async function startWaiting(deps: RefreshDeps): Promise<boolean> {
  let hasStarted = false;
  for (const profile of RefreshProfile.options) {
    const { stage } = refreshProfiles[profile];
    const run = await waitingStageRun(deps.store.sql, stage);
    if (!run) continue;
    const backup = await backupOf(deps, run);
    if (backup.state === 'pending') continue;
    hasStarted = (await start(deps, { ...run, stage, backup: backup.file })) || hasStarted;
  }
  return hasStarted;
}

/** What a refresh of the night waits for before its first request; one that somebody asked for waits for nothing. */
const backupOf = async ({ store }: RefreshDeps, { id, trigger }: StageRun): Promise<NightlyBackup> =>
  trigger === 'manual' ? { state: 'ready', file: null } : store.sqlTransaction((tx) => backupBefore(tx, id));

interface WaitingRefresh extends Pick<StageRun, 'id' | 'trigger'> {
  readonly stage: Stage;
  readonly request: unknown;
  /** The backup that was made before it. */
  readonly backup: string | null;
}

async function start({ store, queues }: RefreshDeps, waiting: WaitingRefresh): Promise<boolean> {
  const { id, stage, request, backup } = waiting;
  const profile = profileOfStage(stage);
  if (profile === null) return false;
  const asked = StageRequest.parse(request);
  const about = {
    profile,
    tickers: asked.tickers ?? null,
    limit: asked.limit ?? asked.params.limit ?? refreshProfiles[profile].limit,
    force: asked.force,
  };
  const runs = refreshRuns(about, waiting.trigger === 'manual' ? 'manual' : 'schedule');
  const runIds = await store.transaction((tx) => startRefresh(tx, id, { ...about, backup, runs }));
  if (runIds === null) return false;
  await queues.add(
    'plan',
    runIds.map((runId) => planJob(runId)),
  );
  return true;
}

/** Writes the reports of refreshes whose runs have ended, and cancels the runs of those that were cancelled. */
export async function endRefreshes({ store, queues }: RefreshDeps): Promise<void> {
  for (const { runId, isCancelled, open } of await openRefreshes(store.sql)) {
    if (isCancelled) for (const id of open) await cancelRun({ store, queues }, id);
    if (open.length > 0) continue;
    const report = await figuresOf({ store }, await existing({ store }, runId));
    await store.transaction((tx) => endRefresh(tx, runId, report));
    await queueFinish({ store, queues }, [runId]);
  }
}

/** The latest refreshes, with what each has come to up to now. */
export async function viewRefreshes(
  { store }: Pick<RefreshDeps, 'store'>,
  { limit }: { readonly limit: number },
): Promise<(Refresh & { readonly report: RefreshFigures })[]> {
  const found = await refreshes(store.sql, { limit });
  return Promise.all(found.map(async (each) => ({ ...each, report: await figuresOf({ store }, each) })));
}

/** A refresh, with what it has come to up to now. @throws {PipelineError} `NOT_FOUND` */
export async function viewRefresh(
  { store }: Pick<RefreshDeps, 'store'>,
  runId: bigint,
): Promise<Refresh & { readonly report: RefreshFigures }> {
  const refresh = await existing({ store }, runId);
  return { ...refresh, report: await figuresOf({ store }, refresh) };
}

async function existing({ store }: Pick<RefreshDeps, 'store'>, runId: bigint): Promise<Refresh> {
  const [refresh] = await refreshes(store.sql, { runId, limit: 1 });
  if (refresh) return refresh;
  throw new PipelineError('NOT_FOUND', `There is no report of a refresh of run ${runId}; the last 30 are kept.`);
}

const figuresOf = async (
  { store }: Pick<RefreshDeps, 'store'>,
  { report, runIds, startedAt, tickers }: Refresh,
): Promise<RefreshFigures> => report ?? refreshFigures(store.reads, { runIds, startedAt, isAll: tickers === null });
