import type { Cik } from '@tickermill/core';

/** A postal address as EDGAR's headers and submissions give it. `state` is a US state or EDGAR's code of a country. */
export interface Address {
  readonly street1: string;
  readonly street2: string | null;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  /** The name of the country when the address is not in the United States, else null. */
  readonly country: string | null;
}

/** What makes a company what it is: who it is and under which symbols its shares are listed. */
export interface Listing {
  /** Its place in the register; owners of its shares are numbered from it. */
  readonly index: number;
  readonly cik: Cik;
  readonly name: string;
  readonly tickers: readonly [string, ...string[]];
  readonly exchange: 'NYSE' | 'Nasdaq';
  readonly hasTwoClasses: boolean;
}

/** A company with everything that its filings contain about it. */
export interface Company extends Listing {
  /** Titles of its securities in table I, most traded first. */
  readonly shareTitles: readonly [string, ...string[]];
  /** The symbol as its insiders write it: `LEN, LEN.B` in one field is common. */
  readonly writtenSymbol: string;
  /** Its symbol on an exchange abroad, if it has one. */
  readonly foreignSymbol: string | null;
  readonly industry: { readonly code: string; readonly title: string; readonly office: string };
  readonly irsNumber: string;
  readonly stateOfIncorporation: string;
  /** MMDD. */
  readonly fiscalYearEnd: string;
  readonly fileNumber: string;
  readonly phone: string;
  readonly address: Address;
}
