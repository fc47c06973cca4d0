// Turns any failure into an RFC 9457 problem document, for every route.

import { randomUUID } from 'node:crypto';
import { type ErrorCode, errorCatalogue, isStorable, type Log, PipelineError, toPipelineError } from '@tickermill/core';
import type { Problem } from '@tickermill/core/contracts';
import { isConnectionLost } from '@tickermill/store';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { plainIssue } from './plain-issue.ts';

/** Refusals with a status of the server. */
const refusals: ReadonlySet<ErrorCode> = new Set(['API_BUSY', 'TOO_MANY_READERS']);

/** Bad input, with each field that is not acceptable. */
export class InvalidInput extends PipelineError {
  readonly errors: { field: string; message: string }[];
  constructor(errors: { field: string; message: string }[]) {
    super('INVALID_INPUT', errors.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.errors = errors;
  }
}

/** The input as the contract reads it. @throws {PipelineError} `INVALID_INPUT` naming each field. */
export function accept<S extends z.ZodType>(contract: S, input: unknown): z.output<S> {
  const parsed = contract.safeParse(input, { error: plainIssue, reportInput: true });
  if (parsed.success) {
    const unstorable = [...unstorableTexts(parsed.data, '')];
    if (unstorable.length === 0) return parsed.data;
    throw new InvalidInput(unstorable.map((field) => ({ field, message: 'must not contain NUL or half a character' })));
  }
  const issues = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  // What is no day at all is not out of range besides: one sentence for each field.
  throw new InvalidInput(issues.filter(({ field }, nth) => issues.findIndex((each) => each.field === field) === nth));
}

/** Fields of accepted input that hold text which Postgres cannot: NUL, or half of a surrogate pair. */
function* unstorableTexts(value: unknown, field: string): Generator<string> {
  if (typeof value === 'string') {
    if (!isStorable(value)) yield field;
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value))
      yield* unstorableTexts(each, field === '' ? key : `${field}.${key}`);
  }
}

/** Gives a request the id under which logs, problems and the audit log speak of it. */
export const identifyRequest: RequestHandler = (_request, response, next) => {
  response.locals['requestId'] = randomUUID();
  response.set('x-request-id', requestIdOf(response));
  next();
};

export const requestIdOf = ({ locals }: Response): string => locals['requestId'];

/** A server that is away may be back after so long, s. */
const serverAwayS = 5;

/** Says with a refusal when to retry. */
export function setRetryAfter(response: Response, { code, detail: { retry_after_s: given } }: PipelineError): void {
  const isAway = code === 'DATABASE_UNREACHABLE' || code === 'QUEUE_UNAVAILABLE';
  const seconds = given ?? (isAway ? serverAwayS : null);
  if (typeof seconds === 'number') response.set('retry-after', String(seconds));
}

/** The status that a failure is answered with. */
export const statusOf = (thrown: unknown): number => toCatalogued(thrown).entry.status;

export const notFound: RequestHandler = ({ method, path }) => {
  throw new PipelineError('NOT_FOUND', `There is no ${method} ${path}.`);
};

/** The one error handler: every failure is answered as an RFC 9457 problem document with a code of the catalogue. */
export function answerProblem(log: Log): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = toCatalogued(thrown);
    const entry = errorCatalogue[error.code];
    const requestId = requestIdOf(response);
    // What is refused since there is too much of it is no failure: its stack would say nothing.
    if (entry.status >= 500 && !refusals.has(error.code))
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
    if (error.code === 'UNAUTHORIZED') response.set('www-authenticate', 'Bearer realm="tickermill"');
    setRetryAfter(response, error);
    response.status(entry.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** The invalid fields: those of a contract, or the one that the refusal named; else the choices. */
function fieldsOf(error: PipelineError): Pick<Problem, 'errors' | 'choices'> {
  if (error instanceof InvalidInput) return { errors: error.errors };
  const { field, choices } = error.detail;
  if (error.code === 'AMBIGUOUS_TICKER') return { choices: choices as string[] };
  if (error.code !== 'INVALID_INPUT' || typeof field !== 'string') return {};
  return { errors: [{ field, message: error.message }] };
}

/** Failures of Express' own parsers carry a status and are the client's; everything else without a code is ours. */
function toCatalogued(thrown: unknown): PipelineError {
  if (thrown instanceof PipelineError) return thrown;
  // What the driver says of it may name the server.
  if (isConnectionLost(thrown))
    return new PipelineError('DATABASE_UNREACHABLE', errorCatalogue.DATABASE_UNREACHABLE.meaning, { cause: thrown });
  const status = (thrown as { status?: unknown }).status;
  return toPipelineError(thrown, codeOfParser(status));
}

function codeOfParser(status: unknown): ErrorCode {
  if (status === 413) return 'BODY_TOO_LARGE';
  return typeof status === 'number' && status >= 400 && status < 500 ? 'INVALID_INPUT' : 'INTERNAL';
}
