import { type Log, latencyBoundsMs, latencyBucket, type SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { addSourceHours, type SourceHour } from '@tickermill/store/sources';
import type { RoundTrip } from '@tickermill/upstream';

/** So often what was counted is written, ms. What a process that is lost had counted since then is forgotten. */
const everyMs = 15_000;
const hourMs = 3_600_000;
/** Answers that are as they should be; every other outcome is the code of a failure. */
const answered: readonly RoundTrip['outcome'][] = ['ok', 'missing', 'unchanged'];

interface HourCounts {
  requests: number;
  failures: number;
  throttles: number;
  buckets: number[];
}

/** Counts the requests of this process to each source, by the hour. */
export interface SourceHours {
  add(exchange: RoundTrip): void;
  /** Writes what was counted so far. */
  flush(): Promise<void>;
  /** Writes the rest; nothing is written by itself any more. */
  close(): Promise<void>;
}

export function openSourceHours({ store, log, now }: { store: Store; log: Log; now: () => Date }): SourceHours {
  let counted = new Map<string, HourCounts>();

  async function flush(): Promise<void> {
    const hours = counted;
    counted = new Map();
    const rows = [...hours].map(([key, counts]): SourceHour => {
      const [source, hour] = key.split(' ') as [SourceId, string];
      return { source, hour: new Date(Number(hour)), ...counts };
    });
    try {
      await addSourceHours(store.db, rows);
    } catch (error) {
      // Written with what comes next: a source's latency may be late, and nothing else waits for it.
      for (const [key, counts] of hours) merge(counted, key, counts);
      log.warn('could not write the request counts of the sources', { error: String(error) });
    }
  }

  let round = Promise.resolve();
  const next = () => {
    round = round.then(flush);
    return round;
  };
  const timer = setInterval(next, everyMs);
  return {
    add({ source, outcome, ms }) {
      const hour = Math.floor(now().getTime() / hourMs) * hourMs;
      const buckets = new Array<number>(latencyBoundsMs.length + 1).fill(0);
      buckets[latencyBucket(ms)] = 1;
      const isFailure = !answered.includes(outcome);
      const isThrottle = outcome === 'THROTTLED';
      merge(counted, `${source} ${hour}`, {
        requests: 1,
        failures: Number(isFailure),
        throttles: Number(isThrottle),
        buckets,
      });
    },
    flush: next,
    async close() {
      clearInterval(timer);
      await next();
    },
  };
}

function merge(into: Map<string, HourCounts>, key: string, more: HourCounts): void {
  const has = into.get(key);
  if (!has) {
    into.set(key, more);
    return;
  }
  has.requests += more.requests;
  has.failures += more.failures;
  has.throttles += more.throttles;
  has.buckets = has.buckets.map((count, at) => count + (more.buckets[at] ?? 0));
}
