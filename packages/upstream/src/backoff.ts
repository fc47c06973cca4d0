/** How long a failed task waits before its next attempt: doubling from a base up to a cap, or a ladder of waits. */
export type Backoff =
  | {
      readonly kind: 'exponential';
      readonly baseMs: number;
      readonly capMs: number;
      /** The share of a wait, 0 to 1, that is subtracted at random. */
      readonly jitter: number;
    }
  | { readonly kind: 'ladder'; readonly ms: readonly [number, ...number[]] };

/**
 * The wait in ms after attempt number `attempt` (from 1) has failed. A ladder stays on its last rung.
 * @param random returns a number from 0 up to 1; tasks that failed together must not be retried together.
 */
export function backoffMs(backoff: Backoff, attempt: number, random: () => number): number {
  if (backoff.kind === 'ladder') return backoff.ms[Math.min(attempt, backoff.ms.length) - 1] ?? backoff.ms[0];
  const full = Math.min(backoff.capMs, backoff.baseMs * 2 ** (attempt - 1));
  return Math.round(full * (1 - backoff.jitter * random()));
}
