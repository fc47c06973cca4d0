import type { Log, SourceId } from '@tickermill/core';
import type { LakeTarget } from '@tickermill/lake/files';
import type { EngineDeps } from '../engine-deps.ts';
import type { Window } from '../runs/window.ts';
import type { Schedules } from '../schedules/open-schedules.ts';
import { abandonedRunsChore } from './abandoned-runs.ts';
import { amendmentsChore } from './amendments.ts';
import { bulkActionsChore } from './bulk-actions.ts';
import type { Chore } from './chore.ts';
import { documentsAgainChore } from './documents-again.ts';
import { endedPausesChore } from './ended-pauses.ts';
import { expiredCapturesChore } from './expired-captures.ts';
import { exportedInstrumentsChore } from './exported-instruments.ts';
import { followUpsChore } from './follow-ups.ts';
import type { HistoryDays } from './history-days.ts';
import { lakeChore } from './lake.ts';
import { lateFactsChore } from './late-facts.ts';
import { missedSlotsChore } from './missed-slots.ts';
import { newTickersChore } from './new-tickers.ts';
import { oldEventsChore } from './old-events.ts';
import { oldHistoryChore } from './old-history.ts';
import { oldLedgerChore } from './old-ledger.ts';
import { oldPricesChore } from './old-prices.ts';
import { openTargetsChore } from './open-targets.ts';
import { overdueIndexesChore } from './overdue-indexes.ts';
import { portfolioSnapshotsChore } from './portfolio-snapshots.ts';
import { refreshesChore } from './refreshes.ts';
import { runRetriesChore } from './run-retries.ts';
import { schedulesChore } from './schedules.ts';
import { settledSessionsChore } from './settled-sessions.ts';
import { sourceChecksChore } from './source-checks.ts';
import { sourceQueueChore } from './source-queue.ts';
import { stockMetricsChore } from './stock-metrics.ts';
import { storageSizesChore } from './storage-sizes.ts';
import { tradeTotalsChore } from './trade-totals.ts';
import { universeChore } from './universe.ts';

interface ChoreDeps extends EngineDeps {
  readonly log: Log;
  readonly window: Window;
  /** Null: this worker takes no ticks, and leaves what falls due to others. */
  readonly schedules: Schedules | null;
  /** The sources that this process sends requests to. */
  readonly sources: readonly SourceId[];
  /** The status that the probe of a source is answered with; null where there was no answer or no leave to ask. */
  readonly probe: (source: SourceId) => Promise<number | null>;
  readonly attempts: number;
  readonly quoteDays: number;
  readonly historyDays: HistoryDays;
  /** Where archived instruments are exported to; null: they are not. */
  readonly exportFolder: string | null;
  /** The lake that is kept up to date; null: there is none. */
  readonly lake: LakeTarget | null;
  /** How often the ledger is compared with the queue, ms. */
  readonly reconcileMs: number;
}

/** Every maintenance chore of a worker. */
export function makeChores(deps: ChoreDeps): Chore[] {
  const { schedules, sources, reconcileMs, exportFolder, lake } = deps;
  return [
    ...sources.map((source) => sourceQueueChore(source, deps, reconcileMs)),
    openTargetsChore(deps, reconcileMs),
    abandonedRunsChore(deps, reconcileMs),
    runRetriesChore(deps, reconcileMs),
    followUpsChore(deps, reconcileMs),
    endedPausesChore(deps, reconcileMs),
    documentsAgainChore(deps, reconcileMs),
    bulkActionsChore(deps),
    ...(schedules
      ? [
          schedulesChore(schedules, reconcileMs),
          missedSlotsChore(schedules, reconcileMs),
          settledSessionsChore(deps, reconcileMs),
          overdueIndexesChore({ ...deps, schedules }, reconcileMs),
        ]
      : []),
    oldEventsChore(deps, reconcileMs),
    expiredCapturesChore(deps, reconcileMs),
    amendmentsChore(deps, reconcileMs),
    tradeTotalsChore(deps, reconcileMs),
    lateFactsChore(deps),
    stockMetricsChore(deps, reconcileMs),
    refreshesChore(deps, reconcileMs),
    portfolioSnapshotsChore(deps),
    oldHistoryChore(deps),
    oldLedgerChore(deps),
    storageSizesChore(deps),
    oldPricesChore(deps),
    newTickersChore(deps, reconcileMs),
    universeChore(deps),
    ...(exportFolder === null ? [] : [exportedInstrumentsChore({ ...deps, exportFolder })]),
    ...(lake === null ? [] : [lakeChore({ ...deps, target: lake })]),
    sourceChecksChore(deps),
  ];
}
