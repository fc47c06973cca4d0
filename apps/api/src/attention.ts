// What needs a person: open alerts that no other explains, and what an operator or a list has left waiting.

import { saidOf } from '@tickermill/alerts';
import { counted, Severity } from '@tickermill/core';
import type { AttentionView } from '@tickermill/core/contracts';
import { viewSources } from '@tickermill/engine';
import { heldCounts, listAlerts } from '@tickermill/store/alerts';
import { reportedWorkers } from '@tickermill/store/fleet';
import { countDeadLetters } from '@tickermill/store/ledger';
import { schedulerStop, schedulerTotals } from '@tickermill/store/schedules';
import { lastListingRuns, openProposals } from '@tickermill/store/universe';
import type { ApiContext } from './context.ts';

/** More causes than a person can look at. */
const maxShown = 100;
const runbookOf = (file: string) => `docs/runbooks/${file}`;

/** The causes that need a person, the worst first, of these the oldest. */
export async function whatNeedsAttention(context: ApiContext): Promise<AttentionView[]> {
  const found = await Promise.all([
    fromAlerts(context),
    fromScheduler(context),
    fromWorkers(context),
    fromPauses(context),
    fromListings(context),
  ]);
  const all = found.flat();
  // The alert of a refused list names each of its exchanges.
  const isAlerted = (key: string) => all.some((other) => other.key === `alert:list:${key.split(':')[1]}`);
  const items = all.filter(({ key }) => !key.startsWith('listing:') || !isAlerted(key));
  const letters = items.some(({ key }) => key.startsWith('alert:dead-letters:')) ? [] : await fromDeadLetters(context);
  return [...items, ...letters]
    .sort((one, other) => rank(other) - rank(one) || (one.since ?? '').localeCompare(other.since ?? ''))
    .slice(0, maxShown);
}

const rank = ({ severity }: AttentionView) => Severity.options.indexOf(severity);

const nothingElse = { action: null, operation: null, runbook: null, alert_id: null, acked_by: null } as const;

async function fromAlerts({ store }: ApiContext): Promise<AttentionView[]> {
  const open = await listAlerts(store.db, { state: 'open', class: 'operations' }, { limit: 10 * maxShown, offset: 0 });
  const causes = open.filter(({ heldBy }) => heldBy === null);
  const held = await heldCounts(
    store.sql,
    causes.map(({ id }) => id),
  );
  return causes.map((alert) => {
    const { headline, action, runbook, page } = saidOf(alert);
    const explained = held.filter(({ by }) => by === alert.id).reduce((sum, { count }) => sum + count, 0);
    const affects = [
      alert.names.join(', ') || alert.dataset || alert.source || 'the installation',
      ...(alert.count > 1 ? [`${counted(alert.count, 'time')}`] : []),
      ...(explained > 0 ? [`explains ${counted(explained, 'other alert')}`] : []),
    ];
    return {
      key: `alert:${alert.cause}`,
      severity: alert.severity,
      headline,
      since: alert.openedAt.toISOString(),
      affects: affects.join('; '),
      action,
      operation:
        alert.ackedAt === null
          ? { label: 'Acknowledge', method: 'POST' as const, path: `alerts/${alert.id}/ack`, role: 'operator' as const }
          : null,
      page,
      runbook: runbook === undefined ? null : runbookOf(runbook),
      alert_id: String(alert.id),
      acked_by: alert.ackedBy,
    };
  });
}

async function fromScheduler({ store }: ApiContext): Promise<AttentionView[]> {
  const stop = await schedulerStop(store.sql);
  if (!stop) return [];
  const { jobs } = await schedulerTotals(store.db);
  return [
    {
      ...nothingElse,
      key: 'scheduler:stopped',
      severity: 'warning',
      headline: `all schedules are stopped${stop.by === null ? '' : ` by ${stop.by}`}${stop.reason === null ? '' : `: ${stop.reason}`}`,
      since: stop.since.toISOString(),
      affects: `${counted(jobs, 'schedule')}: what falls due meanwhile is skipped and not caught up`,
      action: 'start the schedules: tickermill schedules start',
      operation: { label: 'Start all schedules', method: 'POST', path: 'scheduler/start', role: 'operator' },
      page: '/schedules',
      runbook: runbookOf('lag-spike.md'),
    },
  ];
}

async function fromWorkers({ store }: ApiContext): Promise<AttentionView[]> {
  if ((await reportedWorkers(store.db)).length > 0) return [];
  return [
    {
      ...nothingElse,
      key: 'workers:none',
      severity: 'critical',
      headline: 'no worker has reported for two minutes',
      since: null,
      affects: 'every run and every schedule: nothing is requested, and nothing is lost',
      action: 'start one: npm start',
      page: '/runs',
      runbook: runbookOf('lag-spike.md'),
    },
  ];
}

async function fromPauses(context: ApiContext): Promise<AttentionView[]> {
  const paused = (await viewSources(context)).filter(({ enabled, pausedAt }) => enabled && pausedAt !== null);
  return paused.map(({ id, name, pausedAt, pausedBy, pauseReason, pauseUntil, waiting, queued }) => ({
    ...nothingElse,
    key: `source:paused:${id}`,
    severity: 'warning',
    headline: `${name} is paused${pausedBy === null ? '' : ` by ${pausedBy}`}${pauseReason === null ? '' : `: ${pauseReason}`}`,
    since: pausedAt?.toISOString() ?? null,
    affects: `${counted(waiting + queued, 'task')} that wait for it${pauseUntil === null ? '' : `, until ${pauseUntil.toISOString().slice(0, 16)}Z`}`,
    action: `resume it: tickermill sources resume ${id}`,
    operation: { label: 'Resume', method: 'POST' as const, path: `sources/${id}/resume`, role: 'operator' as const },
    page: `/sources?source=${encodeURIComponent(id)}`,
  }));
}

async function fromListings({ store }: ApiContext): Promise<AttentionView[]> {
  const [runs, proposals] = await Promise.all([lastListingRuns(store.db), openProposals(store.sql)]);
  const refused = runs.filter(({ status }) => status === 'shrunk' || status === 'structure_error');
  return [
    ...refused.map(
      ({ listing, mic, status, refused: why, readAt }): AttentionView => ({
        ...nothingElse,
        key: `listing:${listing}:${mic}`,
        severity: 'warning',
        headline: `the list of ${mic} (${listing}) was refused: ${status === 'shrunk' ? 'it has shrunk' : 'its structure is another'}`,
        since: readAt.toISOString(),
        affects: why ?? 'what is listed there stays as it was',
        action:
          status === 'shrunk'
            ? `accept it: tickermill universe confirm ${mic}`
            : 'see docs/runbooks/source-structure-changed.md',
        page: '/universe?tab=listings',
        runbook: runbookOf('source-structure-changed.md'),
      }),
    ),
    ...(proposals === null
      ? []
      : [
          {
            ...nothingElse,
            key: 'universe:proposals',
            severity: 'info' as const,
            headline: `${counted(proposals.count, 'proposed change')} of symbols to decide`,
            since: proposals.since.toISOString(),
            affects: 'instruments that may be one under two symbols',
            action: 'confirm those that are the same: tickermill universe confirm',
            page: '/universe',
          },
        ]),
  ];
}

async function fromDeadLetters({ store }: ApiContext): Promise<AttentionView[]> {
  const letters = await countDeadLetters(store.db);
  if (letters === 0) return [];
  return [
    {
      ...nothingElse,
      key: 'dead-letters',
      severity: 'info',
      headline: `${counted(letters, 'target')} set aside as dead letters`,
      since: null,
      affects: 'they are not requested until they are revived',
      action: 'look whether they were delisted or renamed, and revive those that were not',
      page: '/quality?tab=letters',
      runbook: runbookOf('lag-spike.md'),
    },
  ];
}
