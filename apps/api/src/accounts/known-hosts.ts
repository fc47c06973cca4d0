import { isIP } from 'node:net';
import { PipelineError } from '@tickermill/core';
import type { Request, RequestHandler } from 'express';
import type { WebSettings } from '../context.ts';

/** The names by which a machine speaks of itself. */
const isLoopback = (name: string) =>
  name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'));

/**
 * Refuses requests for a host that is not ours: a page elsewhere can have its own name point at this machine, and a browser
 * then takes our answers for that page's. Ours are the names of loopback, the address that is listened at, and the host of
 * `PUBLIC_URL`.
 */
export function onlyKnownHosts({ publicUrl, listenHost }: WebSettings): RequestHandler {
  const known = new Set([publicUrl && new URL(publicUrl).hostname, listenHost].filter((name) => name !== undefined));
  return (request, _response, next) => {
    const { host = '' } = request.headers;
    const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
    if (!isLoopback(name) && !known.has(name)) {
      throw new PipelineError('HOST_UNKNOWN', 'This API does not answer for the host that the request names.');
    }
    next();
  };
}

/** Where browsers find this API: at `PUBLIC_URL`, or at the port that a request came to, by loopback. */
export const ownOrigin = ({ publicUrl }: WebSettings, { socket }: Request): string =>
  publicUrl ?? `http://127.0.0.1:${socket.localPort}`;
