import type { SecondCloses } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** Upserts closes of a second source beside the stored prices, which stay as they are. Counts by instrument. */
function storeSecondCloses(tx: Sql, records: readonly SecondCloses[]): Promise<StoredCount[]> {
  return tx.$queryRaw<StoredCount[]>`
    WITH told AS (
      SELECT DISTINCT ON (r.instrument, c.date, r.provider) r.instrument, r.provider, r.basis, c.date, c.close
      FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r(instrument bigint, provider text, basis text, closes jsonb),
        jsonb_to_recordset(r.closes) AS c(date date, close numeric)
      ORDER BY r.instrument, c.date, r.provider
    ), kept AS (
      INSERT INTO second_closes AS s (instrument_id, date, provider, basis, close)
      SELECT instrument, date, provider, basis, close FROM told ORDER BY instrument, date
      ON CONFLICT (instrument_id, date, provider) DO UPDATE SET basis = EXCLUDED.basis, close = EXCLUDED.close,
        received_at = EXCLUDED.received_at
      RETURNING instrument_id, (xmax = 0) AS created)
    SELECT instrument_id::text AS target, count(*)::int AS records, count(*) FILTER (WHERE created)::int AS created,
      count(*) FILTER (WHERE NOT created)::int AS updated
    FROM kept GROUP BY instrument_id`;
}

export const secondClosesTable: DatasetTable<'second-closes'> = {
  dataset: 'second-closes',
  recordsOf: 'instrument',
  store: storeSecondCloses,
  settled: noDocuments,
};
