// Stores ownership filings and matches their amendments, and tells which are stored.

import { newestSchemaVersion, type OwnershipFiling } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { DoneDocument, StoredCount } from '../stored.ts';
import { lockFilings, lockIssuers, matchAmendments } from './amendments.ts';
import { isNewerSchema, type WrittenFiling, writeRows } from './filing-rows.ts';
import { linkSameTrades } from './same-trades.ts';

/**
 * Stores filings in full under their own issuer, and matches amendments to their originals. A stored filing is replaced
 * only by a newer reading of it (a newer parser version). Counts trades, by issuer, and publishes an event for every
 * filing that is new or brought new trades.
 */
export async function storeFilings(tx: Sql, filings: readonly OwnershipFiling[]): Promise<StoredCount[]> {
  const [counts = []] = await storeFilingsOfEach(tx, [filings]);
  return counts;
}

/** Does the same for the filings of several answers at once, no filing twice, and counts for each answer. */
export async function storeFilingsOfEach(
  tx: Sql,
  answers: readonly (readonly OwnershipFiling[])[],
): Promise<StoredCount[][]> {
  const filings = answers.flat();
  await lockFilings(tx, filings);
  const { written } = await writeFilings(tx, filings);
  const byAccession = new Map(written.map((each) => [each.accession, each]));
  return answers.map((some) => countByIssuer(some.flatMap(({ accession }) => byAccession.get(accession) ?? [])));
}

/**
 * Writes filings within a transaction that has locked them; with `again` also if the same parser read the same. Returns
 * what was written of each, and which filings were matched differently.
 */
export async function writeFilings(
  tx: Sql,
  filings: readonly OwnershipFiling[],
  { again = false } = {},
): Promise<{ written: WrittenFiling[]; changed: string[] }> {
  const written = await writeRows(tx, filings, again);
  await publishNewerSchemas(tx, filings);
  // Most have no part in an amendment. A filing that is read anew may have been one, or one of other owners.
  const amendments = new Set(filings.filter(({ form }) => form.endsWith('/A')).map(({ accession }) => accession));
  const matched = written.filter(
    ({ accession, isAmended, formerIssuers }) => isAmended || formerIssuers.length > 0 || amendments.has(accession),
  );
  const changed = await matchAgain(tx, matched, filings);
  const equal = written.filter((each) => each.equalDays.length > 0 && !matched.includes(each));
  if (equal.length > 0) {
    const days = equal.flatMap(({ equalDays }) => equalDays);
    changed.push(...(await linkSameTrades(tx, issuersOf(equal), [...new Set(days)])));
  }
  return { written, changed: [...new Set(changed)] };
}

/** Matches the amendments of these filings' issuers and owners, and then links equal trades, which depends on that. */
async function matchAgain(
  tx: Sql,
  written: readonly WrittenFiling[],
  filings: readonly OwnershipFiling[],
): Promise<string[]> {
  if (written.length === 0) return [];
  const own = issuersOf(written);
  const former = written.flatMap(({ formerIssuers }) => formerIssuers).filter((cik) => !own.includes(cik));
  if (former.length > 0) await lockIssuers(tx, former);
  const issuers = [...own, ...new Set(former)];
  const accessions = new Set(written.map(({ accession }) => accession));
  const owners = filings.filter(({ accession }) => accessions.has(accession)).flatMap((filing) => filing.owners);
  const ciks = [...written.flatMap(({ formerOwners }) => formerOwners), ...owners.map(({ cik }) => cik)];
  const matched = await matchAmendments(tx, { issuers, owners: [...new Set(ciks)] });
  return [...matched, ...(await linkSameTrades(tx, issuers, null))];
}

const issuersOf = (written: readonly WrittenFiling[]): string[] => [...new Set(written.map(({ issuer }) => issuer))];

function countByIssuer(written: readonly WrittenFiling[]): StoredCount[] {
  return issuersOf(written).map((target) => {
    const some = written.filter(({ issuer }) => issuer === target);
    const sum = (field: 'created' | 'updated') => some.reduce((total, each) => total + each[field], 0);
    return { target, records: some.length, created: sum('created'), updated: sum('updated') };
  });
}

/** Publishes schema versions that are newer than any known here: each once, whoever meets it first. */
async function publishNewerSchemas(tx: Sql, filings: readonly OwnershipFiling[]): Promise<void> {
  const newer = filings.filter(({ schemaVersion }) => isNewerSchema(schemaVersion));
  if (newer.length === 0) return;
  const rows = newer.map(({ schemaVersion, accession }) => ({ version: schemaVersion, accession }));
  await tx.$executeRaw`
    WITH met AS (
      SELECT DISTINCT ON (version) version, accession
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m(version text, accession text) ORDER BY version, accession
    ), new AS (
      INSERT INTO settings (key, value, updated_at)
      SELECT 'schema-newer ' || version, to_jsonb(accession), now() FROM met ORDER BY version
      ON CONFLICT (key) DO NOTHING RETURNING key)
    INSERT INTO events (type, data)
    SELECT 'schema.newer', jsonb_build_object('dataset', 'insider-trades', 'source', 'sec-edgar',
      'schema_version', version, 'newest_known', ${newestSchemaVersion}::text, 'accession', accession)
    FROM met JOIN new ON key = 'schema-newer ' || version ORDER BY version`;
}

/** Which of these filings are done: stored, with their issuer, or set aside and not forced. */
export function doneFilings(
  tx: Sql,
  accessions: readonly string[],
  { force }: { force: boolean },
): Promise<DoneDocument[]> {
  return tx.$queryRaw<DoneDocument[]>`
    SELECT accession AS key, issuer_cik AS target FROM filings
    WHERE accession = ANY(${[...accessions]}::text[])
    UNION ALL
    SELECT key, NULL FROM set_aside_documents s
    WHERE NOT ${force} AND dataset = 'insider-trades' AND key = ANY(${[...accessions]}::text[])
      AND NOT EXISTS (SELECT FROM filings WHERE accession = s.key)`;
}

/** The content of the document of a filing or report that is stored or set aside, by its SHA-256; null for one that is neither. */
export async function documentOf(sql: Sql, accession: string): Promise<string | null> {
  const [row] = await sql.$queryRaw<{ sha256: string | null }[]>`
    SELECT document_sha256 AS sha256 FROM filings WHERE accession = ${accession}
    UNION ALL
    SELECT document_sha256 FROM report_documents WHERE accession = ${accession}
    UNION ALL
    SELECT capture_sha256 FROM set_aside_documents
    WHERE dataset IN ('insider-trades', 'filing-sections') AND key = ${accession} LIMIT 1`;
  return row?.sha256 ?? null;
}
