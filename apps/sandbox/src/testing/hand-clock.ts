import type { Clock } from '../clock.ts';

/** A clock for tests: it stands still until it is moved, and delays are over at once but remembered. */
export interface HandClock extends Clock {
  advance(ms: number): void;
  /** What was waited for, in order, in ms. */
  readonly delays: readonly number[];
}

/** Opens a clock that stands at an instant, unless told at one that does not matter. */
export function handClock(start = '2023-11-14T22:13:20Z'): HandClock {
  let now = Date.parse(start);
  const delays: number[] = [];
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    delay: async (ms) => {
      delays.push(ms);
    },
    delays,
  };
}
