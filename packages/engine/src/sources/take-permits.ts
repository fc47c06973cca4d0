import type { SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { type Permit, type Quota, takePermit, takePermits } from '@tickermill/store/sources';
import { type Grouped, grouped, usualGatherMs } from '../grouped.ts';

/** A permit, or why there is none, and the instant at which it was asked for. */
export interface TakenPermit {
  readonly permit: Permit;
  readonly asked: number;
}

interface TakeDeps {
  readonly store: Store;
  readonly quotaOf: (source: SourceId) => Quota | null;
  readonly hasProxies: (source: SourceId) => boolean;
}

/** Takes permits of sources. All of a source lock its one row: those that are wanted at the same time are taken together. */
export function openPermits({ store, quotaOf, hasProxies }: TakeDeps): (source: SourceId) => Promise<TakenPermit> {
  const takers = new Map<SourceId, Grouped<symbol, TakenPermit>>();

  async function takeAll(source: SourceId, count: number): Promise<TakenPermit[]> {
    const quota = quotaOf(source);
    const withProxies = hasProxies(source);
    if (count > 1 && !withProxies) {
      const asked = performance.now();
      const permits = await takePermits(store.sql, source, quota, count);
      if (permits) return permits.map((permit) => ({ permit, asked }));
    }
    const taken: TakenPermit[] = [];
    while (taken.length < count) {
      const asked = performance.now();
      const last = taken.at(-1)?.permit;
      // One that is refused is refused for those behind it, too.
      const isRefused = last !== undefined && last.kind !== 'go';
      taken.push({ permit: isRefused ? last : await takePermit(store.sql, source, quota, withProxies), asked });
    }
    return taken;
  }

  return (source) => {
    const taker =
      takers.get(source) ??
      grouped({
        work: (wanted: readonly symbol[]) => takeAll(source, wanted.length),
        keyOf: (one) => one,
        gatherMs: usualGatherMs,
      });
    takers.set(source, taker);
    return taker(Symbol(source));
  };
}
