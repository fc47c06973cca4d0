/** The sandbox's only way to time: tests inject a clock that they move by hand. */
export interface Clock {
  /** Milliseconds since the epoch; fractions matter, because the rate rule counts in sliding windows. */
  now(): number;
  /** Resolves `ms` later. */
  delay(ms: number): Promise<void>;
}

/** The clock of the machine. It never runs backwards, even when the machine's time is set. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
