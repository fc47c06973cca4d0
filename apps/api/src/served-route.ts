// Binds a route contract to its handler: validation, role check, audit record and answer.

import { allows, PipelineError } from '@tickermill/core';
import type { RouteContract } from '@tickermill/core/contracts';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { changes } from './accounts/same-origin.ts';
import { type Caller, callerOf } from './auth.ts';
import { accept, statusOf } from './problem.ts';
import { bodyReader } from './read-body.ts';

type Read<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A request as its contract reads it. */
interface Asked<C extends RouteContract> {
  readonly params: Read<C['params']>;
  readonly query: Read<C['query']>;
  readonly body: Read<C['body']>;
  readonly caller: Caller;
  readonly request: Request;
  readonly response: Response;
}

/** One of the answers that a contract promises. */
type Answer<C extends RouteContract> = {
  [S in keyof C['answers']]: C['answers'][S] extends z.ZodType
    ? { readonly status: S; readonly body: z.input<C['answers'][S]>; readonly location: string | undefined }
    : { readonly status: S; readonly body: undefined; readonly location: string | undefined };
}[keyof C['answers']];

/** An answer; `location` is the path of what it speaks of. */
export const reply = <S extends number, B = undefined>(status: S, body?: B, location?: string) =>
  ({ status, body: body as B, location }) as const;

/** A route of the API with what answers it. */
export interface ServedRoute {
  readonly contract: RouteContract;
  /** The handler for Express; `record` is called for each authorised change. */
  handle(record: Recorder): RequestHandler;
}

/**
 * Writes down that a caller is about to change something, and returns what notes how it ended. It throws where it cannot
 * write: then nothing is changed.
 */
export type Recorder = (
  asked: { readonly request: Request; readonly response: Response; readonly caller: Caller },
  change: { readonly action: string; readonly detail: Readonly<Record<string, unknown>> },
) => Promise<(status: number) => Promise<void>>;

const notRecorded = async () => {};

/** Answers a route: `answer` is handed what the contract reads, and returns one of its answers, or `sent` when it wrote the response itself. */
export function serve<C extends RouteContract>(
  contract: C,
  answer: (asked: Asked<C>) => Promise<Answer<C> | 'sent'>,
): ServedRoute {
  const { params, query, body } = contract;
  const readBody = bodyReader(contract);
  return {
    contract,
    handle: (record) => async (request, response) => {
      response.locals['route'] = contract.id;
      const caller = callerOf(response);
      if (!allows(caller.role, contract.role)) {
        throw new PipelineError('FORBIDDEN', `This asks for the role ${contract.role}; you are ${caller.role}.`);
      }
      const asked = {
        params: params && accept(params, request.params),
        query: query && accept(query, request.query),
        body: body && accept(body, (await readBody(request, response)) ?? {}),
        caller,
        request,
        response,
      } as Asked<C>;
      const action = contract.id;
      const recordEnd = changes(request) ? await record(asked, { action, detail: detailOf(asked) }) : notRecorded;
      let answered: Answer<C> | 'sent';
      try {
        answered = await answer(asked);
      } catch (error) {
        await recordEnd(statusOf(error));
        throw error;
      }
      await recordEnd(answered === 'sent' ? response.statusCode : Number(answered.status));
      if (answered === 'sent') return;
      if (answered.location !== undefined) response.location(answered.location);
      response.status(Number(answered.status));
      if (answered.body === undefined) response.end();
      else response.json(answered.body);
    },
  };
}

/** What a change is asked with, as the contract accepted it; of a file, only how much there was. */
function detailOf({ params, query, body }: Record<'params' | 'query' | 'body', unknown>): Record<string, unknown> {
  const sent = typeof body === 'string' ? { chars: body.length } : body;
  return Object.assign({}, params, query, sent);
}

/** The path of a contract as Express reads it: `/runs/{id}` is `/runs/:id`. */
export const expressPath = ({ path }: RouteContract): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
