import { allows, PipelineError, type Role, type RouteContract } from '@tickermill/core';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { accept } from './problem.ts';

/** Who asks. */
export interface Caller {
  /** As the audit log names them. */
  readonly name: string;
  readonly role: Role;
}

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
  readonly handle: RequestHandler;
}

/** Answers a route: `answer` is handed what the contract reads, and returns one of its answers, or `sent` when it wrote the response itself. */
export function serve<C extends RouteContract>(
  contract: C,
  answer: (asked: Asked<C>) => Promise<Answer<C> | 'sent'>,
): ServedRoute {
  const { params, query, body } = contract;
  return {
    contract,
    handle: async (request, response) => {
      const caller = callerOf(response);
      if (!allows(caller.role, contract.role)) {
        throw new PipelineError('FORBIDDEN', `This asks for the role ${contract.role}; you are ${caller.role}.`);
      }
      const asked = {
        params: params && accept(params, request.params),
        query: query && accept(query, request.query),
        body: body && accept(body, request.body ?? {}),
        ...{ caller, request, response },
      } as Asked<C>;
      const answered = await answer(asked);
      if (answered === 'sent') return;
      if (answered.location !== undefined) response.location(answered.location);
      response.status(Number(answered.status));
      if (answered.body === undefined) response.end();
      else response.json(answered.body);
    },
  };
}

/** Who asks, as authentication found. */
function callerOf(response: Response): Caller {
  return response.locals['caller'] as Caller;
}

/** The path of a contract as Express reads it: `/runs/{id}` is `/runs/:id`. */
export const expressPath = ({ path }: RouteContract): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
