import type { Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A quote as it is shown: prices in plain notation. */
export interface ListedQuote {
  readonly at: Date;
  readonly day: Day;
  readonly price: string;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly previousClose: string | null;
  readonly volume: string | null;
  readonly currency: string | null;
  readonly provider: string;
}

/** The quotes of the day, by the clocks of a zone, on which an instrument was last quoted; ascending. */
export function quotesOf(sql: Sql, instrumentId: bigint, zone: string): Promise<ListedQuote[]> {
  return sql.$queryRaw<ListedQuote[]>`
    WITH latest AS (
      SELECT (max(at) AT TIME ZONE ${zone}::text)::date AS day FROM quotes WHERE instrument_id = ${instrumentId}
    )
    SELECT q.at, l.day::text, q.price::text, q.open::text, q.high::text, q.low::text, q.previous_close::text AS "previousClose",
      q.volume::text, q.currency, q.provider
    FROM latest l JOIN quotes q ON q.instrument_id = ${instrumentId}
      AND q.at >= l.day::timestamp AT TIME ZONE ${zone}::text AND q.at < (l.day + 1)::timestamp AT TIME ZONE ${zone}::text
    ORDER BY q.at`;
}
