// Notes that people write on runs, tickers, days and findings.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lastSymbolOf, tickerOf } from '../universe/find-tickers.ts';

/** What a note is about: one of run, finding and instrument, an instrument on a day perhaps. */
export interface NoteSubject {
  readonly runId?: bigint | undefined;
  readonly findingId?: bigint | undefined;
  readonly instrumentId?: bigint | undefined;
  readonly day?: Day | undefined;
}

/** A note as it is kept. */
export interface Note {
  readonly id: bigint;
  readonly runId: bigint | null;
  readonly findingId: bigint | null;
  readonly ticker: string | null;
  readonly day: Day | null;
  readonly text: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const columns = Prisma.sql`n.id, n.run_id AS "runId", n.finding_id AS "findingId", (
    SELECT ${tickerOf(Prisma.sql`y`)} FROM ${lastSymbolOf(Prisma.sql`n.instrument_id`)} y) AS ticker,
  n.day::text AS day, n.text, n.created_at AS "createdAt", n.created_by AS "createdBy"`;

/** A page of the notes on a subject, the latest first; on an instrument those on its days too. */
export const listNotes = (
  sql: Sql,
  { runId, findingId, instrumentId, day }: NoteSubject,
  { limit, offset }: { limit: number; offset: number },
): Promise<Note[]> => sql.$queryRaw<Note[]>`
  SELECT ${columns} FROM notes n
  WHERE (${runId ?? null}::bigint IS NULL OR n.run_id = ${runId ?? null}::bigint)
    AND (${findingId ?? null}::bigint IS NULL OR n.finding_id = ${findingId ?? null}::bigint)
    AND (${instrumentId ?? null}::bigint IS NULL OR n.instrument_id = ${instrumentId ?? null}::bigint)
    AND (${day ?? null}::date IS NULL OR n.day = ${day ?? null}::date)
  ORDER BY n.id DESC LIMIT ${limit} OFFSET ${offset}`;

/** Writes a note; null where there is no such run or finding. */
export async function addNote(
  sql: Sql,
  { runId, findingId, instrumentId, day }: NoteSubject,
  { text, by, at }: { text: string; by: string; at: Date },
): Promise<Note | null> {
  const [row] = await sql.$queryRaw<Note[]>`
    INSERT INTO notes AS n (run_id, finding_id, instrument_id, day, text, created_at, created_by)
    SELECT ${runId ?? null}::bigint, ${findingId ?? null}::bigint, ${instrumentId ?? null}::bigint, ${day ?? null}::date, ${text},
      ${at}::timestamptz, ${by}
    WHERE (${runId ?? null}::bigint IS NULL OR EXISTS (SELECT FROM runs WHERE id = ${runId ?? null}::bigint))
      AND (${findingId ?? null}::bigint IS NULL OR EXISTS (SELECT FROM qa_findings WHERE id = ${findingId ?? null}::bigint)
        OR EXISTS (SELECT FROM qa_archived_findings WHERE id = ${findingId ?? null}::bigint))
    RETURNING ${columns}`;
  return row ?? null;
}

/** Deletes a note. `by`: only if it is theirs; null: whosever. Returns whether there was one. */
export async function removeNote(sql: Sql, id: bigint, by: string | null): Promise<boolean> {
  const removed = await sql.$executeRaw`
    DELETE FROM notes WHERE id = ${id} AND (${by}::text IS NULL OR created_by = ${by}::text)`;
  return removed > 0;
}
