// Requests runs and tracks tickers, for the API.

import { setTimeout as sleep } from 'node:timers/promises';
import { type AskedTicker, type DatasetId, PipelineError, type SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { createRun, findRun, type NewRun, type ReportedRun } from '@tickermill/store/ledger';
import { followTracking } from '@tickermill/store/schedules';
import { sourceStatuses } from '@tickermill/store/sources';
import {
  companiesListing,
  type ListedInstrument,
  refusedTickers,
  resolveInstruments,
  track,
  unknownTickers,
  untrackOthers,
} from '@tickermill/store/universe';
import { sources } from '@tickermill/upstream';
import { collectorOf } from '../catalogue.ts';
import { allDatasets, listing } from '../datasets/registry.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { mirrorJob, planJob } from '../queues/job-data.ts';

const pollMs = 100;
/** An unknown ticker makes the list of companies be read again, at most this often. */
const companiesFreshMs = 3_600_000;
const companiesWaitMs = 60_000;

/** Writes a run and queues its planning. Returns its id. */
export async function requestRun({ store, queues }: EngineDeps, run: NewRun): Promise<bigint> {
  const id = await createRun(store.db, run);
  await queues.add('plan', [planJob(id)]);
  return id;
}

/** Waits until a run has ended, or for so long while that is not in vain, and returns it as it then is. */
export async function awaitRun(
  store: Store,
  id: bigint,
  waitMs: number,
  isInVain: (leftMs: number) => Promise<boolean> = async () => false,
): Promise<ReportedRun> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const run = await findRun(store.db, id);
    if (!run) throw new PipelineError('NOT_FOUND', `There is no run ${id}.`);
    const leftMs = deadline - performance.now();
    if (run.finishedAt || leftMs <= 0 || (await isInVain(leftMs))) return run;
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
    const id = openRun ?? (await requestRun(requesting, { dataset: listing.id, trigger: 'manual', request }));
    const run = await awaitRun(store, id, companiesWaitMs, (leftMs) => isQuietFor(store, leftMs));
    if (run.state !== 'done') {
      const code = run.report.failed[0]?.code ?? run.report.errors[0]?.code ?? run.state;
      // A source that cannot be reached costs no attempt, so that the run waits for it and has no failure to name.
      const why = run.finishedAt ? '' : await quietReasons(store);
      throw new PipelineError('RUN_FAILED', `The list of companies could not be read (run ${id}: ${code}).${why}`);
    }
  }
  const { found, unknown } = await resolveInstruments(store.db, tickers);
  if (unknown.length > 0) throw await unknownTickers(store.db, unknown);
  return eachOnce(found);
}

/** Whether the source of the list of companies will be asked nothing for so long. */
async function isQuietFor(store: Store, ms: number): Promise<boolean> {
  const statuses = await sourceStatuses(store.db);
  const until = statuses.find(
    ({ source, state }) => source === collectorOf(listing.id).source && state === 'quiet',
  )?.quietUntil;
  return until !== undefined && until !== null && until.getTime() - Date.now() > ms;
}

async function quietReasons(store: Store): Promise<string> {
  const quiet = (await sourceStatuses(store.db)).filter(
    ({ source, quietReason }) => source === collectorOf(listing.id).source && quietReason !== null,
  );
  return quiet
    .map(({ source, quietReason }) => ` ${sources[source as SourceId].name} is asked again later: ${quietReason}`)
    .join('');
}

/** Several spellings may mean one instrument. */
const eachOnce = (found: readonly ListedInstrument[]): ListedInstrument[] => [
  ...new Map(found.map((each) => [each.instrumentId, each])).values(),
];

/** A run that a tracked ticker has led to. */
export interface TrackedRun {
  readonly dataset: DatasetId;
  readonly id: bigint;
}

/** Whether tickers that lead to no instrument, or to several, are left out; and whether all others leave the watchlist. */
interface TrackOptions {
  readonly skipUnknown?: boolean;
  readonly replace?: boolean;
}

/**
 * Puts tickers on a watchlist and requests those that were not tracked before, in one run per dataset that a ticker is
 * tracked for; in none if none was new. The first ones of all also have the indexes of the last days read, behind them.
 */
export async function trackTickers(
  requesting: EngineDeps,
  watchlist: string,
  tickers: readonly AskedTicker[],
  { skipUnknown = false, replace = false }: TrackOptions = {},
): Promise<{
  tracked: number;
  removed: number;
  refused: ReadonlyMap<AskedTicker, string>;
  runs: readonly TrackedRun[];
}> {
  const refused = skipUnknown ? await refusedTickers(requesting.store.db, tickers) : new Map<AskedTicker, string>();
  const instruments = await resolveTickers(
    requesting,
    tickers.filter((ticker) => !refused.has(ticker)),
  );
  const { added, removed, runs, others } = await requesting.store.transaction(async (tx) => {
    const isFirst = (await tx.watchlistItem.findFirst()) === null;
    const ids = new Set(
      await track(
        tx,
        watchlist,
        instruments.map(({ instrumentId }) => instrumentId),
      ),
    );
    const removed = replace
      ? await untrackOthers(
          tx,
          watchlist,
          instruments.map(({ instrumentId }) => instrumentId),
        )
      : 0;
    // Its schedules first fall due after these runs.
    await followTracking(tx, requesting.now());
    const added = instruments.filter(({ instrumentId }) => ids.has(instrumentId)).map(({ ticker }) => ticker);
    const runs: TrackedRun[] = [];
    for (const { id: dataset, onTrack } of added.length === 0 ? [] : allDatasets) {
      if (onTrack === null) continue;
      const request = { tickers: added, params: onTrack, force: false };
      runs.push({ dataset, id: await createRun(tx, { dataset, trigger: 'tracked', request }) });
    }
    const others: bigint[] = [];
    for (const { id: dataset, onFirstTrack: params } of isFirst && added.length > 0 ? allDatasets : []) {
      if (params === null) continue;
      const request = { tickers: null, params, force: false };
      others.push(await createRun(tx, { dataset, trigger: 'tracked', request }));
    }
    return { added: added.length, removed, runs, others };
  });
  if (added > 0) {
    await requesting.queues.add(
      'plan',
      [...runs.map(({ id }) => id), ...others].map((id) => planJob(id)),
    );
  }
  if (added + removed > 0) await requesting.queues.add('schedule', [mirrorJob]);
  return { tracked: added, removed, refused, runs };
}
