// Finds documents to be read again and stores their new reading, for replay.

import type { Day, OwnershipFiling } from '@tickermill/core';
import { isConnectionLost, isStoreBlocked, type Store } from '../database.ts';
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
  readonly rereads: readonly Reread[];
  constructor(rereads: readonly Reread[]) {
    super('undone on purpose');
    this.rereads = rereads;
  }
}

/** Rolls back a group in which one filing changes how another counts: alone it is told which does. */
class Entangled extends Error {}

/**
 * Stores other readings of filings, no filing twice, and returns what each changed, in one transaction if none of them
 * fails or changes how another filing counts; else each in its own. A dry run does the same and rolls back, so that it
 * reports exactly what would be done.
 */
export async function rereadFilings(
  store: Store,
  filings: readonly OwnershipFiling[],
  options: { dryRun: boolean },
): Promise<readonly Reread[]> {
  if (filings.length < 2) return rereadTogether(store, filings, options);
  try {
    return await rereadTogether(store, filings, options);
  } catch (error) {
    if (isConnectionLost(error) || isStoreBlocked(error)) throw error;
  }
  const alone: Reread[] = [];
  for (const filing of filings) alone.push(...(await rereadTogether(store, [filing], options)));
  return alone;
}

async function rereadTogether(
  store: Store,
  filings: readonly OwnershipFiling[],
  { dryRun }: { dryRun: boolean },
): Promise<readonly Reread[]> {
  const accessions = filings.map(({ accession }) => accession);
  const isGroup = filings.length > 1;
  try {
    return await store.sqlTransaction(async (tx) => {
      await lockFilings(tx, filings);
      const before = await fieldsOf(tx, accessions);
      const { changed } = await writeFilings(tx, filings, { again: true });
      await matchFilings(tx, accessions);
      const after = await fieldsOf(tx, accessions);
      const rereads = accessions.map((accession) => ({
        isNew: !before.has(accession),
        changes: difference(before.get(accession), after.get(accession)),
        relinked: isGroup ? [] : changed.filter((each) => each !== accession),
      }));
      // A filing that is matched as it was before is written again with what else is written of it.
      const isAsBefore = (accession: string) => rereads[accessions.indexOf(accession)]?.changes.length === 0;
      if (isGroup && !changed.every(isAsBefore)) throw new Entangled();
      if (dryRun) throw new Undone(rereads);
      return rereads;
    });
  } catch (error) {
    if (error instanceof Undone) return error.rereads;
    throw error;
  }
}

type Field = Omit<FieldChange, 'before' | 'after'> & { readonly value: string | null };

/** The fields of a filing by their names. */
type Fields = ReadonlyMap<string, Field>;

/** All fields of the filings that are stored, by accession, as Postgres writes them: numbers with every digit. */
async function fieldsOf(tx: Sql, accessions: readonly string[]): Promise<ReadonlyMap<string, Fields>> {
  const asked = [...accessions];
  const fields = await tx.$queryRaw<(Field & { accession: string })[]>`
    SELECT accession, part AS row, field.key AS field, field.value FROM (
      SELECT accession, 1 AS nth, 'filing' AS part, to_jsonb(f) - '{accession,stored_at,changed_txid,parser_version}'::text[] AS fields
        FROM filings f WHERE accession = ANY(${asked}::text[])
      UNION ALL SELECT accession, 2, 'owner ' || position, to_jsonb(o) - '{accession,position}'::text[]
        FROM filing_owners o WHERE accession = ANY(${asked}::text[])
      UNION ALL SELECT accession, 3, concat_ws(' ', 'trade', table_name, line), to_jsonb(t) - '{accession,table_name,line}'::text[]
        FROM insider_trades t WHERE accession = ANY(${asked}::text[])
      UNION ALL SELECT accession, 4, concat_ws(' ', 'holding', table_name, line), to_jsonb(h) - '{accession,table_name,line}'::text[]
        FROM insider_holdings h WHERE accession = ANY(${asked}::text[])
    ) r, jsonb_each_text(fields) AS field ORDER BY accession, nth, part, field.key`;
  const byAccession = new Map<string, Map<string, Field>>();
  for (const { accession, ...field } of fields) {
    const some = byAccession.get(accession) ?? new Map<string, Field>();
    byAccession.set(accession, some.set(`${field.row} ${field.field}`, field));
  }
  return byAccession;
}

function difference(before: Fields = new Map(), after: Fields = new Map()): FieldChange[] {
  return [...new Map([...before, ...after])].flatMap(([key, { row, field }]) => {
    const sides = { before: before.get(key)?.value ?? null, after: after.get(key)?.value ?? null };
    return sides.before === sides.after ? [] : [{ row, field, ...sides }];
  });
}
