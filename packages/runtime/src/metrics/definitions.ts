// The table of all metrics, from which registries and `docs/metrics.md` are made.

import { latencyBoundsMs } from '@tickermill/core';

/** One metric: what it counts, its labels, and the process that exports it. */
export interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
  readonly of: 'api' | 'worker';
}

/** The bounds of every histogram, seconds: those in which latencies are kept. */
export const boundsSeconds: readonly number[] = latencyBoundsMs.map((ms) => ms / 1_000);

const worker = (kind: MetricDefinition['kind'], labels: readonly string[], help: string): MetricDefinition => ({
  kind,
  labels,
  help,
  of: 'worker',
});
const api = (kind: MetricDefinition['kind'], labels: readonly string[], help: string): MetricDefinition => ({
  kind,
  labels,
  help,
  of: 'api',
});

/** Every metric of Tickermill. `docs/metrics.md` is generated from this table. */
export const metricDefinitions = {
  tickermill_request_duration_seconds: worker(
    'histogram',
    ['source', 'outcome'],
    'Requests to sources, from departure to the last byte; outcome: ok, missing, unchanged, or the code of the failure.',
  ),
  tickermill_permits_total: worker(
    'counter',
    ['source', 'answer'],
    'Permits requested; answer: go, not-before, quiet, probing, spent or paused.',
  ),
  tickermill_permit_wait_seconds: worker('histogram', ['source'], 'How long granted requests waited for their permit.'),
  tickermill_tasks_total: worker(
    'counter',
    ['source', 'dataset', 'state'],
    'Attempts of tasks; state: done, nothing, gone, failed; or, if the task runs again, retried, throttled, given-back.',
  ),
  tickermill_task_phase_seconds: worker(
    'histogram',
    ['phase'],
    'Where the time of tasks goes; phase: claim, permit, request, parse or store.',
  ),
  tickermill_rows_total: worker('counter', ['dataset', 'change'], 'Rows written; change: created or updated.'),
  tickermill_runs_total: worker('counter', ['dataset', 'trigger', 'state'], 'Runs that have ended.'),
  tickermill_tasks_open: api(
    'gauge',
    ['source', 'state'],
    'Open tasks; state: waiting (in the ledger), held (its run is paused), queued (a job), delayed (a job that waits for its time), running.',
  ),
  tickermill_oldest_task_age_seconds: api('gauge', ['source', 'state'], 'Age of the oldest of these tasks.'),
  tickermill_queue_jobs: api('gauge', ['queue', 'state'], 'Jobs in the queues; state: waiting, delayed or active.'),
  tickermill_source_state: api(
    'gauge',
    ['source', 'state'],
    '1 for the state that a source is in, 0 for the others; state: open, quiet, probing or paused.',
  ),
  tickermill_source_quiet_seconds: api(
    'gauge',
    ['source'],
    'How long the quiet period of the source still lasts; 0 if there is none.',
  ),
  tickermill_source_pace_requests_per_second: api('gauge', ['source'], 'The pace at which requests are sent to it.'),
  tickermill_source_ceiling_requests_per_second: api('gauge', ['source'], 'The pace that the source allows.'),
  tickermill_source_requests_total: api('counter', ['source'], 'Requests ever sent to it, by all processes.'),
  tickermill_source_quota_requests: api(
    'gauge',
    ['source', 'part'],
    'The daily quota, if it has one; part: limit, used or left.',
  ),
  tickermill_source_network_failures: api(
    'gauge',
    ['source'],
    'Failures to connect, resets and timeouts of the source in a row; three are an outage.',
  ),
  tickermill_source_unreadable_answers: api(
    'gauge',
    ['source'],
    'Answers of the source in a row that could not be read; five open its circuit breaker.',
  ),
  tickermill_source_outages: api('gauge', ['source'], 'Quiet periods by outages since its last correct answer.'),
  tickermill_source_failures: api('gauge', ['source'], 'Failures of the source in a row; 50 open its circuit breaker.'),
  tickermill_source_breaker_trips: api(
    'gauge',
    ['source'],
    'How often its circuit breaker opened since its last correct answer.',
  ),
  tickermill_runs_open: api('gauge', ['trigger', 'state'], 'Runs that have not ended.'),
  tickermill_dead_letters: api('gauge', [], 'Targets that are set aside until they are revived.'),
  tickermill_portfolios: api('gauge', [], 'Portfolios.'),
  tickermill_portfolio_holdings_stale: api(
    'gauge',
    [],
    'Holdings of the last snapshots whose price or exchange rate is older than it should be.',
  ),
  tickermill_portfolio_holdings_missing: api('gauge', [], 'Holdings of the last snapshots that have no value.'),
  tickermill_market_day_bars: api(
    'gauge',
    ['market', 'provider'],
    'Bars that the last whole day of a market brought, or found as they were stored.',
  ),
  tickermill_market_day_missing: api(
    'gauge',
    ['market', 'provider'],
    'Stored series that the last whole day of their market leaves out.',
  ),
  tickermill_bulk_actions_running: api('gauge', [], 'Bulk actions that have not ended.'),
  tickermill_bulk_items_waiting: api('gauge', [], 'Items of bulk actions that are still to be done.'),
  tickermill_storage_bytes: api('gauge', ['family'], 'The tables on the disk of Postgres, by what they are for.'),
  tickermill_backup_age_seconds: api('gauge', [], 'How long ago was the instant that the latest backup holds.'),
  tickermill_backup_size_bytes: api('gauge', [], 'The size of the latest backup.'),
  tickermill_backups: api('gauge', [], 'Backups whose files are there.'),
  tickermill_backups_failed: api('gauge', [], 'Backups that have failed since the latest that was made.'),
  tickermill_lake_age_seconds: api('gauge', [], 'How long ago the latest export to the lake ended that is done.'),
  tickermill_lake_files: api('gauge', [], 'Files that the lake then had.'),
  tickermill_lake_size_bytes: api('gauge', [], 'Their size.'),
  tickermill_lake_exports_failed: api(
    'gauge',
    [],
    'Exports to the lake that have failed since the latest that is done.',
  ),
  tickermill_listing_findings_open: api('gauge', [], 'Findings of lists of companies that nobody has marked as seen.'),
  tickermill_workers: api('gauge', [], 'Workers that are alive.'),
  tickermill_worker_clock_ahead_seconds: api(
    'gauge',
    ['worker'],
    'By how much the clock of a worker is ahead of that of Postgres; over 30 s either way it takes no ticks.',
  ),
  tickermill_disk_free_bytes: api('gauge', ['worker'], 'Free on the disk of the data directory of a worker.'),
  tickermill_disk_size_bytes: api('gauge', ['worker'], 'The size of that disk.'),
  tickermill_disk_low: api('gauge', ['worker'], '1 while so little is free that all sources are paused; else 0.'),
  tickermill_schedule_last_tick_age_seconds: api('gauge', [], 'How long ago a schedule last fell due.'),
  tickermill_schedule_lag_seconds: api(
    'gauge',
    [],
    'How late the latest tick of a schedule was recorded after its slot.',
  ),
  tickermill_maintenance_last_success_age_seconds: api(
    'gauge',
    ['chore'],
    'How long ago a maintenance chore last succeeded.',
  ),
  tickermill_maintenance_duration_seconds: api('gauge', ['chore'], 'How long its last run took, however it ended.'),
  tickermill_maintenance_failures: api('gauge', ['chore'], 'How often it has failed in a row.'),
  tickermill_maintenance_failures_total: api('counter', ['chore'], 'How often it has ever failed.'),
  tickermill_qa_findings: api('gauge', ['check', 'severity'], 'Open findings of the checks of stored data.'),
  tickermill_qa_exempt_findings: api('gauge', ['check'], 'Findings of the checks under an exemption.'),
  tickermill_qa_roll_up: api(
    'gauge',
    ['check', 'colour'],
    '1 for the confirmed colour of a check, 0 for the others; colour: green, yellow or red.',
  ),
  tickermill_qa_last_success_age_seconds: api(
    'gauge',
    ['check'],
    'How long ago the last successful run of a check began.',
  ),
  tickermill_alerts_open: api('gauge', ['severity'], 'Open alerts of operators; severity: info, warning or critical.'),
  tickermill_alert_messages_queued: api('gauge', ['channel'], 'Messages that wait for their channel.'),
  tickermill_alert_channel_failures: api(
    'gauge',
    ['channel'],
    'Failures of the channel in a row; three make it an alert on the others.',
  ),
  tickermill_freshness_late_seconds: api(
    'gauge',
    ['dataset', 'exchange'],
    'By how much the deadline of the last session is missed; 0 if it is not.',
  ),
  tickermill_facts_up: api(
    'gauge',
    ['of'],
    '1 if the facts about all processes could be read just now; of: database or queue.',
  ),
  tickermill_http_request_duration_seconds: api(
    'histogram',
    ['route', 'method', 'status'],
    'Requests to the API; route: the operation of its description, or console, health, metrics, docs, login, other.',
  ),
  tickermill_event_streams: api('gauge', [], 'Clients connected to the event stream.'),
} as const satisfies Record<`tickermill_${string}`, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;
