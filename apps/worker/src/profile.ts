import type { OnPhase } from '@tickermill/engine';

/** Where the time of a worker goes and how much memory it holds, for measurements. */
export interface Profile {
  readonly onPhase: OnPhase;
  /** Sums since the start. */
  report(): {
    readonly phases: Readonly<Record<string, { readonly count: number; readonly ms: number }>>;
    readonly cpuMs: number;
    readonly rssBytes: number;
  };
}

/** Opens a profile of this process. Started with `--expose-gc`, it collects garbage before it looks at the memory. */
export function openProfile(): Profile {
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
      return { phases, cpuMs: (user + system) / 1_000, rssBytes: process.memoryUsage.rss() };
    },
  };
}
