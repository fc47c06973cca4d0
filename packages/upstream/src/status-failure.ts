import type { ErrorCode } from '@tickermill/core';
import type { Answer } from './answer.ts';
import { AnswerError } from './answer-error.ts';

/** What the status of an answer says by itself, where its source gives it no meaning of its own; nothing for 200. */
export function statusFailure(answer: Answer): AnswerError | undefined {
  const { request, status } = answer;
  const wrong = (code: ErrorCode, why: string) =>
    new AnswerError(code, `${request.url} answered ${status}: ${why}`, answer);
  if (status >= 500) return wrong('SERVER_ERROR', 'an error of the server');
  if (status === 408) return wrong('CONNECTION_LOST', 'the request did not arrive in full');
  if (status >= 400) return wrong('REFUSED', 'the request was refused');
  return status === 200 ? undefined : wrong('UNEXPECTED_ANSWER', 'a status that it does not give for such a request');
}
