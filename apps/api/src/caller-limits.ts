import { type ErrorCode, PipelineError } from '@tickermill/core';
import type { RequestHandler, Response } from 'express';
import { callerOf } from './auth.ts';

/** What one caller, and all of them, may have under way at once in this process. */
const most = {
  /** Requests that are not answered yet, streams and exports among them. */
  requests: { perCaller: 200, all: 1_000 },
  /** Answers that are streamed row by row: each reads, and makes text or files, for as long as its reader takes. */
  exports: { perCaller: 8, all: 24 },
  /** Streams of events; how many there are in all, their hub says. */
  streams: { perCaller: 10, all: Number.POSITIVE_INFINITY },
} as const;
type Kind = keyof typeof most;

const retryAfterS = 2;

/** So many parts of exports are read and made at once: one is made while the next is read. With more, others wait for all of them. */
const partsAtOnce = 2;

/** Ends what was begun. */
export type Release = () => void;

/** Counts what callers have under way. */
export interface CallerLimits {
  /** Begins something for the caller of a request. @throws {PipelineError} `TOO_MANY_AT_ONCE`, `API_BUSY` */
  begin(kind: Kind, response: Response): Release;
  /** Makes a part of an export when it is its turn: they come in the order in which they were asked for. */
  inTurn<T>(make: () => Promise<T>): Promise<T>;
}

/** Opens the counts of a process. */
export function openCallerLimits(): CallerLimits {
  const counts = new Map<string, number>();
  const change = (key: string, by: number) => {
    const count = (counts.get(key) ?? 0) + by;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
  };
  const refusal = (code: ErrorCode, message: string) =>
    new PipelineError(code, message, { detail: { retry_after_s: retryAfterS } });
  let making = 0;
  const waiting: (() => void)[] = [];
  return {
    async inTurn(make) {
      if (making < partsAtOnce) making += 1;
      else await new Promise<void>((begin) => waiting.push(begin));
      try {
        return await make();
      } finally {
        // Who waited longest takes the place over.
        const next = waiting.shift();
        if (next) next();
        else making -= 1;
      }
    },
    begin(kind, response) {
      const own = `${kind} ${callerOf(response).name}`;
      const { perCaller, all } = most[kind];
      if ((counts.get(own) ?? 0) >= perCaller)
        throw refusal('TOO_MANY_AT_ONCE', `You have ${perCaller} ${kind} under way; no more at once.`);
      if ((counts.get(kind) ?? 0) >= all) throw refusal('API_BUSY', `There are ${all} ${kind} under way already.`);
      change(own, 1);
      change(kind, 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        change(own, -1);
        change(kind, -1);
      };
    },
  };
}

/** Counts every request of a caller until it is answered, or its reader has gone. */
export const limitRequests =
  (limits: CallerLimits): RequestHandler =>
  (_request, response, next) => {
    response.once('close', limits.begin('requests', response));
    response.locals['limits'] = limits;
    next();
  };

/** Begins what the caller of a request may not have too much of; `limitRequests` has seen the request. */
export const beginFor = (response: Response, kind: Kind): Release =>
  (response.locals['limits'] as CallerLimits | undefined)?.begin(kind, response) ?? (() => {});

/** Makes a part of an export in its turn among all that are under way. */
export const inTurn = <T>(response: Response, make: () => Promise<T>): Promise<T> =>
  (response.locals['limits'] as CallerLimits | undefined)?.inTurn(make) ?? make();
