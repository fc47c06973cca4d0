// Commits the outcome of an answer in one transaction, for the handler of tasks.

import type { Outcome } from '@tickermill/collectors';
import { type DatasetId, datasets, PipelineError, type RecordOf, toPipelineError } from '@tickermill/core';
import { isConnectionLost, isStoreBlocked, type Store } from '@tickermill/store';
import {
  type Capture,
  type Claim,
  type ClaimedResult,
  type Committed,
  type Fallback,
  Fenced,
  joinsOthers,
} from '@tickermill/store/ledger';
import type { Answer } from '@tickermill/upstream';
import { collectorNamed, toTask } from '../catalogue.ts';
import type { Grouped } from '../grouped.ts';
import type { Observer } from '../observer.ts';
import { type OnPhase, timed } from '../phases.ts';
import type { SourceHealth } from '../sources/source-health.ts';
import { sharesDaysOf, sourcesBeyond, tasksBeyond } from './beyond-whole-days.ts';
import { answerOf } from './failure.ts';
import { fallbackWhenNothing } from './fallback.ts';
import { untilWritten, type Writer } from './until-written.ts';

/** Called after every task that ended, with the runs that it stopped. */
export type OnCommitted = (claim: Claim, committed: Committed & { stopped: readonly bigint[] }) => Promise<void>;

/** For how many days the bodies of answers are kept that are no documents. Documents: for ever. */
export interface CaptureDays {
  readonly used: number;
  readonly failed: number;
}

interface StoreAnswerDeps {
  readonly store: Store;
  /** Commits results; null: another claim has overtaken the task. */
  readonly commit: Grouped<ClaimedResult, Committed | null>;
  readonly captureDays: CaptureDays;
  readonly health: SourceHealth;
  readonly onCommitted: OnCommitted;
  readonly onPhase?: OnPhase | undefined;
  readonly observer?: Pick<Observer, 'rows'> | undefined;
}

/** An answer that arrived well and could not be read or stored. */
export class UnusedAnswer extends Error {
  readonly error: PipelineError;
  readonly answer: Answer;
  constructor(error: PipelineError, answer: Answer) {
    super(error.message, { cause: error });
    this.error = error;
    this.answer = answer;
  }
}

/** Reads an answer and writes what it means, in one transaction. @throws {UnusedAnswer} @throws {Fenced} */
export async function storeAnswer(
  { store, commit, captureDays, health, onCommitted, onPhase, observer }: StoreAnswerDeps,
  claim: Claim,
  { answer, parse, writer }: { answer: Answer; parse: () => Promise<unknown>; writer: Writer },
): Promise<{ outcome: Outcome<unknown>; created: number }> {
  const read = await timed(onPhase, 'parse', () => readAnswer(claim, answer, { parse, keepDays: captureDays.used }));
  const { outcome } = read;
  const isNothing = outcome.kind === 'nothing';
  const result = {
    ...read.result,
    ...(isNothing ? { instead: await fallbackWhenNothing(store, claim) } : {}),
    ...(read.result.next.length === 0 ? await beyondOf(store, claim) : {}),
  };
  const claimed = { claim, result };
  // What has failed with others before is tried by itself.
  const write = (again: boolean) => commit(claimed, { alone: again || !joinsOthers(claimed) });
  const stored = timed(onPhase, 'store', () => untilWritten(write, writer));
  const committed = await stored.catch((error) => {
    if (error instanceof Fenced || isConnectionLost(error) || isStoreBlocked(error)) throw error;
    throw new UnusedAnswer(toPipelineError(error, 'STORE_FAILED'), answer);
  });
  if (!committed) throw new Fenced(claim);
  observer?.rows(claim.dataset, committed);
  await health.answered(claim.source);
  await onCommitted(claim, { ...committed, stopped: [] });
  return { outcome, created: committed.created };
}

/** What targets are owed beyond the last of whole days. */
async function beyondOf(store: Store, claim: Claim): Promise<{ beyond?: Fallback }> {
  const sources = await sourcesBeyond(store, claim);
  if (sources === null) return {};
  return {
    beyond: (targets, tx) =>
      tasksBeyond(
        claim,
        targets.filter((target) => sharesDaysOf(claim, target)),
        sources,
        tx,
      ),
  };
}

async function readAnswer(
  claim: Claim,
  answer: Answer,
  { parse, keepDays }: { parse: () => Promise<unknown>; keepDays: number },
) {
  try {
    const outcome = (await parse()) as Outcome<RecordOf<DatasetId>>;
    return { outcome, result: toResult(claim, answer, { outcome, keepDays }) };
  } catch (error) {
    throw answerOf(error) ? error : new UnusedAnswer(toPipelineError(error), answer);
  }
}

function toResult(
  claim: Claim,
  answer: Answer,
  { outcome, keepDays }: { outcome: Outcome<RecordOf<DatasetId>>; keepDays: number },
) {
  // A 304 has no body: what it stands for was kept when it came.
  const capture = answer.status === 304 ? null : captureOf(claim, answer, claim.documentKey === null ? keepDays : null);
  if (outcome.kind !== 'found') {
    const records = outcome.kind === 'nothing' ? validated(claim.dataset, outcome.records ?? []) : [];
    return { state: outcome.kind, records, found: null, next: [], documentLimit: null, capture } as const;
  }
  const collector = collectorNamed(claim.collector);
  const about = { collector, runId: claim.runId, parentId: claim.taskId, label: claim.label, priority: claim.priority };
  return {
    state: 'done',
    records: validated(claim.dataset, outcome.records ?? []),
    found: outcome.found ?? null,
    next: (outcome.next ?? []).map((call) => toTask(call, about)),
    documentLimit: outcome.documentLimit ?? null,
    capture,
  } as const;
}

/** The second of two checks: a record must fit its dataset whatever the collector thought. */
export function validated<D extends DatasetId>(dataset: D, records: readonly unknown[]): RecordOf<D>[] {
  return records.map((record) => {
    const parsed = datasets[dataset].safeParse(record);
    if (parsed.success) return parsed.data as RecordOf<D>;
    const issue = parsed.error.issues[0];
    throw new PipelineError('INVALID_RECORD', `${dataset}: ${issue?.path.join('.')}: ${issue?.message}`, {
      detail: { dataset, field: issue?.path.join('.') ?? '' },
    });
  });
}

/** The body of an answer, to be kept for so many days; null: for ever. */
export const captureOf = (claim: Claim, answer: Answer, days: number | null): Capture => ({
  source: claim.source,
  url: answer.request.url,
  status: answer.status,
  sha256: answer.sha256,
  body: answer.body,
  keepDays: days,
});
