import type { BanState } from './referee/counts.ts';
import { slidingWindow } from './referee/sliding-window.ts';

/** How the SEC and Yahoo hold their limits: one request too many within a span, and all are refused until it was quiet. */
export interface RateRule {
  /** Records a request. It is refused during a block, or if it is the one too many that begins a block. */
  arrive(at: number): { isRefused: boolean; standing: BanState };
  /** The block page has been sent: from a second later on, the client could have known. */
  pageSent(at: number): void;
  ban(at: number, ms: number | null): void;
  reset(): void;
}

interface Ban {
  readonly ms: number;
  until: number;
  pageSentAt: number | null;
}

const graceMs = 1000;

/** Opens the rule: `ceiling` requests in any `spanMs` (0 for no limit), a block of `banMs` that every request renews. */
export function openRateRule(ceiling: number, banMs: number, spanMs = 1000): RateRule {
  let window = slidingWindow(spanMs);
  let ban: Ban | null = null;

  return {
    arrive(at) {
      const inWindow = window.arrive(at);
      if (ban && at < ban.until) {
        ban.until = at + ban.ms;
        const hasKnown = ban.pageSentAt !== null && at > ban.pageSentAt + graceMs;
        return { isRefused: true, standing: hasKnown ? 'after grace' : 'in grace' };
      }
      ban = ceiling > 0 && inWindow > ceiling ? { ms: banMs, until: at + banMs, pageSentAt: null } : null;
      return { isRefused: ban !== null, standing: 'free' };
    },
    pageSent(at) {
      if (ban) ban.pageSentAt ??= at;
    },
    ban(at, ms) {
      ban = { ms: ms ?? banMs, until: at + (ms ?? banMs), pageSentAt: null };
    },
    reset() {
      window = slidingWindow(spanMs);
      ban = null;
    },
  };
}
