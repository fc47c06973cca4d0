import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { OnPhase } from '@tickermill/engine';

/** Where the time of a worker goes and how much memory it holds, for measurements. */
export interface Profile {
  readonly onPhase: OnPhase;
  /** Sums since the start. */
  report(): {
    readonly phases: Readonly<Record<string, { readonly count: number; readonly ms: number }>>;
    readonly cpuMs: number;
    readonly rssBytes: number;
    /** How late the event loop was, since the last report. */
    readonly loopLagP99Ms: number;
  };
}

/** Opens a profile of this process. Started with `--expose-gc`, it collects garbage before it looks at the memory. */
export function openProfile(): Profile {
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  const phases: Record<string, { count: number; ms: number }> = {};
  return {
    onPhase(phase, ms) {
      const sum = phases[phase] ?? { count: 0, ms: 0 };
      phases[phase] = sum;
      sum.count += 1;
      sum.ms += ms;
    },
    report() {
      globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      const loopLagP99Ms = lag.percentile(99) / 1e6;
      lag.reset();
      return { phases, cpuMs: (user + system) / 1_000, rssBytes: process.memoryUsage.rss(), loopLagP99Ms };
    },
  };
}
