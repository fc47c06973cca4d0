import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceId } from '@tickermill/core';
import { mayAsk, type Permit, returnQuota } from '@tickermill/store/sources';
import type { GrantedPermit, Source } from '@tickermill/upstream';
import type { Observer } from '../observer.ts';
import type { EgressState } from './egress.ts';
import { NoPermit } from './no-permit.ts';
import { type ProbeDeps, probe } from './probe.ts';
import type { SourceHealth } from './source-health.ts';
import type { TakenPermit } from './take-permits.ts';

/** A permit that is used later than this after its instant is void: departures would bunch. */
const voidAfterMs = 100;
/** After a longer sleep another process may have made the source quiet. */
const recheckAfterMs = 50;
/**
 * How long a queue rests at most before it looks again, ms. Another process' probe is answered soon; a pace, a pause and a
 * quota may be changed by an operator at any moment, also just before a rest is set. A quiet period never gets shorter.
 */
const longestRestMs = {
  'not-before': 1_000,
  probing: 1_000,
  paused: 1_000,
  spent: 5 * 60_000,
  quiet: Number.POSITIVE_INFINITY,
} as const satisfies Record<Exclude<Permit['kind'], 'go'>, number>;

/** What permits need of their process. */
export interface Permits extends ProbeDeps {
  readonly health: SourceHealth;
  readonly egress: EgressState;
  readonly observer?: Pick<Observer, 'permit' | 'leave'> | undefined;
  readonly take: (source: SourceId) => Promise<TakenPermit>;
  /** The rules of a source. */
  readonly ruleOf: (source: SourceId) => Pick<Source, 'id' | 'quota' | 'probe' | 'quietMs' | 'whenRefused'>;
}

/** Waits for leave to send one request to a source. @throws {NoPermit} when it is not to be had soon. */
export async function awaitPermit(permits: Permits, source: SourceId, signal: AbortSignal): Promise<GrantedPermit> {
  const { store, health, egress, observer, ruleOf } = permits;
  const began = performance.now();
  const rule = ruleOf(source);
  let hasTrial = false;
  for (;;) {
    signal.throwIfAborted();
    const { permit, asked } = await permits.take(source);
    observer?.permit(source, permit.kind);
    // The slot is counted from Postgres' clock, at some moment between the question and its answer.
    const uncertainMs = performance.now() - asked;
    if (permit.kind !== 'go') throw new NoPermit(source, Math.min(permit.inMs, longestRestMs[permit.kind]));
    health.permitted(source, permit.failing);
    egress.permitted(source, permit.way);
    // It stays with this request if the permit itself is void.
    hasTrial ||= permit.way === 'trial';
    const instant = performance.now() + permit.inMs;
    if (permit.probe !== null) {
      // Nothing else leaves before it is answered, so that it may be late.
      await sleep(permit.inMs);
      await probe(permits, rule, { number: permit.probe, signal });
      continue;
    }
    if (permit.inMs > 0) await sleep(permit.inMs, undefined, { signal }).catch(() => {});
    // Whoever stops sends nothing, and returns what was counted for it.
    const mayGo = !signal.aborted && (permit.inMs <= recheckAfterMs || (await mayAsk(store.sql, source)));
    if (mayGo && performance.now() - instant + uncertainMs <= voidAfterMs) {
      observer?.leave(source, performance.now() - began);
      return { direct: permit.way === 'direct' && !hasTrial };
    }
    if (rule.quota) await returnQuota(store.sql, source, rule.quota);
  }
}
