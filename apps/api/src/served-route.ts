// Binds a route contract to its handler: validation, role check, audit record and answer.

import { allows, PipelineError } from '@tickermill/core';
import type { RouteContract } from '@tickermill/core/contracts';
import type { EngineDeps } from '@tickermill/engine';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { changes } from './accounts/same-origin.ts';
import { type Caller, callerOf } from './auth.ts';
import { accept, statusOf } from './problem.ts';
import { bodyReader, type CsvBody } from './read-body.ts';

type Read<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A request as its contract reads it. */
interface Asked<C extends RouteContract> {
  readonly params: Read<C['params']>;
  readonly query: Read<C['query']>;
  readonly body: C['bodyType'] extends string ? CsvBody : Read<C['body']>;
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
  /** The handler for Express; `recorder` writes down each authorised change. */
  handle(recorder: Recorder): RequestHandler;
}

/** Who changes something, and what: as the contract accepted it. */
export interface RequestedChange {
  readonly request: Request;
  readonly response: Response;
  readonly caller: Caller;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Writes the audit log. Each throws where it cannot write: then nothing is changed. */
export interface Recorder {
  /** Writes that something is about to be changed, and returns what notes how it ended. */
  begin(change: RequestedChange): Promise<(status: number) => Promise<void>>;
  /** Does a change and writes its entry, in one transaction. `work` may be done again, to untie a deadlock. */
  within<T extends { readonly status: number }>(
    change: RequestedChange,
    work: (deps: EngineDeps) => Promise<T>,
  ): Promise<T>;
  /** Writes that something was not changed. */
  refused(change: RequestedChange, status: number): Promise<void>;
}

const notRecorded = async () => {};

/** Answers a route: `answer` is handed what the contract reads, and returns one of its answers, or `sent` when it wrote the response itself. */
export const serve = <C extends RouteContract>(
  contract: C,
  answer: (asked: Asked<C>) => Promise<Answer<C> | 'sent'>,
): ServedRoute =>
  serveRecorded(contract, async (recorder, asked, change) => {
    // What goes through queues and runs is no one transaction: its entry is there before it begins.
    const recordEnd = changes(asked.request) ? await recorder.begin(change) : notRecorded;
    try {
      const answered = await answer(asked);
      await recordEnd(answered === 'sent' ? asked.response.statusCode : Number(answered.status));
      return answered;
    } catch (error) {
      await recordEnd(statusOf(error));
      throw error;
    }
  });

/** What a handler changes with, in the transaction of its audit entry. */
interface AskedChange<C extends RouteContract> extends Asked<C> {
  /** Runs the one transaction of the change; its result is the answer. */
  readonly change: <T extends { readonly status: number }>(work: (deps: EngineDeps) => Promise<T>) => Promise<T>;
}

/** Answers a route whose change is one transaction, in which its audit entry is written: there is both or neither. */
export const serveChange = <C extends RouteContract>(
  contract: C,
  answer: (asked: AskedChange<C>) => Promise<Answer<C>>,
): ServedRoute =>
  serveRecorded(contract, async (recorder, asked, change) => {
    let isChanged = false;
    const run: AskedChange<C>['change'] = async (work) => {
      const answered = await recorder.within(change, work);
      isChanged = true;
      return answered;
    };
    try {
      return await answer(Object.assign({ change: run }, asked));
    } catch (error) {
      if (!isChanged) await recorder.refused(change, statusOf(error));
      throw error;
    }
  });

function serveRecorded<C extends RouteContract>(
  contract: C,
  answer: (recorder: Recorder, asked: Asked<C>, change: RequestedChange) => Promise<Answer<C> | 'sent'>,
): ServedRoute {
  const { params, query } = contract;
  const readBody = bodyReader(contract);
  return {
    contract,
    handle: (recorder) => async (request, response) => {
      response.locals['route'] = contract.id;
      const caller = callerOf(response);
      if (!allows(caller.role, contract.role)) {
        throw new PipelineError('FORBIDDEN', `This asks for the role ${contract.role}; you are ${caller.role}.`);
      }
      const asked = {
        params: params && accept(params, request.params),
        query: query && accept(query, request.query),
        body: await readBody(request, response),
        caller,
        request,
        response,
      } as Asked<C>;
      const change = { request, response, caller, action: contract.id, detail: detailOf(contract, asked) };
      const answered = await answer(recorder, asked, change);
      if (answered === 'sent') return;
      if (answered.location !== undefined) response.location(answered.location);
      response.status(Number(answered.status));
      if (answered.body === undefined) response.end();
      else response.json(answered.body);
    },
  };
}

/** What a change is asked with, as the contract accepted it; of a file, only how much was announced. */
function detailOf({ bodyType }: RouteContract, asked: Asked<RouteContract>): Record<string, unknown> {
  const { params, query, body, request } = asked;
  const sent = bodyType ? { content_length: Number(request.headers['content-length'] ?? 0) } : body;
  return Object.assign({}, params, query, sent);
}

/** The path of a contract as Express reads it: `/runs/{id}` is `/runs/:id`. */
export const expressPath = ({ path }: RouteContract): string => path.replaceAll(/\{(\w+)\}/g, ':$1');
