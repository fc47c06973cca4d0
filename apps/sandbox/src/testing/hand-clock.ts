import type { Clock } from '../clock.ts';

/** A clock for tests: it moves only when it is moved, and delays end at once but are recorded. */
export interface HandClock extends Clock {
  advance(ms: number): void;
  /** What was waited for, in order, in ms. */
  readonly delays: readonly number[];
}

/** Opens a clock at an instant, by default one that does not matter. */
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
