import { earliestBackfillDay, isDay, type SourceId } from '@tickermill/core';
import type { EndedTarget, OpenTask } from '@tickermill/store/ledger';
import { moment } from '../../../moment.ts';
import type { AskedDay, DayFacts, Explained, SourceCondition } from './day-facts.ts';
import { sourceName, weekday } from './sentences.ts';

/** The open task that is to bring a day. */
export function open({ open: task, standing }: DayFacts, { now }: AskedDay): Explained | null {
  if (!task) return null;
  const known = { source: task.source, runId: task.runId, taskId: task.taskId };
  const name = sourceName(task.source);
  if (task.state === 'running') {
    const startedAt = task.startedAt ?? now;
    return {
      sentence: `A request to ${name} is under way since ${moment(startedAt, now)}.`,
      because: { reason: 'running', evidence: { ...known, startedAt } },
    };
  }
  if (task.errorCode !== null && task.notBefore !== null && task.notBefore > now) return retrying(task, known, now);
  const { quietUntil, quietReason, pausedBy, spentUntil } = closedness(standing, task.source);
  return {
    sentence: `It waits in the queue of ${name}, ${place(task.ahead)}${reasonToWait({ quietUntil, quietReason, pausedBy, spentUntil }, now)}.`,
    because: {
      reason: 'waiting',
      evidence: {
        ...known,
        ahead: task.ahead,
        quietUntil,
        pausedBy,
        spentUntil,
      },
    },
  };
}

function retrying(task: OpenTask, known: Pick<OpenTask, 'source' | 'runId' | 'taskId'>, now: Date): Explained {
  const { errorCode, errorMessage, attempts, notBefore } = task;
  const until = notBefore ?? now;
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  return {
    sentence: `It was requested ${times} and failed (${errorCode}); the next request to ${sourceName(task.source)} is due at ${moment(until, now)}.`,
    because: {
      reason: 'retrying',
      evidence: {
        ...known,
        errorCode: errorCode ?? 'UNEXPECTED',
        errorMessage,
        attempts,
        notBefore: until,
      },
    },
  };
}

/** Explanations without an open task: how the last one ended, or why there is none. */
export function ended({ last, lastAsked, deadLetter, standing }: DayFacts, { ticker, date, now }: AskedDay): Explained {
  if (deadLetter) {
    const { errorCode, errorMessage, failedOn, createdAt } = deadLetter;
    return {
      sentence: `It is a dead letter since ${weekday(createdAt.toISOString().slice(0, 10))}, ${moment(createdAt, now)} (${errorCode}), and is not requested until it is revived.`,
      because: {
        reason: 'dead-letter',
        evidence: {
          errorCode,
          errorMessage,
          since: createdAt,
          failedOn: failedOn.filter(isDay),
        },
      },
    };
  }
  if (standing && (standing.pausedAt || (standing.quietUntil && standing.quietUntil > now)) && !wasAnswered(last)) {
    const { source, quietUntil, quietReason, pausedAt, pausedBy } = standing;
    const why = pausedAt
      ? `is paused${pausedBy ? ` by ${pausedBy}` : ''} since ${moment(pausedAt, now)}`
      : `is quiet until ${moment(quietUntil ?? now, now)}${quietReason ? ` (${quietReason})` : ''}`;
    return {
      sentence: `It is not requested: ${sourceName(source)} ${why}.`,
      because: {
        reason: 'source-closed',
        evidence: {
          source,
          quietUntil,
          quietReason,
          pausedAt,
          pausedBy,
        },
      },
    };
  }
  if (last) return outcome(last, now);
  const evidence = {
    lastAskedAt: lastAsked?.finishedAt ?? null,
    lastAskedTo: lastAsked?.to && isDay(lastAsked.to) ? lastAsked.to : null,
  };
  const since = lastAsked
    ? `: the last answer is of ${moment(lastAsked.finishedAt, now)}${evidence.lastAskedTo ? ` and reaches to ${evidence.lastAskedTo}` : ''}`
    : `, and nothing of ${ticker} is`;
  const how = `; "tickermill backfill daily-prices ${ticker} --from ${date}" requests it`;
  const isTooEarly = date < earliestBackfillDay;
  return {
    sentence: `It is not requested yet${since}${isTooEarly ? '' : how}.`,
    because: { reason: 'never-asked', evidence },
  };
}

const wasAnswered = (last: EndedTarget | null) => last !== null && ['done', 'nothing', 'partial'].includes(last.state);

function outcome(
  { runId, state, skipReason, errorCode, errorMessage, finishedAt, source }: EndedTarget,
  now: Date,
): Explained {
  const [run, at] = [{ runId }, finishedAt];
  const when = moment(finishedAt, now);
  if (state === 'skipped') {
    const reason = skipReason ?? 'skipped';
    return {
      sentence: `Run ${runId} left it out at ${when} (${reason}).`,
      because: { reason: 'skipped', evidence: { ...run, skipReason: reason, skippedAt: at } },
    };
  }
  if (wasAnswered({ state } as EndedTarget)) {
    return {
      sentence: `${source ? sourceName(source) : 'The source'} answered at ${when}, and said nothing of this day.`,
      because: { reason: 'nothing', evidence: { ...run, askedAt: at } },
    };
  }
  const code = errorCode ?? state.toUpperCase();
  return {
    sentence: `The request of ${when} failed (${code}); the next one is that of its schedule.`,
    because: {
      reason: 'failed',
      evidence: { ...run, errorCode: code, errorMessage, failedAt: at },
    },
  };
}

function closedness(standing: SourceCondition | null, source: SourceId) {
  const own = standing?.source === source ? standing : null;
  return {
    quietUntil: own?.quietUntil ?? null,
    quietReason: own?.quietReason ?? null,
    pausedBy: own?.pausedAt ? (own.pausedBy ?? 'an operator') : null,
    spentUntil: own?.spentUntil ?? null,
  };
}

const place = (ahead: number) =>
  ahead === 0 ? 'first in turn' : `behind ${ahead} ${ahead === 1 ? 'other' : 'others'}`;

function reasonToWait(
  { quietUntil, quietReason, pausedBy, spentUntil }: ReturnType<typeof closedness>,
  now: Date,
): string {
  if (pausedBy !== null) return `; the source is paused by ${pausedBy}`;
  if (spentUntil && spentUntil > now) return `; its requests of the day are spent until ${moment(spentUntil, now)}`;
  if (quietUntil === null || quietUntil <= now) return '';
  return `; the source is quiet until ${moment(quietUntil, now)}${quietReason ? ` (${quietReason})` : ''}`;
}
