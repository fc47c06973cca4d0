import { PipelineError } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';

/** The error of an answer that is about another than the one asked for. */
export const answerOfAnother = (answer: Answer, asked: string, given: string): PipelineError =>
  new PipelineError('WRONG_ANSWER', `Asked for ${asked}, ${answer.request.url} answered with ${given}`, {
    detail: { url: answer.request.url, asked, answered: given.slice(0, 200) },
  });

/** Refuses an answer about symbols of which none was asked for. @throws {PipelineError} `WRONG_ANSWER`. */
export function refuseOthers(answer: Answer, asked: readonly string[], given: readonly string[]): void {
  if (given.length > 0 && !given.some((symbol) => asked.includes(symbol)))
    throw answerOfAnother(answer, asked.join(', '), given.join(', '));
}
