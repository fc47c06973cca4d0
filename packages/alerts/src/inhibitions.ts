// Which alert explains which other: the other is held and counted in its message.

import type { AlertRow } from '@tickermill/store/alerts';
import type { AlertKindId } from './kinds/index.ts';

interface Inhibition {
  readonly by: readonly AlertKindId[];
  readonly holds: readonly AlertKindId[];
  /** `source`: only what depends on the same source. */
  readonly scope: 'source' | 'all';
}

/**
 * The table, the deeper cause first: on a full disk no queue writes, and without a queue nothing runs. Of the roll-ups only
 * those are held that find what was not fetched: they name its source.
 */
const inhibitions: readonly Inhibition[] = [
  {
    by: ['disk-low'],
    holds: [
      'run-failed',
      'chore-failing',
      'index-overdue',
      'source-quiet',
      'source-unreachable',
      'queue-unreachable',
      'planner-stale',
      'check-failed',
      'deadline-missed',
      'roll-up-red',
    ],
    scope: 'all',
  },
  {
    by: ['queue-unreachable'],
    holds: [
      'run-failed',
      'chore-failing',
      'index-overdue',
      'source-quiet',
      'source-unreachable',
      'planner-stale',
      'deadline-missed',
      'roll-up-red',
    ],
    scope: 'all',
  },
  {
    by: ['planner-stale'],
    holds: ['deadline-missed', 'roll-up-red'],
    scope: 'all',
  },
  {
    by: ['source-blocked', 'breaker-open', 'source-unreachable', 'source-quiet', 'quota-spent', 'source-paused'],
    holds: [
      'run-failed',
      'index-overdue',
      'dead-letters',
      'egress-direct',
      'deadline-missed',
      'roll-up-red',
      'source-failing',
      'source-slow',
      'quota-low',
    ],
    scope: 'source',
  },
];

/** After a cause is over, what hung on it has so long to recover by itself: the retry of a run comes after an hour. */
export const recoveryMs = 90 * 60_000;

type Related = Pick<AlertRow, 'id' | 'kind' | 'source' | 'sources' | 'state' | 'closedAt'>;

/** The alert that explains another, if one does. */
export function inhibitorOf(alert: Related, others: readonly Related[], now: Date): bigint | null {
  for (const { by, holds, scope } of inhibitions) {
    if (!includes(holds, alert.kind) || (alert.kind === 'roll-up-red' && alert.sources.length === 0)) continue;
    const found = others.find(
      (other) =>
        other.id !== alert.id &&
        includes(by, other.kind) &&
        isInForce(other, now) &&
        (scope === 'all' || (other.source !== null && alert.sources.includes(other.source))),
    );
    if (found) return found.id;
  }
  return null;
}

const includes = (kinds: readonly string[], kind: string) => kinds.includes(kind);

const isInForce = ({ state, closedAt }: Related, now: Date) =>
  state === 'open' || (closedAt !== null && now.getTime() - closedAt.getTime() < recoveryMs);
