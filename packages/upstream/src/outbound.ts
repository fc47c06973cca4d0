// Requests to addresses that an operator has given: webhooks, chats, heartbeats. Sources are asked by the client instead.

import http from 'node:http';
import https from 'node:https';
import { PipelineError } from '@tickermill/core';
import axios, { isAxiosError } from 'axios';
import { checkAddress, type OutboundRule, publicLookup } from './outbound-address.ts';

/** A request to an address of an operator's. */
export interface OutboundRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back, whatever its status; redirects are answers. */
export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Sends requests to addresses of operators. */
export interface Outbound {
  /**
   * Sends one request and reads its answer.
   * @throws {PipelineError} `ADDRESS_REFUSED`, `CONNECT_FAILED` or `TIMEOUT`. None quotes more of the address than its host.
   */
  send(request: OutboundRequest, options?: { timeoutMs?: number; signal?: AbortSignal }): Promise<OutboundAnswer>;
  /** Breaks off the connections that are still open. */
  close(): void;
}

const usualTimeoutMs = 10_000;
/** More of an answer than this nobody reads. */
const maxBytes = 1024 * 1024;

/** Opens a client that follows no redirects, uses no proxy, and connects to private addresses only where that is allowed. */
export function openOutbound(rule: OutboundRule): Outbound {
  const options = { keepAlive: false, ...(rule.allowPrivate ? {} : { lookup: publicLookup }) };
  const httpAgent = new http.Agent(options);
  const httpsAgent = new https.Agent(options);
  const client = axios.create({
    adapter: 'http',
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: maxBytes,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
    validateStatus: () => true,
  });
  return {
    async send({ method, url, headers, body }, { timeoutMs = usualTimeoutMs, signal } = {}) {
      const host = checkAddress(url, rule);
      const late = AbortSignal.timeout(timeoutMs);
      try {
        const answer = await client.request<unknown>({
          method,
          url,
          headers: { 'user-agent': 'tickermill', ...headers },
          ...(body === undefined ? {} : { data: Buffer.from(body) }),
          signal: signal ? AbortSignal.any([signal, late]) : late,
        });
        return { status: answer.status, headers: plain(answer.headers), text: String(answer.data ?? '') };
      } catch (error) {
        signal?.throwIfAborted();
        if (late.aborted) throw new PipelineError('TIMEOUT', `${host} did not answer within ${timeoutMs} ms`);
        const cause = isAxiosError(error) ? error.cause : error;
        if (cause instanceof PipelineError) throw cause;
        throw new PipelineError('CONNECT_FAILED', `${host} could not be reached: ${reasonOf(error)}`);
      }
    },
    close() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** The system's name of what went wrong, which quotes nothing. */
const reasonOf = (error: unknown) =>
  isAxiosError(error) && error.code !== undefined ? error.code : error instanceof Error ? error.name : 'unknown';

const plain = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
