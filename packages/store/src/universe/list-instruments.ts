// Lists instruments under their current symbols, for the API.

import { type Cik, toCik } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from './find-tickers.ts';

/** An instrument under its current symbol, with what names it elsewhere. */
export interface InstrumentRow {
  readonly ticker: string;
  readonly symbol: string;
  readonly name: string;
  readonly kind: string;
  readonly mic: string;
  readonly cik: Cik | null;
  readonly isin: string | null;
  readonly currency: string | null;
}

/** The selection of instruments; a field that is left out means any. */
export interface InstrumentFilter {
  /** The beginning of a symbol, a part of a name, a CIK or an ISIN. */
  readonly q?: string | undefined;
  readonly exchange?: string | undefined;
  readonly kind?: string | undefined;
}

/** The listed instruments by symbol, one that is named exactly first: a page of them, or all. */
export function listInstruments(
  sql: Sql,
  { q, exchange, kind }: InstrumentFilter,
  page: { limit: number; offset: number } | null,
): Promise<InstrumentRow[]> {
  const text = q?.toUpperCase() ?? '';
  return sql.$queryRaw<InstrumentRow[]>`
    SELECT ${tickerOf(Prisma.sql`s`)} AS ticker, s.symbol, i.name, i.kind, s.mic, i.cik, i.isin, i.currency
    FROM symbols s JOIN instruments i ON i.id = s.instrument_id WHERE ${isListedOf({ q, exchange, kind })}
    ORDER BY s.symbol = ${text} DESC, s.symbol, s.mic, i.id LIMIT ${page?.limit ?? null}::int OFFSET ${page?.offset ?? 0}`;
}

/** Whether a filter has an instrument `i` under its current symbol `s`. */
export function isListedOf({ q, exchange, kind }: InstrumentFilter): Prisma.Sql {
  const text = q?.toUpperCase() ?? '';
  const like = text.replaceAll(/[\\%_]/g, '\\$&');
  const cik = /^\d{1,10}$/.test(text) ? toCik(text) : null;
  const conditions = [Prisma.sql`s.valid_to IS NULL`];
  if (q !== undefined)
    conditions.push(Prisma.sql`(s.symbol LIKE ${`${like}%`} OR upper(i.name) LIKE ${`%${like}%`} OR i.isin = ${text}
      OR EXISTS (SELECT FROM instrument_ciks c WHERE c.instrument_id = i.id AND c.cik = ${cik}::text))`);
  if (exchange !== undefined) conditions.push(Prisma.sql`s.mic = ${exchange}`);
  if (kind !== undefined) conditions.push(Prisma.sql`i.kind = ${kind}`);
  return Prisma.join(conditions, ' AND ');
}
