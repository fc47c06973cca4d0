// Why a target of a run waits, was skipped or failed.

import { counted, PipelineError, skipReason } from '@tickermill/core';
import { type ExecutionFacts, executionFacts, retryAfterMs } from '@tickermill/store/ledger';
import { definitionOf } from '../datasets/registry.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { moment } from '../moment.ts';
import { explainTask, type Reason } from './explain-task.ts';
import type { Explanation } from './explanation.ts';

/** Explains a target of a run by its id. @throws {PipelineError} `NOT_FOUND` */
export async function explainTarget(viewing: Pick<EngineDeps, 'store' | 'now'>, id: bigint): Promise<Explanation> {
  const target = await executionFacts(viewing.store.reads, id);
  if (!target) throw new PipelineError('NOT_FOUND', `There is no target ${id} of a run.`);
  const { sentence, reason, facts } = await reasonOf(viewing, target);
  const { runId, dataset, tickers } = target;
  const subject = { kind: 'target', id: String(id) } as const;
  return { subject, sentence, reason, facts: { ...facts, runId, dataset, target: target.target, tickers } };
}

async function reasonOf(viewing: Pick<EngineDeps, 'store' | 'now'>, target: ExecutionFacts): Promise<Reason> {
  const now = viewing.now();
  if (target.state === 'skipped') return skipped(target, now);
  if (target.state !== 'open') return ended(target, now);
  if (target.followUp) return followUp(target);
  if (target.taskId === null)
    return { sentence: 'It is being planned; its first request is not decided yet.', reason: 'planning', facts: {} };
  const { sentence, reason, facts } = await explainTask(viewing, target.taskId);
  return { sentence, reason, facts: { ...facts, taskId: target.taskId } };
}

function followUp({ hostRunId }: ExecutionFacts): Reason {
  const host = hostRunId === null ? 'a run' : `run ${hostRunId}`;
  return {
    sentence: `It waits behind ${host}, which has the same target open with less than is wanted here, and is planned when that closes.`,
    reason: 'follow-up',
    facts: { hostRunId },
  };
}

/** Skips whose facts say more than their reason. */
function skipped(target: ExecutionFacts, now: Date): Reason {
  const { skipReason: reason, joinedRunId, limit, lastSuccessAt, deadSince, deadCode, finishedAt } = target;
  const freshMs =
    reason === 'fresh' ? definitionOf(target.dataset as Parameters<typeof definitionOf>[0]).freshMs : null;
  const last = lastSuccessAt === null ? '' : ` (fetched ${moment(lastSuccessAt, now)})`;
  const facts = { skipReason: reason, skippedAt: finishedAt, lastSuccessAt, joinedRunId, limit, deadSince, deadCode };
  const because = (why: string): Reason => ({ sentence: `Skipped: ${why}.`, reason: reason ?? 'skipped', facts });
  if (reason === 'fresh' && lastSuccessAt !== null && freshMs !== null) {
    const until = new Date(lastSuccessAt.getTime() + freshMs);
    return {
      sentence: `Skipped: fetched ${moment(lastSuccessAt, now)}, fresh until ${moment(until, now)}.`,
      reason: 'fresh',
      facts: { ...facts, freshUntil: until },
    };
  }
  if (reason === 'in-flight' && joinedRunId !== null)
    return because(`run ${joinedRunId} has the same target open and brings it`);
  if (reason === 'limit' && limit !== null)
    return because(`the run requests at most ${counted(limit, 'target')}, and others came first`);
  if (reason === 'dead-letter' && deadSince !== null)
    return because(
      `a dead letter since ${moment(deadSince, now)} (${deadCode}); it is not requested until it is revived`,
    );
  return because(`${skipReason(reason ?? 'no reason was written')}${reason === 'no-news' ? last : ''}`);
}

const endWords: Readonly<Record<string, string>> = {
  cancelled: 'It was called off with its run',
  superseded: 'It gave way to the next slot of its schedule',
  gone: 'The source has it no longer',
};

function ended(target: ExecutionFacts, now: Date): Reason {
  const { state, finishedAt, found, created, errorCode, errorMessage, retryRunId, runFinishedAt, trigger } = target;
  const at = finishedAt === null ? '' : ` at ${moment(finishedAt, now)}`;
  const facts = { finishedAt, found, created, errorCode, errorMessage, retryRunId };
  if (state === 'failed') {
    const retryAt = new Date((runFinishedAt ?? now).getTime() + retryAfterMs);
    const next =
      retryRunId !== null
        ? `run ${retryRunId} requests it once more`
        : trigger === 'retry' || (runFinishedAt !== null && retryAt < now)
          ? 'the next slot of its schedule requests it again'
          : runFinishedAt === null
            ? 'one retry run requests it an hour after the end of its run'
            : `one retry run requests it at ${moment(retryAt, now)}`;
    return {
      sentence: `It failed${at} (${errorCode ?? 'no code'}${errorMessage === null ? '' : `: ${errorMessage}`}); ${next}.`,
      reason: 'failed',
      facts,
    };
  }
  if (state === 'nothing')
    return { sentence: `The source was asked${at} and had nothing new.`, reason: 'nothing', facts };
  if (state === 'done' || state === 'partial') {
    const left = state === 'partial' ? ', and left something out (a limit, or a document that cannot be read)' : '';
    return { sentence: `It was fetched${at}: ${found} found, ${created} new${left}.`, reason: state, facts };
  }
  return {
    sentence: `${endWords[state] ?? `It is ${state}`}${at}${errorCode === null ? '' : ` (${errorCode})`}.`,
    reason: state,
    facts,
  };
}
