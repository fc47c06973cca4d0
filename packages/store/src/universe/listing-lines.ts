// What is stored of the instruments that a listing may be about, and what it says of them.

import { type Day, exchangesOfUnitedStates, isOfUnitedStates, type ListedInstrument } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { KeptLine, ListedRow, StoredLine } from './match-rows.ts';

/** The SEC's list of companies, as a listing. */
export const secListing = 'sec-edgar';

/** The rows, each with the CIK that the SEC's list gives its symbol: that list is about the United States alone. */
export async function withCiks(tx: Sql, rows: readonly ListedInstrument[]): Promise<ListedRow[]> {
  const symbols = rows.filter(({ mic }) => isOfUnitedStates(mic)).map(({ symbol }) => symbol);
  const named =
    symbols.length === 0
      ? []
      : await tx.$queryRaw<{ symbol: string; cik: string | null }[]>`
        SELECT symbol, min(cik) AS cik FROM instrument_listings
        WHERE listing = ${secListing} AND missing_since IS NULL AND symbol = ANY(${symbols}::text[])
        GROUP BY symbol HAVING count(*) = 1`;
  const ciks = new Map(named.map(({ symbol, cik }) => [symbol, cik]));
  return rows.map((row) => ({ ...row, cik: isOfUnitedStates(row.mic) ? (ciks.get(row.symbol) ?? null) : null }));
}

/** The instruments that these rows may be about: of their exchanges, of their ISINs, or named by this listing before. */
export function storedLines(tx: Sql, listing: string, rows: readonly ListedInstrument[]): Promise<StoredLine[]> {
  const own = [...new Set(rows.map(({ mic }) => mic))];
  const mics = own.some(isOfUnitedStates) ? [...new Set([...own, ...exchangesOfUnitedStates])] : own;
  const isins = rows.flatMap(({ isin }) => isin ?? []);
  return tx.$queryRaw<StoredLine[]>`
    WITH meant AS (
      SELECT instrument_id AS id FROM symbols WHERE mic = ANY(${mics}::text[])
      UNION SELECT id FROM instruments WHERE isin = ANY(${isins}::text[])
      UNION SELECT instrument_id FROM instrument_listings WHERE listing = ${listing}
    ), carried AS (
      SELECT DISTINCT ON (s.instrument_id) s.instrument_id AS id, s.symbol, s.mic, s.valid_to IS NULL AS held
      FROM meant JOIN symbols s ON s.instrument_id = meant.id
      -- One that was renamed and delisted on the same day had last what listings call it.
      ORDER BY s.instrument_id, s.valid_to DESC NULLS FIRST, s.valid_from DESC, EXISTS (
        SELECT FROM instrument_listings l WHERE l.instrument_id = s.instrument_id AND l.symbol = s.symbol) DESC, s.symbol
    )
    SELECT i.id::text AS "instrumentId", c.symbol, c.mic, c.held AS "isHeld", i.status, i.isin, i.cik, i.kind,
      (SELECT l.name FROM instrument_listings l WHERE l.instrument_id = i.id AND l.listing <> ${secListing}
        ORDER BY l.missing_since DESC NULLS FIRST, l.listing LIMIT 1) AS "listedName",
      own.mic AS "namedAt", own.missing_since::text AS "missingSince"
    FROM carried c JOIN instruments i ON i.id = c.id
      LEFT JOIN instrument_listings own ON own.instrument_id = i.id AND own.listing = ${listing}
    ORDER BY i.id`;
}

/** What a listing says of an instrument. */
interface NamedLine {
  readonly instrumentId: string;
  readonly row: Pick<ListedRow, 'mic' | 'symbol' | 'exchangeSymbol' | 'name' | 'currency' | 'isin' | 'cik'> & {
    readonly kind: string;
    readonly statusFlags: readonly string[];
  };
}

/** Keeps what a listing says of instruments: rows that say the same as before are left alone. Returns how many it wrote. */
export async function keepNamings(
  tx: Sql,
  { listing, day }: { listing: string; day: Day },
  namings: readonly NamedLine[],
): Promise<number> {
  const rows = JSON.stringify(namings.map(({ instrumentId, row }) => ({ ...row, instrumentId })));
  return tx.$executeRaw`
    INSERT INTO instrument_listings AS l (instrument_id, listing, mic, symbol, exchange_symbol, name, kind, currency,
      isin, cik, status_flags, first_seen, last_seen)
    SELECT "instrumentId", ${listing}, mic, symbol, "exchangeSymbol", name, kind, currency, isin, cik,
      ARRAY(SELECT jsonb_array_elements_text("statusFlags")), ${day}::date, ${day}::date
    FROM jsonb_to_recordset(${rows}::jsonb) AS n("instrumentId" bigint, mic text, symbol text, "exchangeSymbol" text,
      name text, kind text, currency text, isin text, cik text, "statusFlags" jsonb)
    ON CONFLICT (instrument_id, listing) DO UPDATE SET mic = EXCLUDED.mic, symbol = EXCLUDED.symbol,
      exchange_symbol = EXCLUDED.exchange_symbol, name = EXCLUDED.name, kind = EXCLUDED.kind,
      currency = EXCLUDED.currency, isin = EXCLUDED.isin, cik = EXCLUDED.cik, status_flags = EXCLUDED.status_flags,
      last_seen = EXCLUDED.last_seen, missing_since = NULL
    WHERE (l.mic, l.symbol, l.exchange_symbol, l.name, l.kind, l.currency, l.isin, l.cik, l.status_flags,
        l.missing_since)
      IS DISTINCT FROM (EXCLUDED.mic, EXCLUDED.symbol, EXCLUDED.exchange_symbol, EXCLUDED.name, EXCLUDED.kind,
        EXCLUDED.currency, EXCLUDED.isin, EXCLUDED.cik, EXCLUDED.status_flags, NULL::date)`;
}

/**
 * Lets instruments be what a listing says of them: an id or currency is kept where the listing gives none, and a name
 * where the SEC's list gives one. They are active.
 */
export function updateInstruments(tx: Sql, kept: readonly Pick<KeptLine, 'line' | 'row'>[]): Promise<number> {
  const rows = JSON.stringify(kept.map(({ line, row }) => ({ ...row, id: line.instrumentId })));
  return tx.$executeRaw`
    UPDATE instruments i SET name = t.name, kind = t.kind, currency = t.currency, isin = t.isin, status = 'active',
      delisted_on = NULL
    FROM (
      SELECT n.id, n.kind, coalesce(n.currency, b.currency) AS currency, coalesce(n.isin, b.isin) AS isin,
        CASE WHEN EXISTS (SELECT FROM instrument_listings l WHERE l.instrument_id = n.id AND l.listing = ${secListing}
          AND l.missing_since IS NULL) THEN b.name ELSE n.name END AS name
      FROM jsonb_to_recordset(${rows}::jsonb) AS n(id bigint, name text, kind text, currency text, isin text)
        JOIN instruments b ON b.id = n.id
    ) t
    WHERE i.id = t.id AND (i.name, i.kind, i.currency, i.isin, i.status) IS DISTINCT FROM
      (t.name, t.kind, t.currency, t.isin, 'active')`;
}

/** Marks instruments that a listing names no more; they were seen last by its reading before. */
export async function markMissing(
  tx: Sql,
  { listing, day }: { listing: string; day: Day },
  lines: readonly StoredLine[],
): Promise<void> {
  const ids = lines.map(({ instrumentId }) => instrumentId);
  await tx.$executeRaw`
    UPDATE instrument_listings l SET missing_since = ${day}::date, last_seen = greatest(l.last_seen, coalesce((
      SELECT max(r.day) FROM listing_runs r
      WHERE r.listing = l.listing AND r.mic = l.mic AND r.status IN ('done', 'unchanged')), l.last_seen))
    WHERE l.listing = ${listing} AND l.missing_since IS NULL AND l.instrument_id = ANY(${ids}::bigint[])`;
}

/** Forgets what other exchanges said of instruments that have moved to one of this listing. */
export async function forgetOtherExchanges(tx: Sql, listing: string, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM instrument_listings WHERE instrument_id = ANY(${[...ids]}::bigint[])
      AND listing NOT IN (${listing}, ${secListing})`;
}
