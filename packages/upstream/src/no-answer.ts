import { PipelineError } from '@tickermill/core';
import type { UpstreamRequest } from './answer.ts';
import { ProxyFailed } from './proxy.ts';

/**
 * The failure of a request that got no answer, by the code of Node's error. `CONNECTION_LOST` after a connection was
 * made, `CONNECT_FAILED` for names, routes, refusals, TLS and proxies; anything else is a defect of Tickermill and
 * stays as it is.
 */
export function toNoAnswer(request: UpstreamRequest, error: unknown): unknown {
  // Of axios's error only its cause is kept: it holds the whole request, which does not belong in a log.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof ProxyFailed) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const fail = (as: 'CONNECTION_LOST' | 'CONNECT_FAILED', what: string) =>
    new PipelineError(as, `${request.url}: ${what} (${code})`, { detail: { url: request.url, reason: code }, cause });

  if (/^(?:ECONNRESET|EPIPE|HPE_)/.test(code)) return fail('CONNECTION_LOST', 'the connection broke before an answer');
  if (/^ERR_(?!TLS_|SSL_)|^$/.test(code)) return cause;
  return fail('CONNECT_FAILED', 'no connection could be made');
}
