/** Whole millionths as a number that JSON writes without loss: 25007500 is 25.0075. */
export const fromMillionths = (millionths: number): number => millionths / 1_000_000;

/** Whole millionths as a decimal text without trailing zeros. */
export function millionthsText(millionths: number): string {
  const digits = String(millionths).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  return digits.slice(0, -6) + (fraction && `.${fraction}`);
}

/** A price as Yahoo writes it: kept in 32 bits, told in 64. */
export const widened = (millionths: number): number => Math.fround(fromMillionths(millionths));

/** What is to be stored of a price that Yahoo wrote: its decimal text, rounded half up to six digits. */
export function storedWidened(millionths: number): string {
  const text = String(widened(millionths));
  const small = /^(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  const plain = small ? `0.${'0'.repeat(Number(small[3]) - 1)}${small[1]}${small[2] ?? ''}` : text;
  const [whole = '0', fraction = ''] = plain.split('.');
  const kept = BigInt(whole + fraction.slice(0, 6).padEnd(6, '0')) + (Number(fraction[6] ?? 0) >= 5 ? 1n : 0n);
  return millionthsText(Number(kept));
}
