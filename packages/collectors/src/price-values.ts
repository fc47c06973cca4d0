import { type Decimal, isPrice, PipelineError, type Price, roundTo, toDecimal, Volume } from '@tickermill/core';

/** A price as it is stored, of the text that a provider wrote; null for null. @throws {PipelineError} `UNEXPECTED_ANSWER`. */
export function toPrice(text: string | null | undefined): Price | null {
  if (text === null || text === undefined) return null;
  const price = rounded(text, 6);
  if (!isPrice(price)) throw unreadable(text);
  return price;
}

/** Whole shares, of the text that a provider wrote; null where it is no number of shares that can be. */
export function toVolume(text: string | null | undefined): Volume | null {
  if (text === null || text === undefined || text === '') return null;
  const volume = Volume.safeParse(rounded(text, 0));
  return volume.success ? volume.data : null;
}

function rounded(text: string, digits: number): Decimal {
  const decimal = toDecimal(text);
  if (decimal === undefined) throw unreadable(text);
  return roundTo(decimal, digits);
}

const unreadable = (text: string) =>
  new PipelineError('UNEXPECTED_ANSWER', `"${text.slice(0, 40)}" is no price`, {
    detail: { value: text.slice(0, 40) },
  });
