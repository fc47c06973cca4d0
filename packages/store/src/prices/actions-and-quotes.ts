import type { CorporateAction, Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A corporate action as it is shown. */
export interface ListedAction extends CorporateAction {
  readonly provider: string;
  readonly knownFrom: Date;
  /** Until when it was known so; null if it still is. */
  readonly knownTo: Date | null;
}

/** The corporate actions of an instrument, the latest first; with `former` also what they were before. */
export function corporateActions(
  sql: Sql,
  {
    instrumentId,
    from = null,
    to = null,
    former = false,
  }: { instrumentId: bigint; from?: Day | null; to?: Day | null; former?: boolean },
): Promise<ListedAction[]> {
  return sql.$queryRaw<ListedAction[]>`
    SELECT date::text, type, ratio::text, amount::text, raw, provider, known_from AS "knownFrom", known_to AS "knownTo"
    FROM corporate_actions
    WHERE instrument_id = ${instrumentId} AND date >= coalesce(${from}::date, '-infinity') AND date <= coalesce(${to}::date, 'infinity')
      AND (${former} OR known_to IS NULL)
    ORDER BY date DESC, type, known_from DESC`;
}

/** A quote as it is shown. */
export interface ListedQuote {
  readonly at: Date;
  readonly price: string;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly previousClose: string | null;
  readonly volume: string | null;
  readonly currency: string | null;
  readonly provider: string;
}

/** The quotes of an instrument since an instant, ascending; the latest one is among them however old it is. */
export function quotesOf(sql: Sql, instrumentId: bigint, since: Date): Promise<ListedQuote[]> {
  return sql.$queryRaw<ListedQuote[]>`
    SELECT at, price::text, open::text, high::text, low::text, previous_close::text AS "previousClose", volume::text, currency, provider
    FROM quotes WHERE instrument_id = ${instrumentId}
      AND at >= least(${since}::timestamptz, (SELECT max(at) FROM quotes WHERE instrument_id = ${instrumentId}))
    ORDER BY at`;
}

/** Of how many instruments quotes are stored, and when the latest was. */
export async function storedQuotes(sql: Sql): Promise<{ instruments: number; latest: Date | null }> {
  // The last quote of each instrument is one look into the key; all of them would be millions.
  const [row] = await sql.$queryRaw<{ instruments: number; latest: Date | null }[]>`
    SELECT count(*)::int AS instruments, max(q.at) AS latest
    FROM instruments i CROSS JOIN LATERAL (SELECT at FROM quotes WHERE instrument_id = i.id ORDER BY at DESC LIMIT 1) q`;
  return row ?? { instruments: 0, latest: null };
}

/** Of how many instruments closes of a second source are stored, and of which days. */
export async function storedSecondCloses(
  sql: Sql,
): Promise<{ instruments: number; first: Day | null; latest: Day | null }> {
  const [row] = await sql.$queryRaw<{ instruments: number; first: Day | null; latest: Day | null }[]>`
    SELECT count(DISTINCT instrument_id)::int AS instruments, min(date)::text AS first, max(date)::text AS latest
    FROM second_closes`;
  return row ?? { instruments: 0, first: null, latest: null };
}
