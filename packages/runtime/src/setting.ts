import { z } from 'zod';

/** A setting: how its text is read, and what is said of it. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S;
  readonly description: string;
  /** The unit of a value: ms, bytes, connections. */
  readonly unit?: string;
  /** The allowed values, for people. */
  readonly range?: string;
  /** The value never appears in output. */
  readonly secret?: true;
}

/** Makes a setting of a schema and what is said of it. */
export const setting = <S extends z.ZodType>(schema: S, about: Omit<Setting, 'schema'>): Setting<S> => ({
  schema,
  ...about,
});

/** A whole number within bounds, with a default. */
export const whole = (low: number, high: number, fallback: number) =>
  z.coerce.number().int().min(low).max(high).default(fallback);
/** A text that is not blank. */
export const text = z.string().trim().min(1);
