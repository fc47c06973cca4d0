// Imports and lists the reference rates of the euro.

import type { Day, ExchangeRate } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A rate as it is shown. */
export interface ListedRate extends ExchangeRate {
  readonly source: string;
  readonly knownFrom: Date;
}

/** Stores rates of one source; one of a day and currency takes the place of the one before. */
export async function importRates(
  tx: Sql,
  source: string,
  rates: readonly ExchangeRate[],
): Promise<{ created: number; changed: number; unchanged: number }> {
  const rows = await tx.$queryRaw<{ created: boolean }[]>`
    INSERT INTO exchange_rates AS r (currency, day, per_euro, source, known_from)
    SELECT currency, day, "perEuro", ${source}, clock_timestamp()
    FROM jsonb_to_recordset(${JSON.stringify(rates)}::jsonb) AS n(currency text, day date, "perEuro" numeric)
    ON CONFLICT (currency, day) DO UPDATE SET per_euro = EXCLUDED.per_euro, source = EXCLUDED.source, known_from = EXCLUDED.known_from
    WHERE r.per_euro <> EXCLUDED.per_euro
    RETURNING xmax = 0 AS created`;
  const created = rows.filter((row) => row.created).length;
  return { created, changed: rows.length - created, unchanged: rates.length - rows.length };
}

/** A page of rates, the latest first. */
export const listRates = (
  sql: Sql,
  {
    currency,
    from,
    to,
    limit,
    offset,
  }: { currency: string | null; from: Day | null; to: Day | null; limit: number; offset: number },
): Promise<ListedRate[]> => sql.$queryRaw<ListedRate[]>`
  SELECT day::text AS day, currency, trim_scale(per_euro)::text AS "perEuro", source, known_from AS "knownFrom" FROM exchange_rates
  WHERE (${currency}::text IS NULL OR currency = ${currency}::text) AND day >= coalesce(${from}::date, '-infinity')
    AND day <= coalesce(${to}::date, 'infinity')
  ORDER BY day DESC, currency LIMIT ${limit} OFFSET ${offset}`;
