import { addDays, dayAt, dayMs, edgarZone, type Log } from '@tickermill/core';
import { pruneAudit } from '@tickermill/store/accounts';
import { pruneBulkActions } from '@tickermill/store/bulk';
import { pruneChanges } from '@tickermill/store/changes';
import { pruneClientLogs } from '@tickermill/store/dashboard';
import { forgetChores } from '@tickermill/store/fleet';
import { pruneMetricDays } from '@tickermill/store/fundamentals';
import { pruneLakeExports } from '@tickermill/store/lake';
import { pruneHistory } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';
import type { HistoryDays } from './history-days.ts';

/** A chore that no process has done for so long is none any more, as of a source that is disabled. */
const choreKeptMs = 7 * dayMs;
/** The metrics of each day are kept for three years: of 5,500 stocks some 500 MB a year. */
const metricDaysKept = 1_096;

interface OldHistoryDeps extends EngineDeps {
  readonly log: Log;
  readonly historyDays: HistoryDays;
}

/**
 * Deletes, once a day, the hours of sources, the ticks of schedules, the chores, the reports of browsers, the audit log,
 * the bulk actions, the daily metrics, the exports to the lake and the journal of changes that are past their time.
 */
export const oldHistoryChore = ({ store, now, log, historyDays }: OldHistoryDeps): Chore => ({
  name: 'old-history',
  everyMs: dayMs,
  async run() {
    const pruned = await pruneHistory(store.db, now());
    const chores = await forgetChores(store.sql, choreKeptMs);
    const clientLogs = await pruneClientLogs(store.sql, new Date(now().getTime() - historyDays.clientLogs * dayMs));
    const auditedSince = new Date(now().getTime() - historyDays.audit * dayMs);
    const audit = await pruneAudit(store.db, auditedSince);
    const bulkActions = await pruneBulkActions(store.sql, auditedSince);
    const metricDays = await pruneMetricDays(store.sql, addDays(dayAt(now(), edgarZone), -metricDaysKept));
    const lakeExports = await pruneLakeExports(store.sql, auditedSince);
    const changes = await pruneChanges(store.sql, new Date(now().getTime() - historyDays.changes * dayMs));
    const counts = { ...pruned, chores, audit, bulkActions, clientLogs, metricDays, lakeExports, changes };
    if (Object.values(counts).some((count) => count > 0)) log.info('expired history deleted', counts);
    return 'done';
  },
});
