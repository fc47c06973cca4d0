// Finds the answers about companies to be read again and stores their new reading, for replay.

import type { CompanyFactsRecord } from '@tickermill/core';
import type { Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { writeCompany } from './company-facts.ts';
import type { Reread, RereadableDocument, RereadQuestion } from './insider-trades-reread.ts';

/** A page of the companies whose answer is stored, by CIK. */
export function rereadableCompanies(sql: Sql, question: RereadQuestion): Promise<RereadableDocument[]> {
  const { olderThan, since, after, limit } = question;
  const keys = [...question.keys];
  return sql.$queryRaw<RereadableDocument[]>`
    SELECT cik AS key, document_sha256 AS sha256, last_filed::text AS "filedOn", url, NULL::jsonb AS input, false AS "isSetAside"
    FROM company_facts WHERE cik > ${after} AND parser_version < ${olderThan}
      AND (${since}::date IS NULL OR last_filed >= ${since}::date) AND (${keys}::text[] = '{}' OR cik = ANY(${keys}::text[]))
    ORDER BY cik LIMIT ${limit}`;
}

/** So many companies are stored at a time: each is a transaction of its own, and waits for Postgres most of the time. */
const sideBySide = 2;

/** Rolls back a dry run. */
class Undone extends Error {
  readonly reread: Reread;
  constructor(reread: Reread) {
    super('undone on purpose');
    this.reread = reread;
  }
}

/**
 * Stores other readings of answers, each in its own transaction, and returns which figures each changed. A dry run does the
 * same and rolls back, so that it reports exactly what would be done.
 */
export async function rereadCompanies(
  store: Store,
  records: readonly CompanyFactsRecord[],
  { dryRun }: { dryRun: boolean },
): Promise<readonly Reread[]> {
  const rereads: Reread[] = [];
  for (let start = 0; start < records.length; start += sideBySide) {
    const some = records.slice(start, start + sideBySide);
    rereads.push(...(await Promise.all(some.map((record) => rereadCompany(store, record, dryRun)))));
  }
  return rereads;
}

async function rereadCompany(store: Store, record: CompanyFactsRecord, dryRun: boolean): Promise<Reread> {
  try {
    return await store.sqlTransaction(async (tx) => {
      const { changes } = await writeCompany(tx, record, { again: true });
      const reread: Reread = {
        isNew: false,
        changes: changes.map(({ period, end, figure, before, after }) => ({
          row: `${period} ${end}`,
          field: figure,
          before,
          after,
        })),
        relinked: [],
      };
      if (dryRun) throw new Undone(reread);
      return reread;
    });
  } catch (error) {
    if (error instanceof Undone) return error.reread;
    throw error;
  }
}
