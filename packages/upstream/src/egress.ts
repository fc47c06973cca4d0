// Rotates the proxies of a source and notices when all fail.

import type { Agent } from 'node:http';
import type { SourceId } from '@tickermill/core';
import { openProxy, type ProxyFailed } from './proxy.ts';

/**
 * The proxies of each source, as URLs that may hold a user and a password. Requests to a source without any go
 * directly.
 */
export type Proxies = Readonly<Partial<Record<SourceId, readonly string[]>>>;

/** Decides, for all processes, whether requests to a source go through its proxies. */
export interface EgressWatch {
  /** An answer came through a proxy. */
  worked(source: SourceId): Promise<void>;
  /** Connection after connection has failed, this one last. */
  failed(source: SourceId, last: ProxyFailed): Promise<void>;
}

/** The proxy of one request, while its turn lasts. */
export interface Turn {
  /** `host:port` of the proxy. */
  readonly proxy: string;
  readonly agent: Agent;
  worked(): Promise<void>;
  failed(failure: ProxyFailed): Promise<void>;
}

/** The pools of proxies, each for one source alone. */
export interface Egress {
  /** The proxy of the next request to a source; undefined if the source has no proxies. */
  turn(source: SourceId): Turn | undefined;
  /** Closes every connection. */
  close(): void;
}

/** A proxy serves so many requests in turn, then the next one does. */
const requestsPerTurn = 400;
/** After so many consecutive connection failures, each ending the turn of a proxy, requests bypass the pool. */
const maxFailures = 3;
/** A third of the usual time of a request, in which a proxy makes a connection or has failed. */
const usualConnectMs = 10_000;

/** Opens the pool of each source. Nothing is sent yet. */
export function openEgress(proxies: Proxies, watch: EgressWatch, connectMs: number = usualConnectMs): Egress {
  const pools = new Map(
    Object.entries(proxies)
      .filter(([, addresses]) => addresses.length > 0)
      .map(([source, addresses]) => [source, openPool(source as SourceId, addresses, watch, connectMs)]),
  );
  return {
    turn: (source) => pools.get(source)?.turn(),
    close() {
      for (const pool of pools.values()) pool.close();
    },
  };
}

function openPool(source: SourceId, addresses: readonly string[], watch: EgressWatch, connectMs: number) {
  const proxies = addresses.map((address) => openProxy(address, connectMs));
  let [turns, requests, failures] = [0, 0, 0];
  const passOn = () => {
    turns += 1;
    requests = 0;
  };

  return {
    turn(): Turn | undefined {
      if (requests === requestsPerTurn) passOn();
      const proxy = proxies[turns % proxies.length];
      if (!proxy) return undefined;
      const taken = turns;
      requests += 1;
      return {
        proxy: proxy.name,
        agent: proxy.agent,
        async worked() {
          if (turns === taken) failures = 0;
          await watch.worked(source);
        },
        async failed(failure) {
          // Many requests may be in flight when a proxy fails: the first failure ends its turn, the others are ignored.
          if (turns !== taken) return;
          passOn();
          failures += 1;
          if (failures < maxFailures) return;
          failures = 0;
          await watch.failed(source, failure);
        },
      };
    },
    close() {
      for (const { agent } of proxies) agent.destroy();
    },
  };
}
