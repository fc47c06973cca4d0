// Durations of a task's phases, for measurements.

/** Where the time of a task goes. */
export type Phase = 'claim' | 'permit' | 'request' | 'parse' | 'store';

/** Receives the duration of each phase of a task, ms. For measurements; without a receiver nothing is timed. */
export type OnPhase = (phase: Phase, ms: number) => void;

/** Does `work`, and reports its duration if there is a receiver. */
export async function timed<T>(onPhase: OnPhase | undefined, phase: Phase, work: () => T | Promise<T>): Promise<T> {
  if (!onPhase) return work();
  const started = performance.now();
  try {
    return await work();
  } finally {
    onPhase(phase, performance.now() - started);
  }
}
