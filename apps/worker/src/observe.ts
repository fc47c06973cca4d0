import type { Observer, OnPhase } from '@tickermill/engine';
import type { Metrics } from '@tickermill/runtime/metrics';

/** Counts what the worker does. */
export function toObserver(metrics: Metrics): Observer {
  return {
    exchange({ source, outcome, ms }) {
      metrics.observe('tickermill_request_duration_seconds', ms / 1_000, { source, outcome });
    },
    permit: (source, answer) => metrics.add('tickermill_permits_total', { source, answer }),
    leave: (source, waitedMs) => metrics.observe('tickermill_permit_wait_seconds', waitedMs / 1_000, { source }),
    task: ({ source, dataset }, state) => metrics.add('tickermill_tasks_total', { source, dataset, state }),
    rows(dataset, { created, updated }) {
      metrics.add('tickermill_rows_total', { dataset, change: 'created' }, created);
      metrics.add('tickermill_rows_total', { dataset, change: 'updated' }, updated);
    },
  };
}

/** Times the phases of tasks, and calls `also` with each. */
export function toPhases(metrics: Metrics, also: OnPhase | undefined): OnPhase {
  return (phase, ms) => {
    metrics.observe('tickermill_task_phase_seconds', ms / 1_000, { phase });
    also?.(phase, ms);
  };
}
