import type { Day } from '@tickermill/core';

/** So many new shares for so many old, from the session of a day on: 4:1, in reverse 1:10. */
export interface Split {
  readonly day: Day;
  readonly numerator: number;
  readonly denominator: number;
}

/** Reads `2014-06-09 7:1 2020-08-31 4:1`, ascending. */
export function toSplits(text: string): readonly Split[] {
  return [...text.matchAll(/(\S+) (\d+):(\d+)/g)].map(([, day = '', numerator, denominator]) => {
    return { day, numerator: Number(numerator), denominator: Number(denominator) };
  });
}
