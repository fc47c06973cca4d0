import { errorCatalogue, type Log, type PipelineError, toPipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  type Claim,
  commitFailure,
  giveBack,
  keepCapture,
  postpone,
  type Reading,
  stopFailingRuns,
} from '@tickermill/store/ledger';
import { stepOf } from '../catalogue.ts';
import type { Verdict } from '../queues/queue-client.ts';
import type { SourceHealth } from '../sources/source-health.ts';
import { answerOf, consequenceOf } from './failure.ts';
import { fallbackOnFailure } from './fallback.ts';
import { type CaptureDays, captureOf, type OnCommitted, UnusedAnswer } from './store-answer.ts';
import { untilWritten, type Writer } from './until-written.ts';

interface FailTaskDeps {
  readonly store: Store;
  readonly captureDays: CaptureDays;
  readonly health: SourceHealth;
  readonly attempts: number;
  readonly random: () => number;
  readonly onCommitted: OnCommitted;
}
/** A document is set aside for good only when its own bytes were read in vain twice, so long apart. */
const secondReadingMs = 3 * 3_600_000;

const sourceCodes = Object.entries(errorCatalogue).flatMap(([code, { fault }]) => (fault === 'source' ? [code] : []));

/** After each of these a document is requested again in place of which another came. */
const pausesMs = [1, 6, 24].map((hours) => hours * 3_600_000);

/**
 * Whether the target or document is at fault: by the catalogue, or because an answer that arrived well could not be
 * read or is about another. Failures of the source or of the installation are not.
 */
function isOwnFault(thrown: unknown, { code, entry }: PipelineError): boolean {
  return (
    ['target', 'document'].includes(entry.fault) ||
    (thrown instanceof UnusedAnswer && ['UNEXPECTED_ANSWER', 'WRONG_ANSWER'].includes(code))
  );
}

/** What came in place of a document, or of it. One that costs its worker is not read twice. */
function readingOf({ code }: PipelineError): Reading {
  if (code === 'WRONG_DOCUMENT') return { otherPausesMs: pausesMs };
  return code === 'POISON' ? {} : { secondReadingMs };
}

/** Writes down that an attempt failed: the task is tried again later, or it has failed. @throws {Fenced} */
export async function failTask(
  { store, captureDays, health, attempts, random, onCommitted }: FailTaskDeps,
  claim: Claim,
  thrown: unknown,
  writer: Writer & { readonly log: Log },
): Promise<Verdict> {
  const { log } = writer;
  const error = thrown instanceof UnusedAnswer ? thrown.error : toPipelineError(thrown);
  const answer = thrown instanceof UnusedAnswer ? thrown.answer : answerOf(thrown);
  const reason = `${error.code}: ${error.message}`;
  // First of all, because every other process may be about to send a request.
  const quietMs = await untilWritten(() => health.failed(claim.source, error, claim.taskId), writer);
  const consequence = consequenceOf(error, claim, { attempts, random, quietMs });
  if (consequence.kind === 'wait') {
    log.warn('task waits for its source', { error_code: error.code, error: error.message, in_ms: Math.round(quietMs) });
    const comesBack = await untilWritten(() => giveBack(store.sql, claim), writer);
    return comesBack ? { kind: 'give-back', ms: quietMs } : { kind: 'done' };
  }
  if (consequence.kind === 'fail') {
    log.error('task failed', error, { label: claim.label, attempts: claim.attempts + 1 });
    const setAside = consequence.setAside
      ? { parserVersion: stepOf(claim).parserVersion ?? 1, ...readingOf(error) }
      : null;
    const capture = answer && captureOf(claim, answer, setAside ? null : captureDays.failed);
    const ownFault = isOwnFault(thrown, error);
    const isOfAnother = !['installation', 'request'].includes(error.entry.fault) && error.code !== 'POISON';
    const failure = {
      code: error.code,
      message: error.message,
      capture,
      setAside,
      ownFault,
      ...(isOfAnother ? { instead: await fallbackOnFailure(store, claim, { isOwnFault: ownFault }) } : {}),
    };
    const committed = await untilWritten(() => commitFailure(store, claim, failure), writer);
    const isOfSource = error.entry.fault === 'source';
    const stopped = isOfSource ? await stopFailingRuns(store.sql, claim.taskId, sourceCodes) : [];
    if (stopped.length > 0) log.error('run stopped', error, { runs: stopped.map(String) });
    await onCommitted(claim, { ...committed, stopped });
    return { kind: 'fail', reason };
  }
  const throttled = consequence.kind === 'throttled';
  const delayMs = throttled ? quietMs : consequence.ms;
  const facts = { error_code: error.code, error: error.message, in_ms: Math.round(delayMs) };
  log.warn(throttled ? 'task throttled' : 'task will be retried', facts);
  const comesBack = await untilWritten(async () => {
    if (answer) await keepCapture(store, captureOf(claim, answer, captureDays.failed));
    return postpone(store.sql, claim, { delayMs, throttled, error });
  }, writer);
  if (!comesBack) return { kind: 'done' };
  return throttled ? { kind: 'delay', ms: delayMs } : { kind: 'retry', ms: delayMs, reason };
}
