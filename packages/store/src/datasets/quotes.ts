import type { Quote } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** Upserts quotes, by instrument and instant; a repeated one replaces the values. Counts by instrument. */
export function storeQuotes(tx: Sql, quotes: readonly Quote[]): Promise<StoredCount[]> {
  return tx.$queryRaw<StoredCount[]>`
    WITH told AS (
      SELECT DISTINCT ON (instrument, at) * FROM jsonb_to_recordset(${JSON.stringify(quotes)}::jsonb) AS q(instrument bigint,
        at timestamptz(3), price numeric, open numeric, high numeric, low numeric, "previousClose" numeric, volume bigint,
        currency text, provider text) ORDER BY instrument, at
    ), kept AS (
      INSERT INTO quotes AS q (instrument_id, at, price, open, high, low, previous_close, volume, currency, provider)
      SELECT instrument, at, price, open, high, low, "previousClose", volume, currency, provider FROM told ORDER BY instrument, at
      ON CONFLICT (instrument_id, at) DO UPDATE SET price = EXCLUDED.price, open = EXCLUDED.open, high = EXCLUDED.high,
        low = EXCLUDED.low, previous_close = EXCLUDED.previous_close, volume = EXCLUDED.volume, currency = EXCLUDED.currency,
        provider = EXCLUDED.provider, received_at = now()
      WHERE (q.price, q.open, q.high, q.low, q.previous_close, q.volume, q.currency) IS DISTINCT FROM
        (EXCLUDED.price, EXCLUDED.open, EXCLUDED.high, EXCLUDED.low, EXCLUDED.previous_close, EXCLUDED.volume, EXCLUDED.currency)
      RETURNING instrument_id, (xmax = 0) AS created
    )
    SELECT told.instrument::text AS target, count(*)::int AS records,
      (SELECT count(*)::int FROM kept WHERE instrument_id = told.instrument AND created) AS created,
      (SELECT count(*)::int FROM kept WHERE instrument_id = told.instrument AND NOT created) AS updated
    FROM told GROUP BY told.instrument`;
}

export const quotesTable: DatasetTable<'quotes'> = {
  dataset: 'quotes',
  recordsOf: 'instrument',
  store: storeQuotes,
  settled: noDocuments,
};
