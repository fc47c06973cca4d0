import { statusRoutes } from '@tickermill/core/contracts';
import { viewMarket as readMarket, viewDatasets } from '@tickermill/engine';
import { leastFreeBytes, productVersion } from '@tickermill/runtime';
import { alertChannels, channelLoads, channelState, openAlertCounts } from '@tickermill/store/alerts';
import { choreStates, type ReportedWorker, reportedWorkers } from '@tickermill/store/fleet';
import { countDeadLetters, latestRuns, openTaskCounts } from '@tickermill/store/ledger';
import { sourceStatuses } from '@tickermill/store/sources';
import { diskFullAt, type StorageSizes, storageSizes } from '@tickermill/store/storage';
import { lastListingRuns, trackedTickers } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { toChoreView } from '../views/chore.ts';
import { contractOf } from '../views/contract-of.ts';
import { toDailyPrices, toDatasetView, toInsiderTrades } from '../views/dataset.ts';
import { viewRun } from '../views/ledger.ts';
import { viewMarket } from '../views/operations.ts';
import { viewRefused } from '../views/universe.ts';

const runsShown = 5;

/** What an operator wants to see first. */
export function serveStatus({ store, now, mode, disk }: ApiContext): ServedRoute[] {
  const { db } = store;
  const none = { waiting: 0, queued: 0, running: 0 };
  return [
    serve(statusRoutes.get, async () => {
      const [tracked, datasets, sources, open, letters, runs, market, chores, workers, alerts, listings, storage] =
        await Promise.all([
          trackedTickers(db),
          viewDatasets(store),
          sourceStatuses(db),
          openTaskCounts(db),
          countDeadLetters(db),
          latestRuns(db, { limit: runsShown, offset: 0 }),
          readMarket({ store, now }),
          choreStates(store.sql),
          reportedWorkers(store.sql),
          viewAlerts(store.sql),
          lastListingRuns(db),
          storageSizes(store.sql, now()),
        ]);
      const body = {
        mode,
        version: productVersion,
        tracked_tickers: tracked.length,
        datasets: datasets.map(toDatasetView),
        insider_trades: toInsiderTrades(datasets),
        daily_prices: toDailyPrices(datasets),
        market: viewMarket(market),
        sources: sources.map(({ source, state, pace, requests, quietUntil, quietReason }) => {
          const { waiting, queued, running } = open.find((counts) => counts.source === source) ?? none;
          return {
            source,
            state,
            requests,
            waiting,
            queued,
            running,
            pace_per_second: (pace.requests * 1_000) / pace.perMs,
            quiet_until: quietUntil?.toISOString() ?? null,
            quiet_reason: quietReason,
          };
        }),
        workers: workers.map((worker) => contractOf(worker)),
        maintenance: chores.map((chore) => toChoreView(chore, now())),
        alerts,
        storage: viewStorage(storage, workers, { pausePercent: disk.pausePercent, now: now() }),
        refused_listings: viewRefused(listings),
        dead_letters: letters,
        runs: runs.map(viewRun),
      };
      return reply(200, body);
    }),
  ];
}

/** How large the database is, and when the first disk will have no room for it. */
function viewStorage(
  sizes: StorageSizes,
  workers: readonly ReportedWorker[],
  { pausePercent, now }: { pausePercent: number; now: Date },
) {
  const ends = workers.flatMap(({ diskFreeBytes: freeBytes, diskTotalBytes: totalBytes }) => {
    const leastBytes = leastFreeBytes({ totalBytes }, pausePercent);
    return diskFullAt(sizes, { freeBytes, leastBytes }, now) ?? [];
  });
  const first = ends.sort((one, other) => one.getTime() - other.getTime())[0];
  return { ...contractOf(sizes), disk_full_at: first?.toISOString() ?? null };
}

/** How many alerts are open, and how the channels are that would tell of more. */
async function viewAlerts(sql: ApiContext['store']['sql']) {
  const [open, channels, loads] = await Promise.all([openAlertCounts(sql), alertChannels(sql), channelLoads(sql)]);
  const countOf = (severity: 'critical' | 'warning' | 'info') =>
    open.find((each) => each.severity === severity)?.count ?? 0;
  return {
    open: { critical: countOf('critical'), warning: countOf('warning'), info: countOf('info') },
    channels: channels.map((channel) => ({
      name: channel.name,
      kind: channel.kind,
      state: channelState(channel),
      last_error: channel.lastError,
      last_sent_at: channel.lastSentAt?.toISOString() ?? null,
      queued: loads.find((each) => each.channel === channel.name)?.queued ?? 0,
    })),
  };
}
