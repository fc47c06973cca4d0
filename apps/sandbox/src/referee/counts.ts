import type { Stamp } from '../loop-watch.ts';
import { slidingWindow } from './sliding-window.ts';

/** What the referee saw at one host, or at all hosts of one source. */
export interface CountsReport {
  readonly requests: number;
  /** Answers by status; `aborted` counts those that were broken off on purpose or by the client. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Bytes of bodies as they went over the wire. */
  readonly bytes: number;
  /**
   * The most requests in any sliding window of 1000 ms. Those that the sandbox saw at once, as it had been kept from its
   * sockets, count as come evenly over that time.
   */
  readonly peakPerSecond: number;
  /** The most requests in any sliding window of 60 s. */
  readonly peakPerMinute: number;
  /** The same by when the sandbox got round to each. */
  readonly seenPeakPerSecond: number;
  readonly seenPeakPerMinute: number;
  /** Requests that arrived during a block. */
  readonly whileBanned: number;
  /** Those of them that came more than a second after a block page had been sent: the client could have known. */
  readonly whileBannedAfterGrace: number;
}

/** How a request stood to a block when it arrived. */
export type BanState = 'free' | 'in grace' | 'after grace';

/** A set of counts that can be added to. */
export interface Counts {
  arrive(stamp: Stamp, standing: BanState): void;
  leave(status: number | 'aborted', bytes: number): void;
  report(): CountsReport;
}

/** Opens counts of zero. */
export function openCounts(): Counts {
  const [second, minute] = [peakWithin(1_000), peakWithin(60_000)];
  const [seenSecond, seenMinute] = [peakWithin(1_000), peakWithin(60_000)];
  /** Those that came since one instant: how many they are is known when another comes later. */
  let bunch: Stamp[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const spread = () => {
    for (const [nth, { at, earliest }] of bunch.entries()) {
      last = Math.max(last, earliest + ((at - earliest) * (nth + 1)) / bunch.length);
      second.arrive(last);
      minute.arrive(last);
    }
    bunch = [];
  };
  const byStatus: Record<string, number> = {};
  let [requests, bytes, whileBanned, whileBannedAfterGrace] = [0, 0, 0, 0];
  return {
    arrive(stamp, standing) {
      requests += 1;
      if (bunch[0] && bunch[0].earliest !== stamp.earliest) spread();
      bunch.push(stamp);
      seenSecond.arrive(stamp.at);
      seenMinute.arrive(stamp.at);
      if (standing !== 'free') whileBanned += 1;
      if (standing === 'after grace') whileBannedAfterGrace += 1;
    },
    leave(status, sent) {
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      bytes += sent;
    },
    report() {
      spread();
      return {
        requests,
        byStatus: { ...byStatus },
        bytes,
        peakPerSecond: second.peak(),
        peakPerMinute: minute.peak(),
        seenPeakPerSecond: seenSecond.peak(),
        seenPeakPerMinute: seenMinute.peak(),
        whileBanned,
        whileBannedAfterGrace,
      };
    },
  };
}

/** The most arrivals in any span of time. */
function peakWithin(spanMs: number) {
  const window = slidingWindow(spanMs);
  let peak = 0;
  return {
    arrive(at: number) {
      peak = Math.max(peak, window.arrive(at));
    },
    peak: () => peak,
  };
}
