import { assumedMic, type Company } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/**
 * Writes companies as instruments with their current symbols. A symbol that passed to another CIK is closed for the
 * old instrument and opened for a new one: their histories never join.
 */
export async function storeCompanies(tx: Sql, companies: readonly Company[]): Promise<StoredCount[]> {
  const rows = JSON.stringify(companies.map((company) => ({ ...company, mic: assumedMic(company.symbol) })));
  // One listing at a time: two would both find a symbol missing.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('companies'))`;
  await tx.$executeRaw`
    UPDATE symbols s SET valid_to = current_date
    FROM jsonb_to_recordset(${rows}::jsonb) AS c(cik text, symbol text), instruments i
    WHERE s.symbol = c.symbol AND s.valid_to IS NULL AND i.id = s.instrument_id AND i.cik IS NOT NULL AND i.cik <> c.cik`;
  const [seen] = await tx.$queryRaw<{ updated: number }[]>`
    WITH seen AS (
      UPDATE instruments i SET name = c.name, cik = c.cik, last_seen = now()
      FROM jsonb_to_recordset(${rows}::jsonb) AS c(cik text, symbol text, name text)
      JOIN symbols s ON s.symbol = c.symbol AND s.valid_to IS NULL JOIN instruments before ON before.id = s.instrument_id
      WHERE i.id = s.instrument_id
      RETURNING (before.name, before.cik) IS DISTINCT FROM (c.name, c.cik) AS changed
    )
    SELECT count(*)::int AS updated FROM seen WHERE changed`;
  const created = await tx.$executeRaw`
    WITH missing AS (
      SELECT DISTINCT ON (symbol) c.*, nextval('instruments_id_seq') AS id
      FROM jsonb_to_recordset(${rows}::jsonb) AS c(cik text, symbol text, name text, mic text)
      WHERE NOT EXISTS (SELECT FROM symbols s WHERE s.symbol = c.symbol AND s.valid_to IS NULL)
      ORDER BY symbol
    ), instrument AS (
      INSERT INTO instruments (id, name, cik, listing_source) SELECT id, name, cik, 'sec-edgar' FROM missing
    )
    INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, symbol, mic, current_date FROM missing`;
  return [{ target: '*', records: companies.length, created, updated: seen?.updated ?? 0 }];
}

export const companiesTable: DatasetTable<'companies'> = {
  dataset: 'companies',
  recordsOf: 'market',
  store: storeCompanies,
  settled: noDocuments,
};
