/** Whole millionths as a number that JSON writes without loss: 25007500 is 25.0075. */
export const fromMillionths = (millionths: number): number => millionths / 1_000_000;

/** Whole millionths as a decimal text without trailing zeros. */
export function millionthsText(millionths: number): string {
  const digits = String(millionths).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  return digits.slice(0, -6) + (fraction && `.${fraction}`);
}

/** A price as Yahoo writes it: kept in 32 bits, printed in 64. */
export const widened = (millionths: number): number => Math.fround(fromMillionths(millionths));

/**
 * The stored form of a price that Yahoo wrote, in millionths: its decimal text rounded half up to six digits. The
 * product is exact: the 24 bits of the price and the 14 of a million fit into a double.
 */
export const storedMillionths = (millionths: number): number => Math.floor(widened(millionths) * 1_000_000 + 0.5);
