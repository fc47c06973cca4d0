import { once } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { PipelineError } from '@tickermill/core';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { SocksProxyAgent } from 'socks-proxy-agent';
import { keepAlive } from './keep-alive.ts';

/** One proxy, and the connections through it. */
export interface Proxy {
  /** `host:port`; never who we are to it. */
  readonly name: string;
  readonly agent: Agent;
}

/** `CONNECT_FAILED`: no connection to a proxy, or none through it. It says nothing about the source. */
export class ProxyFailed extends PipelineError {
  constructor(proxy: string, reason: string) {
    super('CONNECT_FAILED', `No connection through the proxy ${proxy} could be made: ${reason}`, {
      detail: { proxy, reason },
    });
  }
}

const usualPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'socks5:': 1080 };

/**
 * A proxy by its URL. Nothing is sent yet. Every request goes through a tunnel, those to an http address too: so no
 * answer of the proxy's own is ever taken for one of the source. What takes longer than `connectMs` has failed.
 */
export function openProxy(address: string, connectMs: number): Proxy {
  const url = new URL(address);
  const name = `${url.hostname}:${url.port || usualPorts[url.protocol]}`;
  const agent = url.protocol === 'socks5:' ? socksAgent(url) : new HttpsProxyAgent(url, keepAlive);
  const tunnel = agent.connect.bind(agent);

  agent.connect = async (request, options) => {
    const open = async (signal: AbortSignal) => {
      const throwRefusal = watchRefusal(request);
      // Read before the agent first waits: the signal belongs to this connection alone, and ends it if the proxy does
      // not answer.
      if (agent instanceof HttpsProxyAgent) agent.connectOpts = { ...agent.connectOpts, signal };
      const socket = await tunnel(request, options);
      // An unhandled error event ends the process, and this one may arrive after the socket was given up.
      socket.on('error', () => undefined);
      try {
        throwRefusal();
        // A proxy that accepts a connection but passes nothing on is no route either.
        if (options.secureEndpoint) await once(socket, 'secureConnect', { signal });
      } catch (error) {
        socket.destroy();
        throw error;
      }
      return socket;
    };
    try {
      return await within(connectMs, open);
    } catch (error) {
      // Not as its cause: errors of proxies hold how we sign in to them.
      throw new ProxyFailed(name, reasonOf(error));
    }
  };
  return { name, agent };
}

function socksAgent(url: URL): SocksProxyAgent {
  const agent = new SocksProxyAgent(url, keepAlive);
  // It would take the idleness above for the most that an answer may take,
  agent.timeout = null;
  // and the brackets of an IPv6 address for a part of a name.
  agent.proxy.host = url.hostname.replace(/^\[|\]$/g, '');
  return agent;
}

/** Gives what throws if the proxy has answered CONNECT with anything but success. The agent itself hands on that answer. */
function watchRefusal(request: ClientRequest): () => void {
  let status = 200;
  request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
    status = statusCode;
  });
  return () => {
    if (status !== 200) throw new Error(`it answered ${status}`);
  };
}

/** What `open` gives, if it does so in time; what comes later is closed. */
function within(ms: number, open: (signal: AbortSignal) => Promise<Socket>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = new AbortController();
    const timer = setTimeout(() => {
      reject(new Error(`not within ${ms} ms`));
      giveUp.abort();
    }, ms);
    open(giveUp.signal)
      .then((socket) => {
        if (giveUp.signal.aborted) socket.destroy();
        else resolve(socket);
      }, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** The code of Node's error, or its message up to the first quotation. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : (error.message.split(':')[0] ?? '');
}
