// Makes, lists and revives dead letters.

import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { isWhole } from './covers.ts';

/** On so many different days (UTC) the target's own first request must have failed by its own fault. */
const daysUntilDead = 3;

/**
 * Sets aside those of the targets that were just closed whose own first request has failed by their own fault on three
 * different days, without a success or a revival between.
 */
export async function buryTargets(tx: Sql, targetIds: readonly bigint[]): Promise<void> {
  if (targetIds.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO dead_letters (dataset, target_kind, target, error_code, error_message, failed_on)
    SELECT w.dataset, w.target_kind, w.target, w.error_code, w.error_message, failed.days
    FROM run_targets w, LATERAL (
      SELECT array_agg(DISTINCT (t.finished_at AT TIME ZONE 'UTC')::date) AS days FROM run_targets t
      WHERE t.dataset = w.dataset AND t.target = w.target AND t.own_fault AND t.finished_at > coalesce(greatest(
        (SELECT max(s.finished_at) FROM run_targets s
          WHERE s.dataset = w.dataset AND s.target = w.target AND s.state IN ('done', 'nothing', 'partial')
            AND ${isWhole(Prisma.sql`s.params`)}),
        (SELECT max(d.revived_at) FROM dead_letters d WHERE d.dataset = w.dataset AND d.target = w.target)), '-infinity')) failed
    WHERE w.id = ANY(${[...targetIds]}::bigint[]) AND w.own_fault AND cardinality(failed.days) >= ${daysUntilDead}
    ON CONFLICT (dataset, target) WHERE revived_at IS NULL DO NOTHING`;
}

/** A target that is not requested until it is revived. */
export interface DeadLetter {
  readonly id: bigint;
  readonly dataset: string;
  readonly target: string;
  readonly tickers: string[];
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly failedOn: string[];
  readonly createdAt: Date;
  readonly revivedAt: Date | null;
}

/** The selection of dead letters; a field that is left out means any. */
interface LetterFilter {
  readonly dataset?: string | undefined;
  readonly ticker?: string | undefined;
  readonly code?: string | undefined;
}

/** A page of the dead letters that are not revived, the latest first. */
export function deadLetters(
  db: Database,
  filter: LetterFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<DeadLetter[]> {
  return db.$queryRaw<DeadLetter[]>`${openLetters(filter)} ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`;
}

/** The dead letters that are not revived. */
export const openLetters = ({ dataset, ticker, code }: LetterFilter): Prisma.Sql => Prisma.sql`
  SELECT * FROM (${lettersWith(Prisma.sql`d.revived_at IS NULL`)}) l
  WHERE (${dataset ?? null}::text IS NULL OR dataset = ${dataset ?? null}::text)
    AND (${code ?? null}::text IS NULL OR "errorCode" = ${code ?? null}::text)
    AND (${ticker ?? null}::text IS NULL OR ${ticker ?? null}::text = ANY(tickers))`;

/** The number of dead letters that are not revived. */
export function countDeadLetters(db: Database): Promise<number> {
  return db.deadLetter.count({ where: { revivedAt: null } });
}

/** Revives a dead letter: its failures so far no longer count. Null if there is none of that id. */
export async function reviveDeadLetter(db: Database, id: bigint): Promise<DeadLetter | null> {
  await db.$executeRaw`UPDATE dead_letters SET revived_at = clock_timestamp() WHERE id = ${id} AND revived_at IS NULL`;
  const [row] = await db.$queryRaw<DeadLetter[]>`${lettersWith(Prisma.sql`d.id = ${id}`)}`;
  return row ?? null;
}

const lettersWith = (condition: Prisma.Sql) => Prisma.sql`
  SELECT d.id, d.dataset, d.target, ARRAY(
      SELECT s.symbol FROM symbols s WHERE s.valid_to IS NULL AND (
        s.instrument_id IN (SELECT instrument_id FROM instrument_ciks WHERE cik = CASE d.target_kind WHEN 'cik' THEN d.target END)
        OR s.instrument_id = CASE d.target_kind WHEN 'instrument' THEN d.target::bigint END)
      ORDER BY s.symbol) AS tickers, d.error_code AS "errorCode", d.error_message AS "errorMessage",
    d.failed_on::text[] AS "failedOn", d.created_at AS "createdAt", d.revived_at AS "revivedAt"
  FROM dead_letters d WHERE ${condition}`;
