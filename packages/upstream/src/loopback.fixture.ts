import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { SourceId } from '@tickermill/core';
import { type Answer, get, type UpstreamRequest } from './answer.ts';
import { openUpstream, type UpstreamOptions } from './client.ts';

export const document = 'https://www.sec.gov/Archives/edgar/data/320193/0000320193-25-000123.txt';

export const ratePage =
  '<!DOCTYPE html>\n<html><head><title>SEC.gov | Request Rate Threshold Exceeded</title></head><body></body></html>';

export const undeclaredPage =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html xmlns="http://www.w3.org/1999/xhtml"><head>' +
  '<title>SEC.gov | Your Request Originates from an Undeclared Automated Tool</title></head><body></body></html>';

export const missingObject =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>';

/** A gateway on loopback with scripted answers, and a client of it. */
export interface Loopback {
  readonly gateway: string;
  /** Permits and requests, in the order they came. */
  readonly events: string[];
  readonly received: { url: string; headers: IncomingHttpHeaders }[];
  /** The fields of what was logged. */
  readonly lines: unknown[];
  /** The connections that were made. */
  readonly sockets: Set<Socket>;
  send(request?: UpstreamRequest | string, signal?: AbortSignal, source?: SourceId): Promise<Answer>;
  close(): Promise<void>;
}

export async function openLoopback(answer: RequestListener, options: Partial<UpstreamOptions> = {}): Promise<Loopback> {
  const received: Loopback['received'] = [];
  const events: string[] = [];
  const lines: unknown[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    events.push('request');
    received.push({ url: request.url ?? '', headers: request.headers });
    // A client that hangs up in the middle is what many of these tests are about.
    response.on('error', () => undefined);
    answer(request, response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const ignore = () => undefined;
  const log = {
    debug: (_msg: string, fields?: Record<string, unknown>) => void lines.push(fields),
    info: ignore,
    warn: ignore,
    error: ignore,
    child: () => log,
  };
  const permit = async (source: SourceId) => {
    events.push(`permit ${source}`);
    return { direct: false };
  };
  const upstream = openUpstream({ gateway, permit, log, ...options });
  return {
    gateway,
    events,
    received,
    lines,
    sockets,
    send: (request = document, signal = new AbortController().signal, source = 'sec-edgar') =>
      upstream.send(source, typeof request === 'string' ? get(request) : request, { signal }),
    async close() {
      upstream.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What a promise rejects with; fails if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it did not reject');
    },
    (error: unknown) => error,
  );
}
