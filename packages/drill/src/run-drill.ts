// Runs the scenarios of a drill one after the other, for `tickermill drill`.

import { type CrashOutcome, crash, openCrashRig } from './crash/crash.ts';
import { type Scenario, scenarios } from './crash/scenarios.ts';
import type { RigOptions } from './rig.ts';

/** The outcome of a scenario of a drill. */
export interface DrillResult extends CrashOutcome {
  readonly scenario: string;
  /** What was promised. */
  readonly promise: string;
}

/** The report of a drill. */
export interface DrillReport {
  readonly backend: RigOptions['backend'];
  readonly seed: number;
  readonly results: readonly DrillResult[];
  /** Scenarios that were skipped because one before them broke a promise: their findings would prove nothing. */
  readonly leftOut: readonly string[];
  /** Everything was as promised. */
  readonly isKept: boolean;
  /** Where its processes logged, kept if anything went wrong. */
  readonly logsDir: string | null;
}

/** Called with the progress of a drill. */
export type OnDrill = (
  event:
    | { readonly kind: 'opening' }
    | { readonly kind: 'opened' }
    | { readonly kind: 'begun'; readonly scenario: Scenario }
    | { readonly kind: 'ended'; readonly result: DrillResult },
) => void;

/**
 * Makes an installation of its own (own ports, own Postgres, own Redis, the sandbox), breaks it in every way that is
 * promised to cost nothing but time, and removes it. An aborted `signal` ends it as soon as what runs has stopped.
 */
export async function runDrill({
  seed,
  only,
  onDrill,
  signal,
  ...servers
}: Pick<RigOptions, 'backend' | 'redisServer'> & {
  readonly seed: number;
  /** The scenarios to strike with; every one that the backend has without it. */
  readonly only?: readonly string[] | undefined;
  readonly onDrill: OnDrill;
  readonly signal: AbortSignal;
}): Promise<DrillReport> {
  const { backend } = servers;
  const chosen = scenarios.filter(({ name, backends }) => backends.includes(backend) && (only?.includes(name) ?? true));
  onDrill({ kind: 'opening' });
  const rig = await openCrashRig(servers, seed);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  try {
    signal.throwIfAborted();
    onDrill({ kind: 'opened' });
    const results: DrillResult[] = [];
    for (const scenario of chosen) {
      onDrill({ kind: 'begun', scenario });
      const outcome = await Promise.race([crash(rig, scenario, seed), aborted]);
      const result = { ...outcome, scenario: scenario.name, promise: scenario.promise };
      results.push(result);
      onDrill({ kind: 'ended', result });
      if (result.problems.length > 0) break;
    }
    const isKept = results.every(({ problems }) => problems.length === 0);
    if (!isKept) rig.keepLogs();
    const leftOut = chosen.slice(results.length).map(({ name }) => name);
    return { backend, seed, results, leftOut, isKept, logsDir: isKept ? null : rig.logsDir };
  } finally {
    await rig.close();
  }
}
