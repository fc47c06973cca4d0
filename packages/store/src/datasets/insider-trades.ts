// Stores ownership filings and matches their amendments, and tells which are stored.

import { newestSchemaVersion, type OwnershipFiling } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { DoneDocument, StoredCount } from '../stored.ts';
import { lockFilings, lockIssuers, matchAmendments } from './amendments.ts';
import { isNewerSchema, ownersOf, type WrittenRows, writeRows } from './filing-rows.ts';
import { linkSameTrades } from './same-trades.ts';

/**
 * Stores filings in full under their own issuer, and matches amendments to their originals. A stored filing is replaced
 * only by a newer reading of it (a newer parser version). Counts trades, by issuer, and publishes an event for every
 * filing that is new or brought new trades.
 */
export async function storeFilings(tx: Sql, filings: readonly OwnershipFiling[]): Promise<StoredCount[]> {
  await lockFilings(tx, filings);
  return (await writeFilings(tx, filings)).counts;
}

/**
 * The same within a transaction that has locked the filings; with `again` also if the same parser read the same. Also
 * returns which filings were matched differently.
 */
export async function writeFilings(
  tx: Sql,
  filings: readonly OwnershipFiling[],
  { again = false } = {},
): Promise<{ counts: StoredCount[]; changed: string[] }> {
  const written = await writeRows(tx, filings, again);
  await publishNewerSchemas(tx, filings);
  const [{ formerIssuers, formerOwners, isAmended, hasEqual } = nothingBefore] = written;
  const counts = written.map(({ target, records, created, updated }) => ({ target, records, created, updated }));
  // Nearly always. A filing that is read anew may have been an amendment, or one of other owners.
  const isOfNone = !isAmended && formerIssuers.length === 0 && filings.every(({ form }) => !form.endsWith('/A'));
  const issuers = filings.map(({ issuer }) => issuer.cik);
  if (isOfNone) {
    if (!hasEqual && filings.length === 1) return { counts, changed: [] };
    const days = filings.flatMap(({ transactions }) => transactions.flatMap(({ date }) => date ?? []));
    return { counts, changed: await linkSameTrades(tx, issuers, days) };
  }
  const others = formerIssuers.filter((cik) => !issuers.includes(cik));
  if (others.length > 0) await lockIssuers(tx, others);
  const owners = [...formerOwners, ...ownersOf(filings)];
  const all = [...issuers, ...others];
  const matched = await matchAmendments(tx, { issuers: all, owners });
  return { counts, changed: [...new Set([...matched, ...(await linkSameTrades(tx, all, null))])] };
}

/** Publishes a schema version that is newer than any known here: once, whoever meets it first. */
async function publishNewerSchemas(tx: Sql, filings: readonly OwnershipFiling[]): Promise<void> {
  for (const { schemaVersion, accession } of filings.filter((filing) => isNewerSchema(filing.schemaVersion))) {
    await tx.$executeRaw`
      WITH new AS (
        INSERT INTO settings (key, value, updated_at)
        VALUES (${`schema-newer ${schemaVersion}`}, ${JSON.stringify(accession)}::jsonb, now())
        ON CONFLICT (key) DO NOTHING RETURNING key)
      INSERT INTO events (type, data)
      SELECT 'schema.newer', jsonb_build_object('dataset', 'insider-trades', 'source', 'sec-edgar',
        'schema_version', ${schemaVersion}::text, 'newest_known', ${newestSchemaVersion}::text,
        'accession', ${accession}::text) FROM new`;
  }
}

const nothingBefore: Pick<WrittenRows, 'formerIssuers' | 'formerOwners' | 'isAmended' | 'hasEqual'> = {
  formerIssuers: [],
  formerOwners: [],
  isAmended: false,
  hasEqual: false,
};
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

/** The content of the document of a filing that is stored or set aside, by its SHA-256; null for one that is neither. */
export async function documentOf(sql: Sql, accession: string): Promise<string | null> {
  const [row] = await sql.$queryRaw<{ sha256: string | null }[]>`
    SELECT document_sha256 AS sha256 FROM filings WHERE accession = ${accession}
    UNION ALL
    SELECT capture_sha256 FROM set_aside_documents
    WHERE dataset = 'insider-trades' AND key = ${accession} LIMIT 1`;
  return row?.sha256 ?? null;
}
