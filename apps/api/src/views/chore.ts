import type { StatusResponse } from '@tickermill/core/contracts';
import { type ChoreState, failingFrom } from '@tickermill/store/fleet';

/** A chore that has not begun so long after it was due is late: a worker looks every few seconds. */
const lateAfterMs = 2 * 60_000;

/** A maintenance chore as `GET status` shows it. */
export function toChoreView(chore: ChoreState, now: Date): StatusResponse['maintenance'][number] {
  const { name, holder, dueAt, runningSince, lastSuccessAt, durationMs, failures, lastErrorAt, lastError } = chore;
  return {
    name,
    state: stateOf(chore, now),
    holder,
    due_at: dueAt.toISOString(),
    running_since: runningSince?.toISOString() ?? null,
    last_success_at: lastSuccessAt?.toISOString() ?? null,
    duration_ms: durationMs,
    failures,
    last_error_at: lastErrorAt?.toISOString() ?? null,
    last_error: lastError,
  };
}

function stateOf({ dueAt, runningSince, failures }: ChoreState, now: Date) {
  if (failures >= failingFrom) return 'failing';
  if (now.getTime() - dueAt.getTime() > lateAfterMs) return 'late';
  return runningSince === null ? 'ok' : 'running';
}
