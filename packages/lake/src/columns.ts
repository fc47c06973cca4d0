import { dayMs } from '@tickermill/core';
/** What a column holds. Decimals are DECIMAL(18,6), instants are UTC to the millisecond. */
export type ColumnType = 'date' | 'decimal' | 'bigint' | 'text' | 'boolean' | 'instant';

/** A column of a table: its name, its type, and the value of a row as exact text, as in JSON. */
export interface Column<T> {
  readonly name: string;
  readonly type: ColumnType;
  of(row: T): string | boolean | null;
}

/** Rows as they are read: no more than a batch is held, and whoever reads it may empty it. */
export type Batches<T> = AsyncIterable<readonly T[]> | Iterable<readonly T[]>;

export const precision = 18;
export const scale = 6;

/** The whole number that a DECIMAL(18,6) is kept as: its millionths. No float on the way. */
export function toUnscaled(decimal: string): bigint {
  const match = /^([+-]?)(\d{0,12})(?:\.(\d{0,6}))?$/.exec(decimal);
  if (!match || decimal.length === 0) throw new RangeError(`${decimal} is no DECIMAL(18,6)`);
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(`${whole}${fraction.padEnd(scale, '0')}`);
  return sign === '-' ? -units : units;
}

/** The exact decimal of a whole number of units, without trailing zeros. */
export function fromUnscaled(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const [whole, fraction] = [text.slice(0, text.length - digits), text.slice(text.length - digits).replace(/0+$/, '')];
  return `${units < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`;
}

/** Days since 1970-01-01. */
export const toEpochDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;
