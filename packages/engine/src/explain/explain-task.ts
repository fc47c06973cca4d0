// Why a task waits, from the ledger, the state of its source and the permit that it will need.

import { counted, dayMs, PipelineError } from '@tickermill/core';
import { type TaskFacts, taskFacts } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { moment } from '../moment.ts';
import { type SourceOverview, viewSource } from '../sources/source-view.ts';
import type { Explanation } from './explanation.ts';

/** What an explanation of a task says, without its subject. */
export type Reason = Omit<Explanation, 'subject'>;

/** Explains a task. @throws {PipelineError} `NOT_FOUND` */
export async function explainTask(viewing: Pick<EngineDeps, 'store' | 'now'>, id: bigint): Promise<Explanation> {
  const now = viewing.now();
  const task = await taskFacts(viewing.store.reads, id, now);
  if (!task) throw new PipelineError('NOT_FOUND', `There is no task ${id}.`);
  const source = await viewSource(viewing, task.source);
  const { sentence, reason, facts } = reasonOf(task, source, now);
  const subject = { kind: 'task', id: String(id) } as const;
  return { subject, sentence, reason, facts: { ...facts, runId: task.runId, source: task.source, label: task.label } };
}

/** Why a task is as it is: how it ended, or the first thing that holds it back. */
function reasonOf(task: TaskFacts, source: SourceOverview, now: Date): Reason {
  const { state, startedAt, worker } = task;
  if (state === 'running')
    return {
      sentence: `It is being fetched from ${source.name} since ${moment(startedAt ?? now, now)}${worker === null ? '' : ` by ${worker}`}.`,
      reason: 'running',
      facts: { startedAt, worker },
    };
  if (state !== 'waiting' && state !== 'queued') return ended(task, source, now);
  return heldByRun(task, now) ?? heldBySource(source, now) ?? retrying(task, source, now) ?? inTurn(task, source, now);
}

const endWords: Readonly<Record<string, string>> = {
  done: 'was answered',
  nothing: 'was answered, and the source had nothing new',
  gone: 'was answered: the source has it no longer',
  cancelled: 'was called off with its run',
  superseded: 'gave way to the next slot of its schedule',
};

function ended(
  { state, finishedAt, attempts, errorCode, errorMessage }: TaskFacts,
  source: SourceOverview,
  now: Date,
): Reason {
  const at = finishedAt === null ? '' : ` at ${moment(finishedAt, now)}`;
  const facts = { finishedAt, attempts, errorCode, errorMessage };
  if (state === 'failed')
    return {
      sentence: `It failed${at} after ${counted(attempts, 'attempt')} (${errorCode ?? 'no code'}); the retry of its run, or the next slot, requests it again.`,
      reason: 'failed',
      facts,
    };
  return { sentence: `Its request to ${source.name} ${endWords[state] ?? state}${at}.`, reason: state, facts };
}

function heldByRun({ runId, runPausedAt, held }: TaskFacts, now: Date): Reason | null {
  if (runPausedAt === null && !held) return null;
  const since = runPausedAt === null ? '' : ` since ${moment(runPausedAt, now)}`;
  return {
    sentence: `It waits: run ${runId} is paused${since} until somebody resumes it.`,
    reason: 'run-paused',
    facts: { pausedAt: runPausedAt },
  };
}

/** The state of the source that lets nothing leave, if it does. */
function heldBySource(source: SourceOverview, now: Date): Reason | null {
  const { name, enabled, pausedAt, pausedBy, pauseReason, pauseUntil, quietUntil, quietReason, state, quota } = source;
  if (!enabled)
    return {
      sentence: `It waits: ${name} is off; it has no key, or PRICE_SOURCES does not name it.`,
      reason: 'source-off',
      facts: {},
    };
  if (pausedAt !== null)
    return {
      sentence: `It waits: ${name} is paused${pausedBy === null ? '' : ` by ${pausedBy}`} since ${moment(pausedAt, now)}${pauseReason === null ? '' : ` (${pauseReason})`}${pauseUntil === null ? '' : `, until ${moment(pauseUntil, now)}`}.`,
      reason: 'source-paused',
      facts: { pausedAt, pausedBy, pauseReason, pauseUntil },
    };
  if (state === 'quiet' && quietUntil !== null && quietUntil > now)
    return {
      sentence: `It waits: ${name} is quiet until ${moment(quietUntil, now)}${quietReason === null ? '' : ` (${quietReason})`}, then one probe decides.`,
      reason: 'source-quiet',
      facts: { quietUntil, quietReason },
    };
  if (state !== 'open' && state !== 'paused')
    return {
      sentence: `It waits: ${name} is being probed after a quiet period; the answer decides.`,
      reason: 'source-probing',
      facts: { quietReason },
    };
  if (quota !== null && quota.used >= quota.limit)
    return {
      sentence: `It waits: ${quota.used} of ${quota.limit} requests of the day to ${name} are used; they count anew at ${moment(quota.resetsAt, now)}.`,
      reason: 'quota-spent',
      facts: { used: quota.used, limit: quota.limit, resetsAt: quota.resetsAt },
    };
  return null;
}

function retrying(
  { notBefore, errorCode, errorMessage, attempts, throttles }: TaskFacts,
  source: SourceOverview,
  now: Date,
): Reason | null {
  if (notBefore === null || notBefore <= now) return null;
  const times = counted(attempts + throttles, 'attempt');
  const why = errorCode === null ? '' : ` (${errorCode})`;
  return {
    sentence: `${times} to ${source.name} failed${why}; the next leaves at ${moment(notBefore, now)} at the earliest.`,
    reason: 'retrying',
    facts: { notBefore, attempts, throttles, errorCode, errorMessage },
  };
}

/** Nothing but the pace and what comes before it holds it back. */
function inTurn({ ahead, used }: TaskFacts, source: SourceOverview, now: Date): Reason {
  const { pace, running } = source;
  const leavesAt = new Date(now.getTime() + Math.ceil((ahead * pace.perMs) / pace.requests));
  return {
    sentence: `${Math.min(used, pace.requests)} of ${pace.requests} ${periodWords(pace.perMs)} used, ${ahead.toLocaleString('en-US')} before it, leaves ${moment(leavesAt, now)}.`,
    reason: 'pace',
    facts: { used, pace, ahead, running, leavesAt },
  };
}

const periods: readonly (readonly [ms: number, words: string])[] = [
  [1_000, 'a second'],
  [60_000, 'a minute'],
  [3_600_000, 'an hour'],
  [dayMs, 'a day'],
];
const periodWords = (perMs: number): string =>
  periods.find(([ms]) => ms === perMs)?.[1] ?? `in ${(perMs / 1_000).toLocaleString('en-US')} s`;
