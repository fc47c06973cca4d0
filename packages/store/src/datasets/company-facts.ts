import type { CompanyFactsRecord } from '@tickermill/core';
import { writeFacts } from '../fundamentals/facts.ts';
import { type FigureChange, replaceHistory } from '../fundamentals/history.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

const provider = 'sec-edgar';

/** What storing an answer about a company changed. */
export interface StoredCompany {
  readonly created: number;
  readonly updated: number;
  readonly changes: readonly FigureChange[];
  /** `kept`: a later answer is stored, and stays. */
  readonly state: 'stored' | 'unchanged' | 'kept';
}

const nothingNew = { created: 0, updated: 0, changes: [] };

/**
 * Writes what an answer says of a company. An answer that is stored already changes nothing but when it was fetched, and
 * an older reading of it nothing at all. `answeredAt` is when the source gave an answer that comes from a file, null: now;
 * one that is older than what is stored changes nothing.
 */
export async function writeCompany(
  tx: Sql,
  record: CompanyFactsRecord,
  { again, answeredAt = null }: { again: boolean; answeredAt?: Date | null },
): Promise<StoredCompany> {
  const { cik, name, url, documentSha256, parserVersion, facts, periods, oddities } = record;
  // The row is there and locked: whoever writes the same company waits.
  const [before] = await tx.$queryRaw<{ sha256: string; readBy: number; isLater: boolean }[]>`
    INSERT INTO company_facts (cik, name, provider, url, document_sha256, fetched_at, changed_at, parser_version)
    VALUES (${cik}, ${name}, ${provider}, ${url}, '', coalesce(${answeredAt}::timestamptz, now()), now(), 0)
    ON CONFLICT (cik) DO UPDATE SET fetched_at = CASE WHEN ${again} THEN company_facts.fetched_at
      ELSE greatest(company_facts.fetched_at, EXCLUDED.fetched_at) END
    RETURNING document_sha256 AS sha256, parser_version AS "readBy", coalesce(fetched_at > ${answeredAt}::timestamptz, false) AS "isLater"`;
  if (before?.isLater) return { ...nothingNew, state: 'kept' };
  const isSame = before?.sha256 === documentSha256;
  if (isSame && before.readBy >= parserVersion && !again) return { ...nothingNew, state: 'unchanged' };
  const counts = await writeFacts(tx, { cik, provider, parserVersion }, facts);
  const cause = isSame ? 'read-again' : 'restated';
  const changes = await replaceHistory(tx, { cik, periods, provider, parserVersion, cause });
  const lastFiled = facts.reduce<string | null>(
    (last, { filed }) => (last === null || filed > last ? filed : last),
    null,
  );
  await tx.$executeRaw`
    UPDATE company_facts SET name = ${name}, url = ${url}, document_sha256 = ${documentSha256}, parser_version = ${parserVersion},
      changed_at = CASE WHEN ${isSame} THEN changed_at ELSE now() END, last_filed = ${lastFiled}::date,
      oddities = ${JSON.stringify(oddities)}::jsonb
    WHERE cik = ${cik}`;
  return { ...counts, changes, state: 'stored' };
}

/** Stores answers about companies, each by itself. Counts by CIK. */
export async function storeCompanyFacts(tx: Sql, records: readonly CompanyFactsRecord[]): Promise<StoredCount[]> {
  const counts: StoredCount[] = [];
  for (const record of records) {
    const { created, updated } = await writeCompany(tx, record, { again: false });
    counts.push({ target: record.cik, records: record.facts.length, created, updated });
  }
  return counts;
}

export const companyFactsTable: DatasetTable<'company-facts'> = {
  dataset: 'company-facts',
  recordsOf: 'cik',
  store: storeCompanyFacts,
  settled: noDocuments,
};
