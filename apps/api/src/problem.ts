import { randomUUID } from 'node:crypto';
import {
  type ErrorCode,
  errorCatalogue,
  type Log,
  PipelineError,
  type Problem,
  toPipelineError,
} from '@tickermill/core';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { z } from 'zod';

/** Bad input, with each field that is not acceptable. */
class InvalidInput extends PipelineError {
  readonly errors: { field: string; message: string }[];
  constructor(issues: readonly z.core.$ZodIssue[]) {
    const errors = issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    super('INVALID_INPUT', errors.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.errors = errors;
  }
}

/** The input as the contract reads it. @throws {PipelineError} `INVALID_INPUT` naming each field. */
export function accept<S extends z.ZodType>(contract: S, input: unknown): z.output<S> {
  const parsed = contract.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(parsed.error.issues);
}

export const notFound: RequestHandler = ({ method, path }) => {
  throw new PipelineError('NOT_FOUND', `There is no ${method} ${path}.`);
};

/** The one error handler: every failure is answered as an RFC 9457 problem document with a code of the catalogue. */
export function answerProblem(log: Log): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = toCatalogued(thrown);
    const entry = errorCatalogue[error.code];
    const requestId = randomUUID();
    if (entry.status >= 500)
      log.error('request failed', error, { request_id: requestId, method: request.method, path: request.path });
    const problem: Problem = {
      type: `https://tickermill.invalid/errors/${error.code}`,
      title: entry.meaning,
      status: entry.status,
      // The message of an unexpected failure may speak of the inside; the log has it.
      detail: error.code === 'INTERNAL' ? entry.meaning : error.message,
      code: error.code,
      action: entry.action,
      ...fieldsOf(error),
      request_id: requestId,
    };
    response.status(entry.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** The fields that are not acceptable: those of a contract, or the one that whoever refused it named. */
function fieldsOf(error: PipelineError): Pick<Problem, 'errors'> {
  if (error instanceof InvalidInput) return { errors: error.errors };
  const { field } = error.detail;
  if (error.code !== 'INVALID_INPUT' || typeof field !== 'string') return {};
  return { errors: [{ field, message: error.message }] };
}

/** Failures of Express' own parsers carry a status and are the client's; everything else without a code is ours. */
function toCatalogued(thrown: unknown): PipelineError {
  if (thrown instanceof PipelineError) return thrown;
  const status = (thrown as { status?: unknown }).status;
  const code: ErrorCode = typeof status === 'number' && status >= 400 && status < 500 ? 'INVALID_INPUT' : 'INTERNAL';
  return toPipelineError(thrown, code);
}
