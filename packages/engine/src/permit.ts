import { setTimeout as sleep } from 'node:timers/promises';
import type { Log, SourceId } from '@tickermill/core';
import { openSource, quietMs, quietSource, type Store, takePermit, takeProbe } from '@tickermill/store';
import { sources, Throttled, type Upstream } from '@tickermill/upstream';

/** No request may leave now; the job is given back and the queue rests for `ms`. */
export class NoPermit extends Error {
  readonly ms: number;
  constructor(source: SourceId, ms: number) {
    super(`${source} may not be asked for ${Math.round(ms)} ms`);
    this.ms = ms;
  }
}

/** A permit that is used later than this after its instant is void: departures would bunch. */
const voidAfterMs = 100;
/** After a longer sleep another process may have been told to be quiet. */
const recheckAfterMs = 50;
const probeLeaseMs = 60_000;
/** How long a source stays quiet when its probe fails for another reason than a block. */
const probeFailedMs = 5 * 60_000;
/** How often an operator's pause, or another process' probe, is looked at again. */
const lookAgainMs = 1_000;

interface Permits {
  readonly store: Store;
  /** Sends the probe; its own permit is the lease. */
  readonly prober: Upstream;
  readonly log: Log;
  /** In place of the source's own quiet period, ms. */
  readonly quietMs?: number | undefined;
}

/** Waits for leave to send one request to a source. @throws {NoPermit} when it is not to be had soon. */
export async function awaitPermit(permits: Permits, source: SourceId, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const asked = performance.now();
    const permit = await takePermit(permits.store.db, source);
    // The slot is counted from Postgres' clock, at some moment between the question and its answer.
    const uncertainMs = performance.now() - asked;
    if (permit.kind === 'paused' || permit.kind === 'probing') throw new NoPermit(source, lookAgainMs);
    if (permit.kind === 'not-before' || permit.kind === 'quiet') throw new NoPermit(source, permit.inMs);
    if (permit.kind === 'probe-due') {
      await probe(permits, source, signal);
      continue;
    }
    const instant = performance.now() + permit.inMs;
    if (permit.inMs > 0) await sleep(permit.inMs, undefined, { signal });
    if (permit.inMs > recheckAfterMs) {
      const quiet = await quietMs(permits.store.db, source);
      if (quiet > 0) throw new NoPermit(source, quiet);
    }
    if (performance.now() - instant + uncertainMs <= voidAfterMs) return;
  }
}

/** Ends a quiet period with one request of the source's own: answered, the source is open; else it stays quiet. */
async function probe(
  { store, prober, log, quietMs: quiet }: Permits,
  source: SourceId,
  signal: AbortSignal,
): Promise<void> {
  if (!(await takeProbe(store.db, source, probeLeaseMs))) throw new NoPermit(source, lookAgainMs);
  try {
    await prober.send(source, sources[source].probe, { signal });
    await openSource(store.db, source);
    log.info('the quiet period is over', { source });
  } catch (error) {
    const throttled = error instanceof Throttled;
    const ms = throttled ? Math.max(error.quietMs, quiet ?? 0) : probeFailedMs;
    await quietSource(store.db, source, { ms, reason: throttled ? 'still blocked' : 'the probe failed' });
    log.warn('the probe did not open the source', {
      source,
      ms,
      reason: error instanceof Error ? error.message : String(error),
    });
    throw new NoPermit(source, ms);
  }
}
