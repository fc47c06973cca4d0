// Quiet periods and the circuit breaker of sources, by the answers that a worker gets.

import { addDays, dayAt, instantOf, type Log, type PipelineError, type SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { countFailure, forgetFailures, quietSource, spendQuota, tripBreaker } from '@tickermill/store/sources';
import { ProxyFailed, QuotaSpent, sources, Throttled } from '@tickermill/upstream';
import { isOfWhole, kindOf, type OutageRest } from './outage.ts';

/** When a source that only fails becomes quiet, and for how long. */
export interface Breaker {
  /** Failures of the source in a row that make it quiet. */
  readonly failures: number;
  /** The first quiet period, ms; each that follows without a success between is twice as long. */
  readonly quietMs: number;
  readonly longestMs: number;
}

export const usualBreaker: Breaker = { failures: 50, quietMs: 5 * 60_000, longestMs: 3_600_000 };

/**
 * The health of the sources, by their answers and failures: quiet periods and circuit breaker. The truth is in
 * `source_state`.
 */
export interface SourceHealth {
  /** A permit was taken: the row says whether the source has failed since its last correct answer. */
  permitted(source: SourceId, failing: boolean): void;
  /** The source answered correctly. Queries the database only if there is a failure to reset. */
  answered(source: SourceId): Promise<void>;
  /** An attempt of a task failed. Returns the ms for which that made the source quiet; 0 if it did not. */
  failed(source: SourceId, error: PipelineError, taskId?: bigint): Promise<number>;
}

type Trip = Parameters<typeof tripBreaker>[2];
/** Another failure of the same moment has made the source quiet: its permit will say for how long. */
const othersRestMs = 1_000;

/** Watches the health of the sources that this process uses. */
export function watchSources({
  store,
  log,
  breaker,
  outage,
  now,
}: {
  store: Store;
  log: Log;
  breaker: Breaker;
  outage: OutageRest;
  now: () => Date;
}): SourceHealth {
  const failing = new Set<SourceId>();

  /** No request before the reset: by the quota of the source, or, if it has none in our table, by a quiet period. */
  async function spend(source: SourceId, { resetZone, message }: QuotaSpent): Promise<number> {
    const { quota } = sources[source];
    const at = now();
    const today = dayAt(at, quota?.resetZone ?? resetZone);
    const ms = instantOf(`${addDays(today, 1)}T00:00:00`, quota?.resetZone ?? resetZone).getTime() - at.getTime();
    log.warn('daily quota of the source is spent', { source, ms, reason: message });
    if (quota) await spendQuota(store.db, source, { perDay: quota.perDay, day: today });
    else await quietSource(store.db, source, { ms, reason: message, forQuota: true });
    return ms;
  }

  async function trip(source: SourceId, error: PipelineError, rest: Trip): Promise<number | null> {
    const ms = await tripBreaker(store.db, source, rest);
    if (ms === null) return null;
    const facts = { source, reason: rest.reason, ms: Math.round(ms) };
    if (rest.by === 'outage') log.warn('source cannot be reached', facts);
    else log.error('circuit breaker opened', error, facts);
    return ms;
  }

  return {
    permitted(source, isFailing) {
      if (isFailing) failing.add(source);
    },

    async answered(source) {
      if (!failing.delete(source)) return;
      try {
        await forgetFailures(store.db, source);
      } catch (error) {
        failing.add(source); // the next answer tries again: this one is stored, and must not fail its task
        log.warn('could not reset the failures of the source', { source, error: String(error) });
      }
    },

    async failed(source, error, taskId) {
      if (error instanceof QuotaSpent) return spend(source, error);
      if (error instanceof Throttled) {
        const ms = await quietSource(store.db, source, { ms: error.quietMs, reason: error.message });
        log.warn('source is quiet', { source, ms: Math.round(ms), reason: error.message });
        return ms;
      }
      const kind = kindOf(error);
      const isOfSource = error.entry.fault === 'source';
      if ((!isOfSource && kind === 'other') || error instanceof ProxyFailed) return 0;
      failing.add(source);
      const counted = await countFailure(store.db, source, { kind, isOfSource, taskId });
      const last = `in a row, the last: ${error.code}: ${error.message}`;
      if (isOfWhole(kind, counted)) {
        if (counted.quietMs > 0) return counted.quietMs;
        const rest =
          kind === 'network'
            ? { ...outage, by: 'outage', failures: { network: counted.network } }
            : { ...breaker, by: 'breaker', failures: { unreadable: counted.unreadable } };
        const what =
          kind === 'network'
            ? `${counted.network} requests without an answer`
            : `${counted.unreadable} unreadable answers`;
        return (await trip(source, error, { ...rest, reason: `${what} ${last}` } as Trip)) ?? othersRestMs;
      }
      if (counted.ofSource < breaker.failures) return 0;
      const failures = { ofSource: breaker.failures };
      const reason = `${counted.ofSource} failures ${last}`;
      return (await trip(source, error, { ...breaker, by: 'breaker', failures, reason })) ?? 0;
    },
  };
}
