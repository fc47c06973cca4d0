// Writes what becomes of instruments: their symbols, and the events that explain each change.

import type { Day, InstrumentEventKind, Ticker } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { ListedRow, Proposal } from './match-rows.ts';

/** A transition of an instrument, or a proposed one, with its evidence. */
export interface Transition {
  readonly instrumentId: string;
  readonly day: Day;
  readonly what: InstrumentEventKind;
  readonly listing?: string | null;
  readonly mic?: string | null;
  readonly symbol?: Ticker | null;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly formerId?: string | null;
  readonly confirmedBy?: string | null;
}

/** The day of the database, UTC: that of a reading. */
export async function today(tx: Sql): Promise<Day> {
  const [row] = await tx.$queryRaw<{ day: Day }[]>`SELECT (now() AT TIME ZONE 'UTC')::date::text AS day`;
  if (!row) throw new Error('the database did not say its day');
  return row.day;
}

const numbered = <T extends object>(rows: readonly T[]) => rows.map((row, nth) => ({ ...row, nth }));

/** Records transitions; the table publishes them. */
export async function recordTransitions(tx: Sql, transitions: readonly Transition[]): Promise<void> {
  if (transitions.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO instrument_events (instrument_id, day, what, listing, mic, symbol, detail, former_id, confirmed_by)
    SELECT "instrumentId", day, what, listing, mic, symbol, coalesce(detail, '{}'), "formerId", "confirmedBy"
    FROM jsonb_to_recordset(${JSON.stringify(numbered(transitions))}::jsonb) AS t("instrumentId" bigint, day date,
      what text, listing text, mic text, symbol text, detail jsonb, "formerId" bigint, "confirmedBy" text, nth int)
    ORDER BY nth`;
}

/** Ends the current symbols of instruments on a day. */
export async function closeSymbols(tx: Sql, ids: readonly string[], day: Day): Promise<void> {
  await tx.$executeRaw`
    UPDATE symbols SET valid_to = greatest(valid_from, ${day}::date)
    WHERE valid_to IS NULL AND instrument_id = ANY(${[...ids]}::bigint[])`;
}

/** A symbol of an exchange that an instrument carries from a day on. */
export interface Placement {
  readonly instrumentId: string;
  readonly symbol: Ticker;
  readonly mic: string;
}

/** Gives instruments their symbols from a day on. Whoever had them before must have been closed. */
export async function openSymbols(tx: Sql, placements: readonly Placement[], day: Day): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO symbols (instrument_id, symbol, mic, valid_from)
    SELECT "instrumentId", symbol, mic, ${day}::date
    FROM jsonb_to_recordset(${JSON.stringify(placements)}::jsonb) AS p("instrumentId" bigint, symbol text, mic text)
    ON CONFLICT (instrument_id, symbol, valid_from) DO UPDATE SET valid_to = NULL, mic = EXCLUDED.mic`;
}

/** Corrects the exchange of current symbols that was only assumed. */
export async function placeSymbols(tx: Sql, placements: readonly Placement[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE symbols s SET mic = p.mic
    FROM jsonb_to_recordset(${JSON.stringify(placements)}::jsonb) AS p("instrumentId" bigint, mic text)
    WHERE s.instrument_id = p."instrumentId" AND s.valid_to IS NULL AND s.mic <> p.mic`;
}

/** Lists new instruments under their symbols, each with its event. Returns their ids in the order of the rows. */
export async function addInstruments(
  tx: Sql,
  { listing, day }: { listing: string; day: Day },
  rows: readonly (Pick<ListedRow, 'symbol' | 'mic' | 'name' | 'currency' | 'isin' | 'cik'> & {
    readonly kind: string;
  })[],
): Promise<string[]> {
  const added = await tx.$queryRaw<{ id: string; nth: number }[]>`
    WITH new AS (
      SELECT r.*, nextval('instruments_id_seq') AS id
      FROM jsonb_to_recordset(${JSON.stringify(numbered(rows))}::jsonb) AS r(symbol text, mic text, name text, kind text,
        currency text, isin text, cik text, nth int) ORDER BY mic, symbol
    ), instrument AS (
      INSERT INTO instruments (id, name, kind, currency, isin, cik, listing_source)
      SELECT id, name, kind, currency, isin, cik, ${listing} FROM new
    ), symbol AS (
      INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, symbol, mic, ${day}::date FROM new
    ), event AS (
      INSERT INTO instrument_events (instrument_id, day, what, listing, mic, symbol)
      SELECT id, ${day}::date, 'listed', ${listing}, mic, symbol FROM new
    )
    SELECT id::text AS id, nth FROM new`;
  return [...added].sort((one, other) => one.nth - other.nth).map(({ id }) => id);
}

/** That a new instrument may be one that is stored, as an event of the new one. */
export const toTransition = (
  instrumentId: string,
  row: ListedRow,
  { what, former }: Proposal,
  { listing, day }: { listing: string; day: Day },
): Transition => ({
  instrumentId,
  day,
  what,
  listing,
  mic: row.mic,
  symbol: row.symbol,
  formerId: former.instrumentId,
  detail: { former: former.symbol, names: [former.listedName, row.name], kind: row.kind },
});
