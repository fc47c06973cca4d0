import { type Log, PipelineError } from '@tickermill/core';
import { isConnectionLost, isStoreBlocked, type Store } from '@tickermill/store';
import {
  type Claim,
  type ClaimedJob,
  type ClaimedResult,
  type Committed,
  Fenced,
  forgiveStall,
  giveBack,
  markAlone,
} from '@tickermill/store/ledger';
import { QuotaSpent, type Upstream } from '@tickermill/upstream';
import { stepOf } from '../catalogue.ts';
import type { Grouped } from '../grouped.ts';
import type { Observer, TaskEnd } from '../observer.ts';
import type { ParsePool } from '../parsing/parse-pool.ts';
import { type OnPhase, timed } from '../phases.ts';
import type { TaskJob } from '../queues/jobs.ts';
import type { Verdict } from '../queues/queue-client.ts';
import { NoPermit } from '../sources/no-permit.ts';
import type { SourceHealth } from '../sources/source-health.ts';
import { requestOf } from './conditional.ts';
import type { ExclusiveLock, Release } from './exclusive-lock.ts';
import { failTask } from './fail-task.ts';
import { type CaptureDays, type OnCommitted, storeAnswer } from './store-answer.ts';
import { untilWritten, type Writer } from './until-written.ts';

/** What collecting needs of its process. */
export interface CollectDeps {
  readonly store: Store;
  readonly captureDays: CaptureDays;
  readonly upstream: Upstream;
  readonly health: SourceHealth;
  readonly parsing: ParsePool;
  readonly log: Log;
  /** Claims a task for a job; null: another job has it, or nobody wants it any more. */
  readonly claim: Grouped<ClaimedJob, Claim | null>;
  readonly commit: Grouped<ClaimedResult, Committed | null>;
  /** All tasks in progress of this process, whatever their source. */
  readonly lock: ExclusiveLock;
  /** Tasks that this process still holds in the ledger, as it could not write that it has let them go. */
  readonly unreleased: Set<bigint>;
  /** Attempts of a task before it fails. */
  readonly attempts: number;
  readonly random: () => number;
  readonly onCommitted: OnCommitted;
  readonly onPhase?: OnPhase | undefined;
  readonly observer?: Observer | undefined;
}

/** How long a queue rests before it looks again, once the quota of its source is spent. */
const spentRestMs = 5 * 60_000;
/** How long a job waits when the ledger itself cannot be reached. */
const ledgerRetryMs = 2_000;
/** One stall may be anybody's fault. A task that was there twice when a worker was lost runs alone from then on. */
const aloneFromStalls = 2;
/** A task whose worker was lost so often while it ran alone is not run again. */
const maxLoneStalls = 3;

/** Works one job of a source's queue: claim → permit → request → parse → one transaction. */
export async function collect(
  collecting: CollectDeps,
  { task: taskId, dispatch }: TaskJob,
  signal: AbortSignal,
): Promise<Verdict> {
  const { store, lock, unreleased } = collecting;
  const log = collecting.log.child({ task_id: String(taskId), job: String(dispatch) });
  const attempt: Attempt = { signal, log, wasBlocked: false };
  let release: Release = () => {};
  let claim: Claim | null = null;
  try {
    // Before the claim: while another task runs isolated, this one stays queued, and a stall is not counted as its own.
    release = await lock.enter(signal);
    claim = await timed(collecting.onPhase, 'claim', () =>
      untilWritten(
        (again) => collecting.claim({ taskId, dispatch, again: again || unreleased.has(taskId) }, { alone: again }),
        attempt,
      ),
    );
    unreleased.delete(taskId);
    if (!claim) return { kind: 'done' };
    attempt.log = attempt.log.child({ run_id: String(claim.runId) });
    if (claim.loneStalls >= maxLoneStalls) {
      throw new PipelineError('POISON', `Its worker was lost ${claim.loneStalls} times while it ran alone.`);
    }
    if (claim.stalls >= aloneFromStalls) {
      release();
      release = await lock.enterAlone(signal);
      await markAlone(store.sql, claim);
      attempt.log.warn('task runs isolated, because its worker was lost', {
        stalls: claim.stalls,
        alone: claim.loneStalls,
      });
    }
    return await work(collecting, claim, attempt);
  } catch (error) {
    const verdict = await afterFailure(collecting, claim, error, attempt);
    if (claim && attempt.wasBlocked && verdict.kind === 'done') {
      // Its worker lives, though another may have taken the task that it could not write.
      const alone = claim.stalls >= aloneFromStalls;
      await forgiveStall(store.sql, claim, alone).catch((failure) =>
        attempt.log.warn('a stall stays counted', { error: String(failure) }),
      );
    }
    return verdict;
  } finally {
    release();
  }
}

interface Attempt extends Writer {
  log: Log;
}

async function work(collecting: CollectDeps, claim: Claim, attempt: Attempt): Promise<Verdict> {
  const { signal, log } = attempt;
  const step = stepOf(claim);
  const input = step.input.parse(claim.input);
  const request = await requestOf(collecting.store, step, input);
  const answer = await collecting.upstream.send(claim.source, request, { signal });
  collecting.onPhase?.('request', answer.latencyMs);
  const { outcome, created } = await storeAnswer(collecting, claim, {
    answer,
    parse: () => collecting.parsing.parse({ collector: claim.collector, step }, answer, input),
    writer: attempt,
  });
  collecting.observer?.task(claim, outcome.kind === 'found' ? 'done' : outcome.kind);
  log.info(outcome.kind === 'found' ? 'collected' : outcome.kind, {
    title: claim.step,
    label: claim.label,
    created,
    ...(outcome.kind === 'found' ? {} : { because: outcome.because }),
  });
  return { kind: 'done' };
}

/** How long the queue rests before the task is taken again. */
function restAfter(error: unknown): number {
  if (error instanceof NoPermit) return error.ms;
  if (error instanceof QuotaSpent) return spentRestMs;
  return isStoreBlocked(error) ? ledgerRetryMs : 0;
}

const endOf: Partial<Record<Verdict['kind'], TaskEnd>> = {
  fail: 'failed',
  delay: 'throttled',
  retry: 'retried',
  'give-back': 'given-back',
};

async function afterFailure(
  collecting: CollectDeps,
  claim: Claim | null,
  error: unknown,
  attempt: Attempt,
): Promise<Verdict> {
  const { signal, log } = attempt;
  if (error instanceof Fenced) return { kind: 'done' };
  try {
    if (claim === null) {
      if (signal.aborted) return { kind: 'give-back', ms: 0 };
      if (isConnectionLost(error) || isStoreBlocked(error)) throw error;
      // Waiting would not help. If the ledger still owes the task, the reconciler gives it another job.
      log.error('could not claim the task', error);
      return { kind: 'fail', reason: error instanceof Error ? error.message : String(error) };
    }
    const { store } = collecting;
    if (error instanceof QuotaSpent) await untilWritten(() => collecting.health.failed(claim.source, error), attempt);
    // A spent quota is renewed the next day, and costs no attempt.
    const isLedgers = isConnectionLost(error) || isStoreBlocked(error);
    if (error instanceof NoPermit || error instanceof QuotaSpent || signal.aborted || isLedgers) {
      const comesBack = await untilWritten(() => giveBack(store.sql, claim), attempt);
      if (!comesBack) return { kind: 'done' };
      collecting.observer?.task(claim, 'given-back');
      return {
        kind: 'give-back',
        ms: restAfter(error),
      };
    }
    const verdict = await failTask(collecting, claim, error, attempt);
    const end = endOf[verdict.kind];
    if (end) collecting.observer?.task(claim, end);
    return verdict;
  } catch (failure) {
    if (failure instanceof Fenced) return { kind: 'done' };
    // The task stays claimed. No worker was lost: this one claims it again without a stall.
    if (claim) collecting.unreleased.add(claim.taskId);
    log.error('the ledger did not answer', failure);
    return { kind: 'delay', ms: ledgerRetryMs };
  }
}
