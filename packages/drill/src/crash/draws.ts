/** Numbers drawn from a seed: the same seed, the same instants and the same victims. */
export interface Draws {
  /** From `low` to `high`. */
  between(low: number, high: number): number;
  /** One of these. */
  pick<T>(items: readonly T[]): T;
}

/** Opens the draws of a seed (mulberry32: small, and good enough to spread faults). */
export function openDraws(seed: number): Draws {
  let state = seed >>> 0;
  const draw = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (low, high) => low + draw() * (high - low),
    pick: (items) => items[Math.floor(draw() * items.length)] as (typeof items)[number],
  };
}
