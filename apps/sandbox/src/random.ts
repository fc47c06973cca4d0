/** Draws from a stream that is a pure function of its key: same key, same draws. */
export interface Draws {
  /** A number in [0, 1). */
  unit(): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  pick<T>(choices: readonly T[]): T;
  /** A choice by weight: `[['sale', 3], ['gift', 1]]`. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
  /** A text of `count` digits. */
  digits(count: number): string;
}

/** Opens the stream of draws that belongs to a key, such as `(seed, 'prices', cik, day)`. */
export function drawsFor(...key: readonly (string | number)[]): Draws {
  const next = generator(hashes(key.join('|')));
  const unit = () => next() / 4_294_967_296;
  const int = (min: number, max: number) => min + Math.floor(unit() * (max - min + 1));

  function pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('there is nothing to pick from');
    return choices[int(0, choices.length - 1)] as T;
  }

  function weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let left = unit() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return pick(choices)[0];
  }

  const digits = (count: number) => Array.from({ length: count }, () => int(0, 9)).join('');
  return { unit, chance: (p) => unit() < p, int, pick, weighted, digits };
}

/**
 * The numbers in [0, 1) of the streams whose keys begin alike, such as the days of one price: the same numbers that
 * `drawsFor(...beginning, end)` draws, at a fraction of its cost.
 */
export function unitsFor(...beginning: readonly (string | number)[]): (end: string) => () => number {
  const begun = hashed(noHash, `${beginning.join('|')}|`);
  return (end) => {
    const next = generator(mixed(hashed(begun, end)));
    return () => next() / 4_294_967_296;
  };
}

/** Four 32-bit numbers. */
type Four = readonly [number, number, number, number];

/** sfc32, a small generator of good quality, seeded with four hashes of the key. */
function generator(seed: Four): () => number {
  let [a, b, c, counter] = seed;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) next(); // neighbouring keys have drifted apart after twelve rounds
  return next;
}

/** Four 32-bit hashes of a text (cyrb128). */
const hashes = (text: string): Four => mixed(hashed(noHash, text));

const noHash: Four = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];

function hashed(begun: Four, text: string): Four {
  let [h1, h2, h3, h4] = begun;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    h1 = h2 ^ Math.imul(h1 ^ code, 597_399_067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2_869_860_233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951_274_213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2_716_044_179);
  }
  return [h1, h2, h3, h4];
}

function mixed([one, two, three, four]: Four): Four {
  let [h1, h2, h3, h4] = [one, two, three, four];
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}
