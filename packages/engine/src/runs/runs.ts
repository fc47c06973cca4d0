import { setTimeout as sleep } from 'node:timers/promises';
import { type AskedTicker, PipelineError } from '@tickermill/core';
import type { RunView } from '@tickermill/core/contracts';
import type { Store } from '@tickermill/store';
import { createRun, type NewRun, viewRun } from '@tickermill/store/ledger';
import { followTracking } from '@tickermill/store/schedules';
import {
  companiesListing,
  type ListedInstrument,
  resolveInstruments,
  track,
  unknownTickers,
} from '@tickermill/store/universe';
import type { EngineDeps } from '../engine-deps.ts';
import { fromScratch } from '../planning/lookback.ts';
import { mirrorJob, planJob } from '../queues/job-data.ts';

const pollMs = 100;
/** An unknown ticker makes the list of companies be read again, at most this often. */
const companiesFreshMs = 3_600_000;
const companiesWaitMs = 60_000;

/** Writes a run and has it planned. Returns its id. */
export async function requestRun({ store, queues }: EngineDeps, run: NewRun): Promise<bigint> {
  const id = await createRun(store.db, run);
  await queues.add('plan', [planJob(id)]);
  return id;
}

/** Waits until a run has ended, or for so long, and returns it as it then is. */
export async function awaitRun(store: Store, id: bigint, waitMs: number): Promise<RunView> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const run = await viewRun(store.db, id);
    if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
    if (run.finished_at || performance.now() >= deadline) return run;
    await sleep(pollMs);
  }
}

/**
 * The instruments of these tickers, each once. If one is unknown, the list of companies is read again first.
 * @throws {PipelineError} `UNKNOWN_TICKER` naming all that are still unknown, `AMBIGUOUS_TICKER` where several exchanges
 * answer to one, `RUN_FAILED` if the list could not be read.
 */
export async function resolveTickers(
  requesting: EngineDeps,
  tickers: readonly AskedTicker[],
): Promise<ListedInstrument[]> {
  const { store, now } = requesting;
  const known = await resolveInstruments(store.db, tickers);
  if (known.unknown.length === 0) return eachOnce(known.found);

  const { readAt, openRun } = await companiesListing(store.db);
  if (openRun !== null || !readAt || now().getTime() - readAt.getTime() > companiesFreshMs) {
    const request = { tickers: null, params: {}, force: false };
    const id = openRun ?? (await requestRun(requesting, { dataset: 'companies', trigger: 'manual', request }));
    const run = await awaitRun(store, id, companiesWaitMs);
    if (run.state !== 'done') {
      const code = run.report.failed[0]?.code ?? run.report.errors[0]?.code ?? run.state;
      throw new PipelineError('RUN_FAILED', `The list of companies could not be read (run ${id}: ${code}).`);
    }
  }
  const { found, unknown } = await resolveInstruments(store.db, tickers);
  if (unknown.length > 0) throw unknownTickers(unknown);
  return eachOnce(found);
}

/** Several spellings may mean one instrument. */
const eachOnce = (found: readonly ListedInstrument[]): ListedInstrument[] => [
  ...new Map(found.map((each) => [each.instrumentId, each])).values(),
];

/**
 * Puts tickers on a watchlist and has those asked for that were not tracked before: their filings in one run, their prices
 * in another; null if none was.
 */
export async function trackTickers(
  requesting: EngineDeps,
  watchlist: string,
  tickers: readonly AskedTicker[],
): Promise<{ tracked: number; runId: bigint | null; pricesRunId: bigint | null }> {
  const instruments = await resolveTickers(requesting, tickers);
  const { added, runId, pricesRunId } = await requesting.store.transaction(async (tx) => {
    const ids = new Set(
      await track(
        tx,
        watchlist,
        instruments.map(({ instrumentId }) => instrumentId),
      ),
    );
    // Its schedules first fall due after this run.
    await followTracking(tx, requesting.now());
    const added = instruments.filter(({ instrumentId }) => ids.has(instrumentId)).map(({ ticker }) => ticker);
    if (added.length === 0) return { added: 0, runId: null, pricesRunId: null };
    const request = { tickers: added, params: fromScratch, force: false };
    const ofPrices = { tickers: added, params: {}, force: false };
    return {
      added: added.length,
      runId: await createRun(tx, { dataset: 'insider-trades', trigger: 'tracked', request }),
      pricesRunId: await createRun(tx, { dataset: 'daily-prices', trigger: 'tracked', request: ofPrices }),
    };
  });
  if (runId !== null) {
    await requesting.queues.add('plan', [planJob(runId), planJob(pricesRunId)]);
    await requesting.queues.add('schedule', [mirrorJob]);
  }
  return { tracked: added, runId, pricesRunId };
}
