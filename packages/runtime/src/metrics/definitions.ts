import { latencyBoundsMs } from '@tickermill/core';

/** One metric: what it counts, by what, and which process tells it. */
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

/** Every metric of ours. `docs/metrics.md` is made from this table. */
export const metricDefinitions = {
  tickermill_request_duration_seconds: worker(
    'histogram',
    ['source', 'outcome'],
    'Requests to sources, from departure to the last byte; outcome: ok, missing, unchanged, or the code of the failure.',
  ),
  tickermill_permits_total: worker(
    'counter',
    ['source', 'answer'],
    'Permits asked for; answer: go, not-before, quiet, probing, spent or paused.',
  ),
  tickermill_permit_wait_seconds: worker('histogram', ['source'], 'How long requests that were let go waited for it.'),
  tickermill_tasks_total: worker(
    'counter',
    ['source', 'dataset', 'state'],
    'Attempts of tasks; state: done, nothing, gone, failed, or, to come again, retried, throttled, given-back.',
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
  tickermill_oldest_task_age_seconds: api(
    'gauge',
    ['source', 'state'],
    'Since when the oldest of these tasks is owed.',
  ),
  tickermill_queue_jobs: api('gauge', ['queue', 'state'], 'Jobs in the queues; state: waiting, delayed or active.'),
  tickermill_source_state: api(
    'gauge',
    ['source', 'state'],
    '1 for the state that a source is in, 0 for the others; state: open, quiet, probing or paused.',
  ),
  tickermill_source_quiet_seconds: api('gauge', ['source'], 'How long the source is still left alone; 0 if it is not.'),
  tickermill_source_pace_requests_per_second: api('gauge', ['source'], 'The pace that it is asked at.'),
  tickermill_source_ceiling_requests_per_second: api('gauge', ['source'], 'The pace that it allows.'),
  tickermill_source_requests_total: api('counter', ['source'], 'Requests that were ever sent to it, by all.'),
  tickermill_source_quota_requests: api(
    'gauge',
    ['source', 'part'],
    'The quota of its day, where it has one; part: limit, used or left.',
  ),
  tickermill_source_failures: api(
    'gauge',
    ['source'],
    'Failures of the source in a row, which its breaker counts: at 50 it is left alone.',
  ),
  tickermill_source_breaker_trips: api(
    'gauge',
    ['source'],
    'How often its breaker tripped since it last answered as it should.',
  ),
  tickermill_runs_open: api('gauge', ['trigger', 'state'], 'Runs that have not ended.'),
  tickermill_dead_letters: api('gauge', [], 'Targets that are set aside until they are revived.'),
  tickermill_workers: api('gauge', [], 'Workers that are alive.'),
  tickermill_schedule_last_tick_age_seconds: api('gauge', [], 'How long ago a schedule last fell due.'),
  tickermill_schedule_lag_seconds: api(
    'gauge',
    [],
    'How late the latest tick of a schedule was written down after its slot.',
  ),
  tickermill_facts_up: api(
    'gauge',
    ['of'],
    '1 if what holds for all processes could be read just now; of: database or queue.',
  ),
  tickermill_http_request_duration_seconds: api(
    'histogram',
    ['route', 'method', 'status'],
    'Requests to the API; route: the operation of its description, or console, health, metrics, docs, login, other.',
  ),
  tickermill_event_streams: api('gauge', [], 'Clients that follow the events.'),
} as const satisfies Record<`tickermill_${string}`, MetricDefinition>;

export type MetricName = keyof typeof metricDefinitions;
