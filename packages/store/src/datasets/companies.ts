import {
  assumedMic,
  type Company,
  type CompanyEntry,
  exchangesOfUnitedStates,
  type OddCompany,
} from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type ListingFinding, matchListing, type StoredListing } from '../universe/match-listing.ts';
import { type DatasetTable, noDocuments } from './table.ts';

const source = 'sec-edgar';

/**
 * Writes companies as instruments with their current symbols. An instrument goes on when its company changes its symbol or
 * its CIK (docs/decisions/0023); what the list says otherwise than before is kept as a finding and published once.
 */
export async function storeCompanies(tx: Sql, entries: readonly CompanyEntry[]): Promise<StoredCount[]> {
  const isOdd = (entry: CompanyEntry): entry is OddCompany => 'odd' in entry;
  const companies = entries.filter((entry): entry is Company => !isOdd(entry));
  // One listing at a time: two would both find a symbol missing.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('companies'))`;
  const { kept, displaced, listed, findings } = matchListing(companies, await storedListings(tx, companies));
  const updated = await writeKept(tx, { kept, displaced });
  await writeListed(tx, listed);
  await keepFindings(tx, [...findings.map(toRow), ...entries.filter(isOdd).map(toOddRow)]);
  return [{ target: '*', records: companies.length, created: listed.length, updated }];
}

/** The current symbols of the exchanges that the list is about. */
async function storedListings(tx: Sql, companies: readonly Company[]): Promise<StoredListing[]> {
  const mics = [...new Set([...exchangesOfUnitedStates, ...companies.map(({ symbol }) => assumedMic(symbol))])];
  return tx.$queryRaw<StoredListing[]>`
    SELECT i.id::text AS "instrumentId", s.symbol, i.cik FROM symbols s JOIN instruments i ON i.id = s.instrument_id
    WHERE s.valid_to IS NULL AND s.mic = ANY(${mics}::text[]) ORDER BY i.id`;
}

/** Closes symbols that an instrument has no more, opens those that it has now. Returns how many instruments changed. */
async function writeKept(
  tx: Sql,
  { kept, displaced }: { kept: readonly (Company & { instrumentId: string })[]; displaced: readonly string[] },
): Promise<number> {
  const rows = JSON.stringify(kept.map((each) => ({ ...each, mic: assumedMic(each.symbol) })));
  await tx.$executeRaw`
    UPDATE symbols s SET valid_to = current_date WHERE s.valid_to IS NULL AND (
      s.instrument_id = ANY(${[...displaced]}::bigint[]) OR EXISTS (
        SELECT FROM jsonb_to_recordset(${rows}::jsonb) AS c("instrumentId" bigint, symbol text)
        WHERE c."instrumentId" = s.instrument_id AND c.symbol <> s.symbol))`;
  await tx.$executeRaw`
    INSERT INTO symbols (instrument_id, symbol, mic, valid_from)
    SELECT c."instrumentId", c.symbol, coalesce(
      (SELECT s.mic FROM symbols s WHERE s.instrument_id = c."instrumentId" ORDER BY s.valid_to DESC NULLS FIRST LIMIT 1), c.mic), current_date
    FROM jsonb_to_recordset(${rows}::jsonb) AS c("instrumentId" bigint, symbol text, mic text)
    WHERE NOT EXISTS (SELECT FROM symbols s WHERE s.instrument_id = c."instrumentId" AND s.symbol = c.symbol AND s.valid_to IS NULL)
    ON CONFLICT (instrument_id, symbol, valid_from) DO UPDATE SET valid_to = NULL`;
  const [seen] = await tx.$queryRaw<{ updated: number }[]>`
    WITH seen AS (
      UPDATE instruments i SET name = c.name, cik = c.cik, last_seen = now()
      FROM jsonb_to_recordset(${rows}::jsonb) AS c("instrumentId" bigint, cik text, name text)
      JOIN instruments before ON before.id = c."instrumentId"
      WHERE i.id = c."instrumentId"
      RETURNING (before.name, before.cik) IS DISTINCT FROM (c.name, c.cik) AS changed
    )
    SELECT count(*)::int AS updated FROM seen WHERE changed`;
  return seen?.updated ?? 0;
}

/** Lists new instruments. */
async function writeListed(tx: Sql, listed: readonly Company[]): Promise<void> {
  const rows = JSON.stringify(listed.map((company) => ({ ...company, mic: assumedMic(company.symbol) })));
  await tx.$executeRaw`
    WITH new AS (
      SELECT c.*, nextval('instruments_id_seq') AS id
      FROM jsonb_to_recordset(${rows}::jsonb) AS c(cik text, symbol text, name text, mic text) ORDER BY symbol
    ), instrument AS (
      INSERT INTO instruments (id, name, cik, listing_source) SELECT id, name, cik, ${source} FROM new
    )
    INSERT INTO symbols (instrument_id, symbol, mic, valid_from) SELECT id, symbol, mic, current_date FROM new`;
}

type FindingRow = Omit<ListingFinding, 'what' | 'symbol'> & {
  readonly what: ListingFinding['what'] | 'odd-entry';
  readonly symbol: string | null;
  readonly subject: string;
};

const toRow = (finding: ListingFinding): FindingRow => ({
  ...finding,
  subject: `${finding.symbol} ${JSON.stringify(finding.detail)}`,
});
const toOddRow = ({ odd, entry }: OddCompany): FindingRow => ({
  what: 'odd-entry',
  symbol: null,
  instrumentId: null,
  subject: entry,
  detail: { entry, odd },
});

/** Keeps findings, each once with how often and when it was seen, and publishes those that are new. */
async function keepFindings(tx: Sql, findings: readonly FindingRow[]): Promise<void> {
  if (findings.length === 0) return;
  await tx.$executeRaw`
    WITH kept AS (
      INSERT INTO listing_findings AS f (source, what, subject, symbol, instrument_id, detail)
      SELECT DISTINCT ON (what, subject) ${source}, what, subject, symbol, "instrumentId", detail
      FROM jsonb_to_recordset(${JSON.stringify(findings)}::jsonb) AS n(what text, subject text, symbol text, "instrumentId" bigint, detail jsonb)
      ORDER BY what, subject
      ON CONFLICT (source, what, subject) DO UPDATE SET times = f.times + 1, last_seen = now()
      RETURNING f.*
    )
    INSERT INTO events (type, data)
    SELECT 'listing.finding', jsonb_build_object('dataset', 'companies', 'source', source, 'what', what, 'symbol', symbol,
      'instrument', instrument_id::text, 'detail', detail, 'tickers', CASE WHEN symbol IS NULL THEN '[]' ELSE jsonb_build_array(symbol) END)
    FROM kept WHERE times = 1 OR what IN ('cik-changed', 'renamed', 'symbol-passed') ORDER BY id`;
}

export const companiesTable: DatasetTable<'companies'> = {
  dataset: 'companies',
  recordsOf: 'market',
  store: storeCompanies,
  settled: noDocuments,
};
