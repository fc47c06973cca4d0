// Stores the main items of reports, and finds those whose document is to be read again.

import type { FilingSections } from '@tickermill/core';
import type { Store } from '../database.ts';
import { writeSections } from '../fundamentals/sections.ts';
import type { Sql } from '../sql.ts';
import type { DoneDocument, StoredCount } from '../stored.ts';
import type { Reread, RereadableDocument, RereadQuestion } from './insider-trades-reread.ts';
import type { DatasetTable } from './table.ts';

/** Stores readings of reports, each by itself. Counts by report. */
async function storeSections(tx: Sql, records: readonly FilingSections[]): Promise<StoredCount[]> {
  const counts: StoredCount[] = [];
  for (const record of records) {
    const { created, updated } = await writeSections(tx, record, { again: false });
    counts.push({ target: record.accession, records: record.sections.length, created, updated });
  }
  return counts;
}

/** Which of these reports are done: stored, or set aside and not forced. */
function doneReports(tx: Sql, accessions: readonly string[], { force }: { force: boolean }): Promise<DoneDocument[]> {
  return tx.$queryRaw<DoneDocument[]>`
    SELECT accession AS key, accession AS target FROM report_documents WHERE accession = ANY(${[...accessions]}::text[])
    UNION ALL
    SELECT key, NULL FROM set_aside_documents s
    WHERE NOT ${force} AND dataset = 'filing-sections' AND key = ANY(${[...accessions]}::text[])
      AND NOT EXISTS (SELECT FROM report_documents WHERE accession = s.key)`;
}

export const filingSectionsTable: DatasetTable<'filing-sections'> = {
  dataset: 'filing-sections',
  recordsOf: 'filing',
  store: storeSections,
  settled: doneReports,
};

/** A page of the reports whose document is stored or set aside, by accession. */
export function rereadableReports(sql: Sql, question: RereadQuestion): Promise<RereadableDocument[]> {
  const { olderThan, since, after, limit } = question;
  const keys = [...question.keys];
  return sql.$queryRaw<RereadableDocument[]>`
    SELECT key, sha256, "filedOn", url, input, "isSetAside" FROM (
      SELECT accession AS key, document_sha256 AS sha256, filed::text AS "filedOn", url, NULL::jsonb AS input,
        parser_version AS read_by, false AS "isSetAside"
      FROM report_documents
      UNION ALL
      SELECT key, capture_sha256, input ->> 'filed', NULL, input, parser_version, true
      FROM set_aside_documents s
      WHERE dataset = 'filing-sections' AND NOT EXISTS (SELECT FROM report_documents WHERE accession = s.key)) documents
    WHERE key > ${after} AND read_by < ${olderThan} AND (${since}::text IS NULL OR "filedOn" >= ${since}::text)
      AND (${keys}::text[] = '{}' OR key = ANY(${keys}::text[]))
    ORDER BY key LIMIT ${limit}`;
}

/** Rolls back a dry run. */
class Undone extends Error {
  readonly reread: Reread;
  constructor(reread: Reread) {
    super('undone on purpose');
    this.reread = reread;
  }
}

/** Stores other readings of reports, each in its own transaction, and returns what each changed. A dry run rolls back. */
export async function rereadReports(
  store: Store,
  records: readonly FilingSections[],
  { dryRun }: { dryRun: boolean },
): Promise<readonly Reread[]> {
  const rereads: Reread[] = [];
  for (const record of records) rereads.push(await rereadReport(store, record, dryRun));
  return rereads;
}

async function rereadReport(store: Store, record: FilingSections, dryRun: boolean): Promise<Reread> {
  try {
    return await store.sqlTransaction(async (tx) => {
      const [known] = await doneReports(tx, [record.accession], { force: true });
      const { changes } = await writeSections(tx, record, { again: true });
      const reread: Reread = { isNew: known === undefined, changes: [...changes], relinked: [] };
      if (dryRun) throw new Undone(reread);
      return reread;
    });
  } catch (error) {
    if (error instanceof Undone) return error.reread;
    throw error;
  }
}
