import {
  assumedMic,
  type Company,
  type CompanyEntry,
  type Day,
  exchangesOfUnitedStates,
  type OddCompany,
} from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { keepNamings, secListing } from '../universe/listing-lines.ts';
import { lockUniverse } from '../universe/lock-universe.ts';
import { type ListingFinding, matchListing, type StoredListing } from '../universe/match-listing.ts';
import { decideByCik } from '../universe/proposals.ts';
import { addInstruments, recordTransitions, type Transition, today } from '../universe/transitions.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/**
 * Writes companies as instruments with their current symbols. An instrument goes on when its company changes its symbol or
 * its CIK (docs/decisions/0023); what the list says otherwise than before is kept as a finding and published once.
 */
export async function storeCompanies(tx: Sql, entries: readonly CompanyEntry[]): Promise<StoredCount[]> {
  const isOdd = (entry: CompanyEntry): entry is OddCompany => 'odd' in entry;
  const companies = entries.filter((entry): entry is Company => !isOdd(entry));
  await lockUniverse(tx);
  const day = await today(tx);
  await decideByCik(tx, companies, day);
  const delisted = await namedThoughDelisted(tx, companies);
  const current = companies.filter(({ symbol }) => !delisted.has(symbol));
  const { kept, displaced, listed, findings } = matchListing(current, await storedListings(tx, current));
  const updated = await writeKept(tx, { kept, displaced });
  const added = listed.map((each) => ({
    ...each,
    mic: assumedMic(each.symbol),
    kind: 'stock',
    currency: null,
    isin: null,
  }));
  const ids = await addInstruments(tx, { listing: secListing, day }, added);
  await keepList(tx, day, [
    ...kept,
    ...listed.map((company, nth) => ({ ...company, instrumentId: String(ids[nth]) })),
    ...companies.flatMap((company) => {
      const instrumentId = delisted.get(company.symbol);
      return instrumentId === undefined ? [] : { ...company, instrumentId };
    }),
  ]);
  await recordTransitions(tx, toTransitions(findings, day));
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

/**
 * Companies whose instrument was delisted by its exchange and which the list goes on naming under the same symbol: that it
 * is named proves nothing, for shares go on over the counter. By symbol, while nothing else carries it.
 */
async function namedThoughDelisted(tx: Sql, companies: readonly Company[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.$queryRaw<{ symbol: string; instrumentId: string }[]>`
    SELECT DISTINCT ON (c.symbol) c.symbol, i.id::text AS "instrumentId"
    FROM jsonb_to_recordset(${JSON.stringify(companies)}::jsonb) AS c(symbol text, cik text)
      JOIN instruments i ON i.cik = c.cik AND i.status <> 'active'
      JOIN symbols s ON s.instrument_id = i.id AND s.symbol = c.symbol AND s.valid_to = (
        SELECT max(l.valid_to) FROM symbols l WHERE l.instrument_id = i.id)
    WHERE NOT EXISTS (SELECT FROM symbols h
      WHERE h.symbol = c.symbol AND h.valid_to IS NULL AND h.mic = ANY(${[...exchangesOfUnitedStates]}::text[]))
    ORDER BY c.symbol, i.delisted_on DESC, i.id DESC`;
  return new Map(rows.map(({ symbol, instrumentId }) => [symbol, instrumentId]));
}

/** Keeps what the list says of each instrument, and which it names no more: on its own that delists none. */
async function keepList(
  tx: Sql,
  day: Day,
  named: readonly (Company & { readonly instrumentId: string })[],
): Promise<void> {
  const fields = { kind: 'stock', currency: null, isin: null, statusFlags: [] };
  await keepNamings(
    tx,
    { listing: secListing, day },
    named.map(({ instrumentId, cik, symbol, name }) => ({
      instrumentId,
      row: { ...fields, cik, symbol, name, exchangeSymbol: symbol, mic: assumedMic(symbol) },
    })),
  );
  await tx.$executeRaw`
    UPDATE instrument_listings l SET missing_since = ${day}::date,
      last_seen = greatest(l.last_seen, (i.last_seen AT TIME ZONE 'UTC')::date)
    FROM instruments i WHERE i.id = l.instrument_id AND l.listing = ${secListing} AND l.missing_since IS NULL
      AND l.instrument_id <> ALL(${named.map(({ instrumentId }) => instrumentId)}::bigint[])`;
}

/** A finding that is a transition of its instrument. */
const toTransitions = (findings: readonly ListingFinding[], day: Day): Transition[] =>
  findings.flatMap(({ what, symbol, instrumentId, detail }) =>
    instrumentId !== null && (what === 'renamed' || what === 'symbol-passed')
      ? { instrumentId, day, what, listing: secListing, symbol, detail, confirmedBy: 'cik' }
      : [],
  );

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
      SELECT DISTINCT ON (what, subject) ${secListing}, what, subject, symbol, "instrumentId", detail
      FROM jsonb_to_recordset(${JSON.stringify(findings)}::jsonb) AS n(what text, subject text, symbol text, "instrumentId" bigint, detail jsonb)
      ORDER BY what, subject
      ON CONFLICT (source, what, subject) DO UPDATE SET times = f.times + 1, last_seen = now(),
        -- It happened again: that is another thing to look at. What a list says wrongly every day is not.
        seen_at = CASE WHEN f.what NOT IN ('cik-changed', 'renamed', 'symbol-passed') THEN f.seen_at END,
        seen_by = CASE WHEN f.what NOT IN ('cik-changed', 'renamed', 'symbol-passed') THEN f.seen_by END
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
