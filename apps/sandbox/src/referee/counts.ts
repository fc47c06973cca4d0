import { slidingWindow } from './sliding-window.ts';

/** What the referee saw at one host, or at all hosts of one source. */
export interface CountsReport {
  readonly requests: number;
  /** Answers by status; `aborted` counts those that were broken off on purpose or by the client. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Bytes of bodies as they went over the wire. */
  readonly bytes: number;
  /** The most requests in any sliding window of 1000 ms. */
  readonly peakPerSecond: number;
  /** The most requests in any sliding window of 60 s. */
  readonly peakPerMinute: number;
  /** Requests that arrived during a block. */
  readonly whileBanned: number;
  /** Those of them that came more than a second after a block page had been sent: the client could have known. */
  readonly whileBannedAfterGrace: number;
}

/** How a request stood to a block when it arrived. */
export type BanState = 'free' | 'in grace' | 'after grace';

/** A set of counts that can be added to. */
export interface Counts {
  arrive(at: number, standing: BanState): void;
  leave(status: number | 'aborted', bytes: number): void;
  report(): CountsReport;
}

/** Opens counts of zero. */
export function openCounts(): Counts {
  const [second, minute] = [slidingWindow(), slidingWindow(60_000)];
  const byStatus: Record<string, number> = {};
  let [requests, bytes, peakPerSecond, peakPerMinute, whileBanned, whileBannedAfterGrace] = [0, 0, 0, 0, 0, 0];
  return {
    arrive(at, standing) {
      requests += 1;
      peakPerSecond = Math.max(peakPerSecond, second.arrive(at));
      peakPerMinute = Math.max(peakPerMinute, minute.arrive(at));
      if (standing !== 'free') whileBanned += 1;
      if (standing === 'after grace') whileBannedAfterGrace += 1;
    },
    leave(status, sent) {
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      bytes += sent;
    },
    report: () => ({
      requests,
      byStatus: { ...byStatus },
      bytes,
      peakPerSecond,
      peakPerMinute,
      whileBanned,
      whileBannedAfterGrace,
    }),
  };
}
