import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
  request,
} from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { StatsReport } from '../referee/referee.ts';
import type { Sandbox } from '../sandbox.ts';

/** An answer as it came over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as sent, compressed if it was. */
  readonly raw: Buffer;
  readonly text: string;
}

/** The User-Agent of a well-behaved client. */
export const declared = { 'user-agent': 'Tickermill Tests tests@example.com', 'accept-encoding': 'gzip' };

/** What passes for a browser. */
export const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Tickermill Tests', 'accept-encoding': 'gzip' };

/**
 * Sends one request on a connection of its own, with the token if it is to the sandbox itself. Rejects when the answer
 * does not come whole.
 */
export function ask(
  { url, token }: Sandbox,
  path: string,
  options: RequestOptions = {},
  body?: unknown,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? declared : { ...declared, 'content-type': 'application/json' };
    const own = path.startsWith('/_sandbox/') ? { authorization: `Bearer ${token}` } : {};
    const given = { ...(options.headers ?? headers), ...own } as OutgoingHttpHeaders;
    // The path is passed beside the URL, which would resolve `..` on its own.
    const sent = request(url, { path, agent: false, ...options, headers: given }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () => resolve(toReply(response, Buffer.concat(pieces))));
    });
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function toReply({ statusCode, headers }: IncomingMessage, raw: Buffer): Reply {
  const isCompressed = headers['content-encoding'] === 'gzip' && raw.length > 0;
  const text = (isCompressed ? gunzipSync(raw) : raw).toString();
  return { status: statusCode ?? 0, headers, raw, text };
}

/** The JSON of an answer with status 200. */
export async function askJson<T>(sandbox: Sandbox, path: string): Promise<T> {
  const { status, text } = await ask(sandbox, path);
  if (status !== 200) throw new Error(`${path} was answered ${status}: ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}

/** The referee's figures. */
export const statsOf = (sandbox: Sandbox): Promise<StatsReport> => askJson(sandbox, '/_sandbox/stats');
