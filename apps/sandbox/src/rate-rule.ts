import type { BanState } from './referee/counts.ts';

/** How the SEC and Yahoo hold their limits: one request too many within a span, and all are refused until it was quiet. */
export interface RateRule {
  /**
   * Records a request that is seen at an instant, and had not come before `earliest`. It is refused during a block, or if it
   * is the one too many that begins a block, whenever within that time it came.
   */
  arrive(at: number, earliest?: number): { isRefused: boolean; standing: BanState };
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
  /** When the last requests came, each as early as the limit allows: no other way to place them leaves more room. */
  let placed: number[] = [];
  let ban: Ban | null = null;

  function isTooMany(at: number, earliest: number): boolean {
    if (ceiling === 0) return false;
    const free = (placed.at(-ceiling) ?? Number.NEGATIVE_INFINITY) + spanMs;
    const early = Math.max(earliest, placed.at(-1) ?? earliest, free);
    placed = [...placed, Math.min(early, at)].slice(-ceiling);
    return early > at;
  }

  return {
    arrive(at, earliest = at) {
      const isOneTooMany = isTooMany(at, earliest);
      if (ban && at < ban.until) {
        ban.until = at + ban.ms;
        const hasKnown = ban.pageSentAt !== null && earliest > ban.pageSentAt + graceMs;
        return { isRefused: true, standing: hasKnown ? 'after grace' : 'in grace' };
      }
      ban = isOneTooMany ? { ms: banMs, until: at + banMs, pageSentAt: null } : null;
      return { isRefused: ban !== null, standing: 'free' };
    },
    pageSent(at) {
      if (ban) ban.pageSentAt ??= at;
    },
    ban(at, ms) {
      ban = { ms: ms ?? banMs, until: at + (ms ?? banMs), pageSentAt: null };
    },
    reset() {
      placed = [];
      ban = null;
    },
  };
}
