import { PipelineError } from '@tickermill/core';
import type { Request } from 'express';
import type { WebSettings } from '../context.ts';
import { csrfTokenOf, isSame } from './secrets.ts';

const reading = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a request may change something. */
export const changes = ({ method }: Request): boolean => !reading.includes(method);

/**
 * Refuses a request that a page of another origin had a browser send, by the headers of browsers (`Sec-Fetch-Site`,
 * `Origin`). A request with neither is not a browser's.
 * @throws {PipelineError} `CROSS_SITE`
 */
export function refuseOtherOrigins({ publicUrl }: WebSettings, request: Request): void {
  const { origin, host = '', 'sec-fetch-site': site } = request.headers;
  const isOurs = (address: string) =>
    publicUrl ? address === new URL(publicUrl).origin : URL.canParse(address) && new URL(address).host === host;
  if ((site !== undefined && site !== 'same-origin') || (origin !== undefined && !isOurs(origin))) {
    throw new PipelineError('CROSS_SITE', 'The request was made by a page of another site.');
  }
}

/**
 * Refuses a request of a session that does not prove that one of our pages made it: it must come from our origin and
 * carry, in a header, what follows from the session.
 * @throws {PipelineError} `CROSS_SITE`
 */
export function refuseForged(web: WebSettings, request: Request, session: string): void {
  refuseOtherOrigins(web, request);
  const { origin, 'sec-fetch-site': site } = request.headers;
  const given = request.get('x-csrf-token') ?? request.get('x-xsrf-token') ?? '';
  if ((origin === undefined && site === undefined) || !isSame(given, csrfTokenOf(session))) {
    throw new PipelineError('CROSS_SITE', 'The request does not carry the x-csrf-token of its session, or no Origin.');
  }
}
