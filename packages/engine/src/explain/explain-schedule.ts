// When a schedule falls due next, why it does not, and what became of its last slot.

import { skipReason } from '@tickermill/core';
import { scheduleOutcomes, schedulerStop } from '@tickermill/store/schedules';
import type { EngineDeps } from '../engine-deps.ts';
import { moment } from '../moment.ts';
import { type UpcomingSchedule, viewSchedule } from '../schedules/manage.ts';
import { explainRun } from './explain-run.ts';
import type { Reason } from './explain-task.ts';
import type { Explanation } from './explanation.ts';

/** Explains a schedule. @throws {PipelineError} `NOT_FOUND` */
export async function explainSchedule(viewing: EngineDeps, id: bigint): Promise<Explanation> {
  const schedule = await viewSchedule(viewing, id);
  const { dataset, ticker, cron, zone, nextRun } = schedule;
  const { sentence, reason, facts } = await reasonOf(viewing, schedule);
  const about = { dataset, ticker, cron, zone, nextRun };
  return { subject: { kind: 'schedule', id: String(id) }, sentence, reason, facts: { ...about, ...facts } };
}

async function reasonOf(viewing: EngineDeps, schedule: UpcomingSchedule): Promise<Reason> {
  const { store } = viewing;
  const now = viewing.now();
  if (!schedule.enabled)
    return { sentence: 'It is disabled: it does not fall due until it is enabled.', reason: 'disabled', facts: {} };
  const stop = await schedulerStop(store.sql);
  if (stop)
    return {
      sentence: `All schedules are stopped${stop.by === null ? '' : ` by ${stop.by}`} since ${moment(stop.since, now)}${stop.reason === null ? '' : ` (${stop.reason})`}; what falls due meanwhile is skipped and not caught up.`,
      reason: 'stopped',
      facts: { stoppedBy: stop.by, stoppedAt: stop.since, stopReason: stop.reason },
    };
  const { pausedAt, pausedBy, pauseReason, pauseUntil } = schedule;
  if (pausedAt !== null) {
    const end = pauseUntil === null ? 'until somebody resumes it' : `until ${moment(pauseUntil, now)}`;
    return {
      sentence: `It is paused by ${pausedBy} since ${moment(pausedAt, now)}${pauseReason === null ? '' : ` (${pauseReason})`}, ${end}.`,
      reason: 'paused',
      facts: { pausedAt, pausedBy, pauseReason, pauseUntil },
    };
  }
  const [found] = await scheduleOutcomes(store.reads, { last: 1, scheduleId: schedule.id });
  const last = found?.outcomes[0];
  const next = nextWords(schedule, now);
  if (!last) return { sentence: `It has not fallen due yet; ${next}.`, reason: 'not-due', facts: {} };
  const facts = { dueAt: last.dueAt, runId: last.runId, skipReason: last.skipReason };
  const due = `Due ${moment(last.dueAt, now)}`;
  if (last.runId === null) {
    const why = last.skipReason ?? 'skipped';
    return { sentence: `${due}, skipped: ${skipReason(why)}; ${next}.`, reason: why, facts };
  }
  const run = await explainRun(viewing, last.runId);
  const isSkipped = run.facts['targets'] === sizeOf(run.facts['skipped']) && run.reason !== 'no-targets';
  const became = isSkipped ? `skipped: ${skipReason(run.reason)}` : `run ${last.runId} is ${last.state}`;
  return { sentence: `${due}, ${became}; ${next}.`, reason: isSkipped ? run.reason : last.state, facts };
}

const sizeOf = (counts: unknown) =>
  Object.values((counts ?? {}) as Record<string, number>).reduce((sum, each) => sum + each, 0);

function nextWords({ after, nextRun }: UpcomingSchedule, now: Date): string {
  if (after !== null)
    return `it falls due when schedule ${after} has ended${nextRun === null ? '' : `, not before ${moment(nextRun, now)}`}`;
  return nextRun === null ? 'it has no next slot' : `next ${moment(nextRun, now)}`;
}
