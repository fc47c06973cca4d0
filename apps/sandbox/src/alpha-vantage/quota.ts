import { type Day, dayAt } from '@tickermill/core';
import { slidingWindow } from '../referee/sliding-window.ts';

/** How far a key is used up. */
export type QuotaState = 'free' | 'burst' | 'used up';

/** Counts the requests of each key: within a second, within a minute and within a day of New York. */
export interface Quota {
  arrive(key: string, at: number): QuotaState;
  /** Makes every key receive "slow down" answers for so long. */
  hold(at: number, ms: number): void;
  reset(): void;
}

interface Use {
  readonly second: ReturnType<typeof slidingWindow>;
  readonly minute: ReturnType<typeof slidingWindow>;
  day: Day;
  count: number;
}

const zone = 'America/New_York';
const [perSecond, perMinute] = [1, 5];

/** Opens a quota of so many requests a day; 0: no quota, and no limit of the pace either. */
export function openQuota(perDay: number): Quota {
  let uses = new Map<string, Use>();
  let heldUntil = 0;
  return {
    arrive(key, at) {
      if (at < heldUntil) return 'burst';
      if (perDay === 0) return 'free';
      const day = dayAt(new Date(at), zone);
      const use = uses.get(key) ?? { second: slidingWindow(), minute: slidingWindow(60_000), day, count: 0 };
      uses.set(key, use);
      if (use.day !== day) [use.day, use.count] = [day, 0];
      use.count += 1; // a request counts, whatever is answered
      const isBurst = [use.second.arrive(at) > perSecond, use.minute.arrive(at) > perMinute].includes(true);
      if (use.count > perDay) return 'used up';
      return isBurst ? 'burst' : 'free';
    },
    hold(at, ms) {
      heldUntil = at + ms;
    },
    reset() {
      uses = new Map();
      heldUntil = 0;
    },
  };
}
