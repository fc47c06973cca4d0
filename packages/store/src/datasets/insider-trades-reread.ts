// Finds documents to be read again and stores their new reading, for replay.

import type { Day, OwnershipFiling } from '@tickermill/core';
import type { Store } from '../database.ts';
import type { Sql } from '../sql.ts';
import { matchFilings } from '../watch-rules/match.ts';
import { lockFilings } from './amendments.ts';
import { writeFilings } from './insider-trades.ts';

/** A document that can be read again: of a filing that is stored, or set aside. */
export interface RereadableDocument {
  readonly key: string;
  readonly sha256: string | null;
  readonly filedOn: Day | null;
  /** Its address; null for a document that is set aside: its capture has it. */
  readonly url: string | null;
  /** The input of its step, if it is kept. */
  readonly input: unknown;
  readonly isSetAside: boolean;
}

/** The selection of documents. */
export interface RereadQuestion {
  /** Those that an older version of the parser read. */
  readonly olderThan: number;
  readonly since: Day | null;
  /** Empty: any. */
  readonly keys: readonly string[];
  /** Those behind this key, in its order. */
  readonly after: string;
  readonly limit: number;
}

/** A page of the filings that are stored or set aside, by accession. */
export function rereadableFilings(sql: Sql, question: RereadQuestion): Promise<RereadableDocument[]> {
  const { olderThan, since, after, limit } = question;
  const keys = [...question.keys];
  return sql.$queryRaw<RereadableDocument[]>`
    SELECT key, sha256, "filedOn", url, input, "isSetAside" FROM (
      (SELECT accession AS key, document_sha256 AS sha256, filed_on::text AS "filedOn", url, NULL::jsonb AS input, false AS "isSetAside"
       FROM filings WHERE accession > ${after} AND parser_version < ${olderThan}
         AND (${since}::date IS NULL OR filed_on >= ${since}::date) AND (${keys}::text[] = '{}' OR accession = ANY(${keys}::text[]))
       ORDER BY accession LIMIT ${limit})
      UNION ALL
      (SELECT key, capture_sha256, input ->> 'filedOn', NULL, input, true
       FROM set_aside_documents s WHERE dataset = 'insider-trades' AND key > ${after} AND parser_version < ${olderThan}
         AND (${since}::text IS NULL OR input IS NULL OR input ->> 'filedOn' >= ${since}::text)
         AND (${keys}::text[] = '{}' OR key = ANY(${keys}::text[]))
         AND NOT EXISTS (SELECT FROM filings WHERE accession = s.key)
       ORDER BY key LIMIT ${limit})) d
    ORDER BY key LIMIT ${limit}`;
}

/** A field that another reading changes; null on a side where the row or the value is not there. */
export interface FieldChange {
  /** `filing`, `owner 1`, `trade non-derivative 2`, `holding derivative 1`. */
  readonly row: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What storing another reading of a filing changes. */
export interface Reread {
  readonly isNew: boolean;
  readonly changes: readonly FieldChange[];
  /** Other filings whose rows count otherwise, since an amendment is matched otherwise. */
  readonly relinked: readonly string[];
}

/** Rolls back a dry run. */
class Undone extends Error {
  readonly reread: Reread;
  constructor(reread: Reread) {
    super('undone on purpose');
    this.reread = reread;
  }
}

/**
 * Stores another reading of a filing and returns what it changed. A dry run does the same and rolls back, so that it
 * reports exactly what would be done.
 */
export async function rereadFiling(
  store: Store,
  filing: OwnershipFiling,
  { dryRun }: { dryRun: boolean },
): Promise<Reread> {
  try {
    return await store.sqlTransaction(async (tx) => {
      await lockFilings(tx, [filing]);
      const before = await fieldsOf(tx, filing.accession);
      const { changed } = await writeFilings(tx, [filing], { again: true });
      await matchFilings(tx, [filing.accession]);
      const after = await fieldsOf(tx, filing.accession);
      const relinked = changed.filter((accession) => accession !== filing.accession);
      const reread = { isNew: before.size === 0, changes: difference(before, after), relinked };
      if (dryRun) throw new Undone(reread);
      return reread;
    });
  } catch (error) {
    if (error instanceof Undone) return error.reread;
    throw error;
  }
}

type Field = Omit<FieldChange, 'before' | 'after'> & { readonly value: string | null };

/** All fields of a stored filing, as Postgres writes them: numbers with every digit. */
async function fieldsOf(tx: Sql, accession: string): Promise<Map<string, Field>> {
  const fields = await tx.$queryRaw<Field[]>`
    SELECT part AS row, field.key AS field, field.value FROM (
      SELECT 1 AS nth, 'filing' AS part, to_jsonb(f) - '{accession,stored_at,changed_txid,parser_version}'::text[] AS fields FROM filings f WHERE accession = ${accession}
      UNION ALL SELECT 2, 'owner ' || position, to_jsonb(o) - '{accession,position}'::text[] FROM filing_owners o WHERE accession = ${accession}
      UNION ALL SELECT 3, concat_ws(' ', 'trade', table_name, line), to_jsonb(t) - '{accession,table_name,line}'::text[]
        FROM insider_trades t WHERE accession = ${accession}
      UNION ALL SELECT 4, concat_ws(' ', 'holding', table_name, line), to_jsonb(h) - '{accession,table_name,line}'::text[]
        FROM insider_holdings h WHERE accession = ${accession}
    ) r, jsonb_each_text(fields) AS field ORDER BY nth, part, field.key`;
  return new Map(fields.map((field) => [`${field.row} ${field.field}`, field]));
}

function difference(before: ReadonlyMap<string, Field>, after: ReadonlyMap<string, Field>): FieldChange[] {
  return [...new Map([...before, ...after])].flatMap(([key, { row, field }]) => {
    const sides = { before: before.get(key)?.value ?? null, after: after.get(key)?.value ?? null };
    return sides.before === sides.after ? [] : [{ row, field, ...sides }];
  });
}
