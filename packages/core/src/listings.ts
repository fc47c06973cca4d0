import { z } from 'zod';
import { Day } from './day.ts';
import { Ticker } from './identifiers.ts';
import { isStorable } from './unstorable.ts';

/**
 * The lists of instruments that are read: `nasdaq` (nasdaqlisted.txt), `other` (otherlisted.txt: NYSE, NYSE American,
 * Arca, Cboe, IEX), `euronext` (the shares of all its markets), `euronext-etfs` (its exchange-traded products), `lse` (the instrument list of London), `xetra` (all tradable
 * instruments), `kospi`, `kosdaq`, `konex` (the stock masters of Korea) and `krx-etfs` (its funds). One list is one file and one reading, though it may be of several exchanges.
 */
export const ListingId = z.enum([
  ...['nasdaq', 'other', 'euronext', 'euronext-etfs', 'lse', 'xetra'],
  ...['kospi', 'kosdaq', 'konex', 'krx-etfs'],
] as const);
export type ListingId = z.infer<typeof ListingId>;

/** What a listed instrument is, as far as its exchange says. `note` is debt that matures or is linked to an index. */
export const ListedKind = z.enum([
  ...['stock', 'etf', 'adr', 'fund', 'preferred', 'warrant', 'right', 'unit', 'note', 'bond', 'certificate', 'other'],
] as const);
export type ListedKind = z.infer<typeof ListedKind>;

/** An ISIN whose check digit is right (ISO 6166). */
export const Isin = z
  .string()
  .regex(/^[A-Z]{2}[A-Z0-9]{9}\d$/, { error: 'must be an ISIN of twelve characters' })
  .refine(hasCheckDigit, { error: 'must be an ISIN whose check digit is right' });
export type Isin = z.infer<typeof Isin>;

/** Letters count as two digits (A = 10); then every second digit from the right is doubled (Luhn). */
function hasCheckDigit(isin: string): boolean {
  const digits = [...isin].map((letter) => Number.parseInt(letter, 36)).join('');
  const sum = [...digits].reverse().reduce((total, digit, nth) => {
    const value = Number(digit) * (nth % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

const text = (max: number) => z.string().min(1).max(max).refine(isStorable, { error: 'must be text' });

/** One instrument of a listing: one row that is understood. A row of several markets is one, at the first of them. */
export const ListedInstrument = z.object({
  /** In our form: `BRK-B`, `ABR-PD`, `VOD.L`, `AIR.PA`, `SAP.DE`. Unique within its MIC in one listing. */
  symbol: Ticker,
  /** As the exchange writes it: `BRK.B`, `ABR$D`, `BP.`, `SAP`. */
  exchangeSymbol: text(40),
  name: text(500),
  /** ISO 10383, of the segment where the listing names one: `XNAS`, `ARCX`, `ALXP`. */
  mic: z.string().regex(/^[A-Z0-9]{4}$/, { error: 'must be a MIC of four characters' }),
  kind: ListedKind,
  /** ISO 4217, or `GBX` for pence; null where the listing does not say. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'must be a currency of three letters' })
    .nullable(),
  /** Null where the listing has none: those of the United States. */
  isin: Isin.nullable(),
  /**
   * What else the listing says of it, in kebab-case, in the alphabet's order: `test-issue` (never to be tracked),
   * `deficient`, `delinquent`, `bankrupt`, `when-issued`; `inactive` and other states of Xetra (`pending-deletion`);
   * `home-xnas` (its primary market is another than Xetra), `foreign` (traded beside its home: EuroTLX and its like),
   * `also-xbru` (a further market of the row), `aim` (London's growth market), `isin-invalid` (what stands in the place
   * of its ISIN is none).
   */
  statusFlags: z.array(z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)),
});
export type ListedInstrument = z.infer<typeof ListedInstrument>;

/** A header of an answer: printable, and short enough to be sent back. */
const validator = z
  .string()
  .max(300)
  .regex(/^[\x20-\x7e]+$/, { error: 'must be printable' })
  .nullable();

/** What the server of a file calls this version of it: sent with the next request, so that it need not answer it again. */
export const FileValidators = z.object({
  url: z.string().max(2_000),
  etag: validator,
  lastModified: validator,
  /** The version of the parser that read it: another one reads the file again. */
  parserVersion: z.int().positive(),
});
export type FileValidators = z.infer<typeof FileValidators>;

/** That the file of a listing is the one that was read last, as its server said (304). */
export const UnchangedListing = z.object({ listing: ListingId, isUnchanged: z.literal(true) });
export type UnchangedListing = z.infer<typeof UnchangedListing>;

/** One reading of one listing: a file that passed the structure check, with everything that it lists. */
export const Listing = z.object({
  listing: ListingId,
  /** The day that the file says it is of, in the zone of its exchange; null where it says none. */
  asOf: Day.nullable(),
  /** SHA-256 (hex) of the file: the same again means that nothing changed. */
  contentSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** In the order of the file. No two have the same MIC and symbol. */
  instruments: z.array(ListedInstrument).nonempty(),
  /** Rows that are not understood, by their line (or row of the sheet) from 1: never a reason to take one as delisted. */
  refused: z.array(z.object({ line: z.int().positive(), reason: z.string(), text: z.string().max(300) })),
  /** Absent: its server names no version of the file, or it was read from a disk. */
  validators: FileValidators.optional(),
});
export type Listing = z.infer<typeof Listing>;
