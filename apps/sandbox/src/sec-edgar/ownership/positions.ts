import { add, type Decimal } from '@tickermill/core';
import type { Draws } from '../../random.ts';

/** What the owners of a filing hold while its rows are drawn, by security and way of holding. */
export interface Positions {
  /** What is held after so many shares were acquired or disposed of. */
  after(holding: string, acquiredDisposed: 'A' | 'D', shares: Decimal): Decimal;
  /** What is held now. */
  now(holding: string): Decimal;
}

/** Opens positions whose sizes before the filing are drawn on first use. */
export function openPositions(draws: Draws): Positions {
  const held = new Map<string, Decimal>();
  const now = (holding: string) => {
    const known = held.get(holding) ?? String(draws.int(0, 300) ** 2);
    held.set(holding, known);
    return known;
  };
  return {
    now,
    after(holding, acquiredDisposed, shares) {
      const before = acquiredDisposed === 'A' ? now(holding) : (held.get(holding) ?? add(now(holding), shares));
      const change = acquiredDisposed === 'A' ? shares : `-${shares}`;
      const rest = add(before, change);
      const after = rest.startsWith('-') ? '0' : rest;
      held.set(holding, after);
      return after;
    },
  };
}
