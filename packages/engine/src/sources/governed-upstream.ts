import type { Log, SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { keepSessions, type Quota } from '@tickermill/store/sources';
import { openUpstream, type Proxies, sources, type Upstream, type UpstreamOptions } from '@tickermill/upstream';
import type { Observer } from '../observer.ts';
import { type OnPhase, timed } from '../phases.ts';
import { openEgressState } from './egress.ts';
import { type OutageRest, usualOutage } from './outage.ts';
import { awaitPermit } from './permit.ts';
import { type Breaker, type SourceHealth, usualBreaker, watchSources } from './source-health.ts';
import { openPermits } from './take-permits.ts';

export interface GovernedOptions {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  readonly upstream: Omit<UpstreamOptions, 'permit' | 'egress' | 'log' | 'sessions'>;
  readonly proxies?: Proxies | undefined;
  /** When the circuit breaker of a source opens. */
  readonly breaker?: Breaker | undefined;
  /** How long a source is quiet that cannot be reached. */
  readonly outage?: OutageRest | undefined;
  /** In place of every source's own. */
  readonly quota?: Quota | undefined;
  readonly onPhase?: OnPhase | undefined;
  readonly observer?: Pick<Observer, 'permit' | 'leave'> | undefined;
}

/** The upstream of a worker: each request takes a permit, and each answer is watched for the health of its source. */
export interface GovernedUpstream extends Upstream {
  readonly health: SourceHealth;
}

/**
 * Opens the way outward under the rules that every process shares. Nothing is sent yet. A request that may not leave
 * soon is refused with {NoPermit}.
 */
export function openGovernedUpstream({ store, log, now, ...options }: GovernedOptions): GovernedUpstream {
  const { breaker = usualBreaker, outage = usualOutage, quota } = options;
  const egress = openEgressState({ store, log, proxies: options.proxies ?? {} });
  const outward = { ...options.upstream, log, egress: egress.pools, sessions: keepSessions(store.db) };
  // A probe has its permit already: it is taken to find out whether another may be.
  const prober = openUpstream({ ...outward, permit: async (source) => egress.leave(source) });
  const health = watchSources({ store, log, breaker, outage, now });
  const ruleOf = (source: SourceId) => ({
    ...sources[source],
    quota: quota ?? sources[source].quota,
    quietMs: options.upstream.quietMs ?? sources[source].quietMs,
  });
  const take = openPermits({ store, quotaOf: (source) => ruleOf(source).quota, hasProxies: egress.has });
  const permits = { store, prober, log, breaker, outage, health, egress, ruleOf, take, observer: options.observer };
  const upstream = openUpstream({
    ...outward,
    permit: (source, signal) => timed(options.onPhase, 'permit', () => awaitPermit(permits, source, signal)),
  });
  return {
    health,
    send: upstream.send,
    close() {
      upstream.close();
      prober.close();
      egress.pools.close();
    },
  };
}
