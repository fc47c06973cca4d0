import { z } from 'zod';

/** A whole number that a schedule can be given, from 1 up to a bound, with words for a person. */
export const upTo = (max: number) =>
  z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(max, { error: `must be at most ${max}` });

/** How far back a schedule requests. */
export const daysBack = upTo(36_600);
