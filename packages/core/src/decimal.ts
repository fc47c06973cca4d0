// Exact decimal arithmetic on text, for money and share counts.

import { z } from 'zod';

const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/**
 * An exact decimal number in plain notation, kept as text: `"1000"`, `"999.0"`, `".5"`.
 * Up to 60 digits, which Postgres' NUMERIC stores without loss. No exponent, no separators.
 */
export const Decimal = z
  .string()
  .max(62)
  .regex(decimalPattern, { error: 'must be a decimal number in plain notation' });
export type Decimal = z.infer<typeof Decimal>;

interface Scaled {
  units: bigint;
  scale: number;
}

function parse(decimal: Decimal): Scaled {
  const point = decimal.indexOf('.');
  return point < 0
    ? { units: BigInt(decimal), scale: 0 }
    : { units: BigInt(decimal.slice(0, point) + decimal.slice(point + 1)), scale: decimal.length - point - 1 };
}

/** As `format` writes it. Most numbers come so, and need not be taken apart. */
const isNormal = (text: string): boolean => /^(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/.test(text);

function format({ units, scale }: Scaled): Decimal {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${whole === '0' && fraction === '' ? '' : sign}${whole}${fraction && `.${fraction}`}`;
}

/** Below zero if the first number is the smaller one, above if it is the larger one, 0 if both are equal. */
export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = [parse(a), parse(b)];
  const scale = Math.max(x.scale, y.scale);
  const at = ({ units, scale: from }: Scaled) => units * 10n ** BigInt(scale - from);
  return at(x) < at(y) ? -1 : at(x) > at(y) ? 1 : 0;
}

/** The exact product, without trailing zeros. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  const [x, y] = [parse(a), parse(b)];
  return format({ units: x.units * y.units, scale: x.scale + y.scale });
}

/** The exact sum, without trailing zeros. */
export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y] = [parse(a), parse(b)];
  const scale = Math.max(x.scale, y.scale);
  const at = ({ units, scale: from }: Scaled) => units * 10n ** BigInt(scale - from);
  return format({ units: at(x) + at(y), scale });
}

/** The exact difference, without trailing zeros. */
export const subtract = (a: Decimal, b: Decimal): Decimal => add(a, multiply(b, '-1'));

/** A number as JSON may write it (`1.5e-7`) in plain notation; nothing if the text is no number. */
export function toDecimal(text: string): Decimal | undefined {
  if (isNormal(text)) return text;
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const units = BigInt(`${sign}${whole}${fraction}`.replace(/^\+/, ''));
  return scale < 0 ? format({ units: units * 10n ** BigInt(-scale), scale: 0 }) : format({ units, scale });
}

/** Rounded to so many digits after the point, halves away from zero, without trailing zeros. */
export function roundTo(decimal: Decimal, digits: number): Decimal {
  const point = decimal.indexOf('.');
  const next = point < 0 ? '' : decimal.charAt(point + 1 + digits);
  if (next === '') return isNormal(decimal) ? decimal : format(parse(decimal));
  const kept = decimal.slice(0, point + 1 + digits);
  if (next < '5' && isNormal(kept)) return kept;
  const { units } = parse(kept + next);
  return format({ units: (units + (units < 0n ? -5n : 5n)) / 10n, scale: digits });
}

/** The quotient, rounded to so many digits after the point. The divisor is not zero. */
export function divide(a: Decimal, b: Decimal, digits: number): Decimal {
  const [x, y] = [parse(a), parse(b)];
  const scale = digits + 1;
  const units = (x.units * 10n ** BigInt(scale + y.scale)) / (y.units * 10n ** BigInt(x.scale));
  return roundTo(format({ units, scale }), digits);
}
