// Decides what follows from a failed attempt: retry, throttle, set aside or fail; pure.

import type { PipelineError } from '@tickermill/core';
import type { Claim } from '@tickermill/store/ledger';
import { AnswerError, backoffMs, sources, Throttled } from '@tickermill/upstream';
import { kindOf } from '../sources/outage.ts';

/** What follows from a failed attempt. */
export type Consequence =
  /** It runs again when the source is no longer quiet, behind the others of its class. */
  | { readonly kind: 'throttled' }
  /** It hit the source as a whole: it runs again when the source is open, without an attempt or a throttle. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'retry'; readonly ms: number }
  | { readonly kind: 'fail'; readonly setAside: boolean };

/** A task that has been throttled so often, or again so long after the first time, fails. */
const maxThrottles = 5;
const longestThrottledMs = 6 * 3_600_000;

/**
 * Decides what a failed attempt of a task means. `quietMs`: for how long it made its source quiet, or found it so;
 * `random` spreads the retries of tasks that failed together.
 */
export function consequenceOf(
  error: PipelineError,
  claim: Pick<Claim, 'source' | 'attempts' | 'throttles' | 'throttledForMs' | 'documentKey'>,
  { attempts, random, quietMs }: { attempts: number; random: () => number; quietMs: number },
): Consequence {
  const mayWait = claim.throttles + 1 < maxThrottles && claim.throttledForMs < longestThrottledMs;
  if (error instanceof Throttled && mayWait) return { kind: 'throttled' };
  if (quietMs > 0 && kindOf(error) !== 'other') return { kind: 'wait' };
  const made = claim.attempts + 1;
  if (error.entry.retryable && error.code !== 'THROTTLED' && made < attempts) {
    return { kind: 'retry', ms: backoffMs(sources[claim.source].backoff, made, random) };
  }
  return { kind: 'fail', setAside: claim.documentKey !== null && error.entry.fault === 'document' };
}

/** The answer that a failure carries, if one had arrived. */
export const answerOf = (error: unknown) => (error instanceof AnswerError ? error.answer : null);
