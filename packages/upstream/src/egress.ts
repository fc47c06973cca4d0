import type { Agent } from 'node:http';
import type { SourceId } from '@tickermill/core';
import { openProxy, type ProxyFailed } from './proxy.ts';

/** The proxies of each source, as URLs that may hold a user and a password. A source without any is asked directly. */
export type Proxies = Readonly<Partial<Record<SourceId, readonly string[]>>>;

/** Who decides for all processes whether a source is asked through its proxies. */
export interface EgressWatch {
  /** An answer came through a proxy. */
  worked(source: SourceId): Promise<void>;
  /** Connection after connection has failed, this one last. */
  failed(source: SourceId, last: ProxyFailed): Promise<void>;
}

/** The turn of one proxy, for one request. */
export interface Turn {
  /** `host:port` of the proxy. */
  readonly proxy: string;
  readonly agent: Agent;
  worked(): Promise<void>;
  failed(failure: ProxyFailed): Promise<void>;
}

/** The pools of proxies, each for one source alone. */
export interface Egress {
  /** Whose turn the next request of a source is; undefined if the source has no proxies. */
  turn(source: SourceId): Turn | undefined;
  /** Closes every connection. */
  close(): void;
}

/** A proxy has its turn for so many requests, then the next one has it. */
const requestsPerTurn = 400;
/** So many failed connections in a row, each ending the turn of a proxy, and the pool is given up. */
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
          // Many may be under way when a proxy fails: the first ends its turn, and the others say nothing new.
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
