import { type Cik, type ListedKind, ListingId } from '@tickermill/core';

/** Something that an exchange lists. */
export interface Instrument {
  /** Its own for ever, whatever its symbol is: `other-17`. */
  readonly id: string;
  readonly listing: ListingId;
  /** As it is stored (`BRK-B`, `VOD.L`) and as its exchange writes it (`BRK.B`, `VOD`). */
  readonly symbol: string;
  readonly exchangeSymbol: string;
  readonly name: string;
  readonly mic: string;
  readonly kind: ListedKind;
  readonly currency: string;
  readonly isin: string | null;
  /** Of companies that file with the SEC. */
  readonly cik: Cik | null;
  readonly isTest: boolean;
}

/** All lists. */
export const listingIds = ListingId.options;

/** An ISIN of a country with nine characters of its own, and the check digit that they lead to. */
export function toIsin(country: string, nine: string): string {
  const digits = [...`${country}${nine}`].map((letter) => Number.parseInt(letter, 36)).join('');
  const sum = [...digits].reverse().reduce((total, digit, nth) => {
    const doubled = Number(digit) * (nth % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${country}${nine}${(10 - (sum % 10)) % 10}`;
}
