/** Where the time of a task goes. */
export type Phase = 'claim' | 'permit' | 'request' | 'parse' | 'store';

/** Told how long each phase of a task took, ms. For measurements; nothing is timed where nobody is told. */
export type OnPhase = (phase: Phase, ms: number) => void;

/** Does `work`, and tells how long it took if somebody wants to know. */
export async function timed<T>(onPhase: OnPhase | undefined, phase: Phase, work: () => T | Promise<T>): Promise<T> {
  if (!onPhase) return work();
  const started = performance.now();
  try {
    return await work();
  } finally {
    onPhase(phase, performance.now() - started);
  }
}
