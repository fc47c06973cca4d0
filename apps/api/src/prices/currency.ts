import { minorUnits } from '@tickermill/core';

/** A currency as it is stored, and what it is hundredths of where it is a minor unit. */
export function majorOf(currency: string | null) {
  const unit = currency === null ? undefined : minorUnits[currency];
  return { currency, major: unit ? { currency: unit.major, per_major: unit.perMajor } : null };
}
