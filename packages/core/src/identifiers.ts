import { z } from 'zod';

/** The symbol of an instrument as it is stored (`AAPL`, `BRK-B`, `VOD.L`), upper case. */
export const Ticker = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9.-]{0,19}$/, { error: 'must be a ticker symbol such as AAPL or BRK-B' });
export type Ticker = z.infer<typeof Ticker>;

/** How tickers are written, for error messages. */
export const tickerForms =
  'AAPL or BRK-B (BRK.B and BRK/B are the same), and XLON:VOD for the one of an exchange, by its MIC';

/** A ticker as a person writes it: a symbol in any spelling of the field, with or without its exchange. */
export const AskedTicker = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^(?:[A-Z0-9]{4}:)?[A-Z0-9][A-Z0-9./-]{0,19}$/, { error: `must be a ticker such as ${tickerForms}` });
export type AskedTicker = z.infer<typeof AskedTicker>;

/** SEC's central index key of a company or person: ten digits, zero padded. */
export const Cik = z.string().regex(/^\d{10}$/, { error: 'must be a CIK of ten digits' });
export type Cik = z.infer<typeof Cik>;

/** Pads a CIK written as a number or without its leading zeros to ten digits. */
export function toCik(cik: number | string): Cik {
  return Cik.parse(String(cik).trim().padStart(10, '0'));
}

/** SEC's key of one filing: `0000320193-25-000123` (filer agent, year, sequence). */
export const Accession = z
  .string()
  .regex(/^\d{10}-\d{2}-\d{6}$/, { error: 'must be an accession number such as 0000320193-25-000123' });
export type Accession = z.infer<typeof Accession>;
