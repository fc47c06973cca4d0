import type { Outcome } from '@tickermill/collectors';
import { type DatasetId, datasets, type Log, PipelineError, type RecordOf, toPipelineError } from '@tickermill/core';
import {
  type Capture,
  type Claim,
  type Committed,
  claimTask,
  commitFailure,
  commitResult,
  Fenced,
  giveBack,
  keepCapture,
  postpone,
  quietSource,
  type Store,
} from '@tickermill/store';
import type { Answer, Upstream } from '@tickermill/upstream';
import { collectorOf, stepOf, toTask } from './catalogue.ts';
import { answerOf, consequenceOf } from './failure.ts';
import { NoPermit } from './permit.ts';
import type { JobData, Verdict } from './queues.ts';

/** What collecting needs of its process. */
export interface Collecting {
  readonly store: Store;
  readonly upstream: Upstream;
  readonly log: Log;
  /** Names this process in the ledger. */
  readonly worker: string;
  /** Attempts of a task before it fails. */
  readonly attempts: number;
  readonly random: () => number;
  /** Told after every task that ended. */
  readonly onCommitted: (claim: Claim, committed: Committed & { added: number }) => Promise<void>;
}

/** How long answers are kept that are no documents, and those that could not be used. Documents: for ever. */
const keepDays = { answer: 7, failure: 30 };
/** How long a job waits when the ledger itself cannot be reached. */
const ledgerRetryMs = 2_000;

/** Works one job of a source's queue: claim → permit → request → parse → one transaction. */
export async function collect(collecting: Collecting, data: JobData, signal: AbortSignal): Promise<Verdict> {
  const { store, log, worker } = collecting;
  const [taskId, dispatch] = [BigInt(data['task'] ?? 0), Number(data['dispatch'])];
  const taskLog = log.child({ task_id: String(taskId) });
  let claim: Claim | null;
  try {
    claim = await claimTask(store.db, { taskId, dispatch, worker });
  } catch (error) {
    taskLog.error('the ledger did not answer', error);
    return { kind: 'delay', ms: ledgerRetryMs };
  }
  if (!claim) return { kind: 'done' }; // overtaken: another job has the task
  const runLog = taskLog.child({ run_id: String(claim.runId) });
  try {
    return await work(collecting, claim, signal, runLog);
  } catch (error) {
    if (error instanceof Fenced) return { kind: 'done' };
    if (error instanceof NoPermit || signal.aborted) {
      await giveBack(store.db, claim);
      return { kind: 'give-back', ms: error instanceof NoPermit ? error.ms : 0 };
    }
    return fail(collecting, claim, error, runLog);
  }
}

async function work(collecting: Collecting, claim: Claim, signal: AbortSignal, log: Log): Promise<Verdict> {
  const step = stepOf(claim);
  const input = step.input.parse(claim.input);
  const answer = await collecting.upstream.send(claim.source, step.request(input), { signal });
  try {
    const outcome = step.parse(answer, input) as Outcome<RecordOf<DatasetId>>;
    const committed = await store(collecting, claim, answer, outcome);
    log.info(outcome.kind === 'found' ? 'collected' : outcome.kind, {
      title: claim.step,
      label: claim.label,
      created: committed.created,
      ...(outcome.kind === 'found' ? {} : { because: outcome.because }),
    });
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof Fenced || answerOf(error)) throw error;
    throw new UnusedAnswer(toPipelineError(error, 'UNEXPECTED'), answer);
  }
}

/** An answer that arrived well and could not be read or stored. */
class UnusedAnswer extends Error {
  readonly error: PipelineError;
  readonly answer: Answer;
  constructor(error: PipelineError, answer: Answer) {
    super(error.message, { cause: error });
    this.error = error;
    this.answer = answer;
  }
}

async function store(
  collecting: Collecting,
  claim: Claim,
  answer: Answer,
  outcome: Outcome<RecordOf<DatasetId>>,
): Promise<Committed> {
  const isFound = outcome.kind === 'found';
  const collector = collectorOf(claim.dataset);
  const about = { collector, runId: claim.runId, parentId: claim.taskId, label: claim.label, priority: claim.priority };
  const next = isFound ? (outcome.next ?? []).map((call) => toTask(call, about)) : [];
  const committed = await commitResult(collecting.store, claim, {
    state: isFound ? 'done' : outcome.kind,
    records: isFound ? validated(claim.dataset, outcome.records ?? []) : [],
    found: isFound ? (outcome.found ?? null) : null,
    next,
    atMost: isFound ? (outcome.atMost ?? null) : null,
    capture: captureOf(claim, answer, claim.documentKey === null ? keepDays.answer : null),
  });
  await collecting.onCommitted(claim, { ...committed, added: next.length });
  return committed;
}

/** The second of two checks: a record must fit its dataset whatever the collector thought. */
function validated<D extends DatasetId>(dataset: D, records: readonly unknown[]): RecordOf<D>[] {
  return records.map((record) => {
    const parsed = datasets[dataset].safeParse(record);
    if (parsed.success) return parsed.data as RecordOf<D>;
    const issue = parsed.error.issues[0];
    throw new PipelineError('INVALID_RECORD', `${dataset}: ${issue?.path.join('.')}: ${issue?.message}`, {
      detail: { dataset, field: issue?.path.join('.') ?? '' },
    });
  });
}

const captureOf = (claim: Claim, answer: Answer | null, days: number | null): Capture | null =>
  answer && {
    source: claim.source,
    url: answer.request.url,
    status: answer.status,
    sha256: answer.sha256,
    body: answer.body,
    keepDays: days,
  };

async function fail(collecting: Collecting, claim: Claim, thrown: unknown, log: Log): Promise<Verdict> {
  const { store: db, attempts, random } = collecting;
  const error = thrown instanceof UnusedAnswer ? thrown.error : toPipelineError(thrown);
  const answer = thrown instanceof UnusedAnswer ? thrown.answer : answerOf(thrown);
  const reason = `${error.code}: ${error.message}`;
  const consequence = consequenceOf(error, claim, { attempts, random });
  try {
    if (consequence.kind === 'fail') {
      log.error('failed', error, { label: claim.label, attempts: claim.attempts + 1 });
      const setAside = consequence.setAside ? { parserVersion: stepOf(claim).parserVersion ?? 1 } : null;
      const capture = captureOf(claim, answer, setAside ? null : keepDays.failure);
      const committed = await commitFailure(db, claim, { code: error.code, message: error.message, capture, setAside });
      await collecting.onCommitted(claim, { ...committed, added: 0 });
      return { kind: 'fail', reason };
    }
    const throttled = consequence.kind === 'throttled';
    log.warn(throttled ? 'throttled' : 'to be retried', {
      error_code: error.code,
      error: error.message,
      in_ms: consequence.ms,
    });
    if (throttled) await quietSource(db.db, claim.source, { ms: consequence.ms, reason: error.message });
    const capture = captureOf(claim, answer, keepDays.failure);
    if (capture) await keepCapture(db, capture);
    await postpone(db.db, claim, { delayMs: consequence.ms, throttled, error });
    return throttled ? { kind: 'delay', ms: consequence.ms } : { kind: 'retry', ms: consequence.ms, reason };
  } catch (failure) {
    if (failure instanceof Fenced) return { kind: 'done' };
    log.error('the ledger did not answer', failure);
    return { kind: 'delay', ms: ledgerRetryMs };
  }
}
