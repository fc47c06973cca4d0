import { type ErrorCode, PipelineError } from '@tickermill/core';
import type { Answer } from './answer.ts';

/** For sources whose midnight is unknown: one request an hour. */
const longestQuietMs = 3_600_000;

/**
 * A failure after bytes had arrived. It carries the answer, or the part of it that came, so that it can be captured: an
 * answer that is not understood is evidence, never "no data".
 */
export class AnswerError extends PipelineError {
  readonly answer: Answer;

  constructor(code: ErrorCode, message: string, answer: Answer, cause?: unknown) {
    super(code, message, {
      detail: { url: answer.request.url, status: answer.status, starts: answer.body.toString('utf8', 0, 80) },
      cause,
    });
    this.answer = answer;
  }
}

/** `THROTTLED`: every process pauses requests to the source for `quietMs` from now. */
export class Throttled extends AnswerError {
  readonly quietMs: number;

  constructor(message: string, answer: Answer, quietMs: number) {
    super('THROTTLED', message, answer);
    this.quietMs = quietMs;
  }
}

/** `THROTTLED` until tomorrow: the requests of the day are spent, by the source's own count. */
export class QuotaSpent extends Throttled {
  /** Where the midnight falls that gives new ones. */
  readonly resetZone: string;

  constructor(message: string, answer: Answer, resetZone: string) {
    super(message, answer, longestQuietMs);
    this.resetZone = resetZone;
  }
}
