// Keeps what checks find, each once, and resolves what they no longer find.

import { type Day, Severity } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A finding as a run of a check made it. */
export interface FoundViolation {
  /** An instrument's id; else a source, a group of schedules, or `*`. */
  readonly subject: string;
  /** The instrument's id, if it is about one. */
  readonly instrumentId: string | null;
  readonly date: Day;
  readonly severity: Severity;
  readonly details: Readonly<Record<string, unknown>>;
  /** A hash of its evidence. */
  readonly hash: string;
}

/** What a run did to the findings of a check. */
export interface FindingCounts {
  /** Those that were not known. */
  readonly created: number;
  /** Those that were not open before, or are more severe than they were: new ones, and those that came back. */
  readonly raised: number;
  readonly resolved: number;
}

/** What a run of a check has judged, and what it found there. */
export interface JudgedFindings {
  readonly checkId: string;
  readonly runId: bigint | null;
  readonly found: readonly FoundViolation[];
  /** Open findings of before this day were not judged again. */
  readonly judgedFrom: Day;
  /** The instruments that exist for it; findings about others expire. Null: it judges no instruments. */
  readonly instrumentIds: readonly bigint[] | null;
  /** What else was judged, where that is not all; null: all of it. */
  readonly subjects: readonly string[] | null;
}

/** Whether a finding that is found again stays resolved. */
const stays = Prisma.sql`(f.resolved_as IN ('person', 'exemption', 'expired') AND f.hash = EXCLUDED.hash)`;

/** How severe the row of a table is, as a number. */
const rank = (table: Prisma.Sql) => Prisma.sql`array_position(${Severity.options}::text[], ${table}.severity)`;

/** Findings of before so many days that no run judges any more expire. */
const expireDays = 90;

/**
 * Keeps what a check found: one row for each subject and date. What a person resolved, or an exemption, stays resolved
 * as long as its evidence is the same. Open findings that were judged again and not found are resolved.
 */
export async function keepQaFindings(
  tx: Sql,
  { checkId, runId, found, judgedFrom, instrumentIds, subjects }: JudgedFindings,
): Promise<FindingCounts> {
  const [{ now = new Date(0), created = 0, raised = 0 } = {}] = await tx.$queryRaw<
    { now: Date; created: number; raised: number }[]
  >`
    WITH found AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS n(subject text, "instrumentId" bigint, date date,
        severity text, details jsonb, hash text)
    ), open AS (
      SELECT f.subject, f.date, f.severity FROM qa_findings f JOIN found n ON n.subject = f.subject AND n.date = f.date
      WHERE f.check_id = ${checkId} AND f.resolved_at IS NULL
    ), kept AS (
      INSERT INTO qa_findings AS f
        (check_id, subject, instrument_id, date, severity, details, hash, created_at, run_id, seen_at)
      SELECT ${checkId}, n.subject, n."instrumentId", n.date, n.severity, n.details, n.hash, transaction_timestamp(),
        ${runId}::bigint, transaction_timestamp()
      FROM found n ORDER BY n.subject, n.date
      ON CONFLICT (check_id, subject, date) DO UPDATE SET severity = EXCLUDED.severity, details = EXCLUDED.details,
        hash = EXCLUDED.hash, seen_at = EXCLUDED.seen_at,
        times = f.times + CASE WHEN f.resolved_at IS NULL OR ${stays} THEN 0 ELSE 1 END,
        resolved_at = CASE WHEN ${stays} THEN f.resolved_at END, resolved_as = CASE WHEN ${stays} THEN f.resolved_as END,
        resolved_by = CASE WHEN ${stays} THEN f.resolved_by END, note = CASE WHEN ${stays} THEN f.note END,
        resolved_run_id = CASE WHEN ${stays} THEN f.resolved_run_id END
      RETURNING subject, date, severity, resolved_at, created_at = transaction_timestamp() AS is_new)
    SELECT transaction_timestamp() AS now, count(*) FILTER (WHERE is_new)::int AS created,
      count(*) FILTER (WHERE kept.resolved_at IS NULL
        AND (open.severity IS NULL OR ${rank(Prisma.sql`kept`)} > ${rank(Prisma.sql`open`)}))::int AS raised
    FROM kept LEFT JOIN open USING (subject, date)`;
  const resolved = await tx.$executeRaw`
    UPDATE qa_findings SET resolved_at = transaction_timestamp(), resolved_run_id = ${runId}::bigint, resolved_as = CASE
      WHEN instrument_id IS NULL OR instrument_id = ANY(${instrumentIds && [...instrumentIds]}::bigint[]) THEN 'check'
      ELSE 'expired' END
    WHERE check_id = ${checkId} AND resolved_at IS NULL AND seen_at < ${now}::timestamptz
      AND (${subjects && [...subjects]}::text[] IS NULL OR subject = ANY(${subjects && [...subjects]}::text[]))
      AND (date >= ${judgedFrom}::date OR date < (${now}::timestamptz AT TIME ZONE 'UTC')::date - ${expireDays}::int
        OR (instrument_id IS NOT NULL AND NOT instrument_id = ANY(${instrumentIds && [...instrumentIds]}::bigint[])))`;
  return { created, raised, resolved };
}

/** Resolves an open finding on behalf of a person; false if there is no open one of that id. */
export async function resolveQaFinding(
  sql: Sql,
  id: bigint,
  { by, note }: { by: string; note: string | null },
): Promise<boolean> {
  const resolved = await sql.$executeRaw`
    UPDATE qa_findings SET resolved_at = clock_timestamp(), resolved_as = 'person', resolved_by = ${by}, note = ${note}
    WHERE id = ${id} AND resolved_at IS NULL`;
  return resolved > 0;
}

/** Resolves the open findings of what is not judged any more: of a check, or of some of its subjects. */
export async function resolveDisabled(
  tx: Sql,
  { checkId, subjects, by }: Pick<JudgedFindings, 'checkId' | 'subjects'> & { readonly by: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE qa_findings SET resolved_at = clock_timestamp(), resolved_as = 'disabled', resolved_by = ${by}
    WHERE check_id = ${checkId} AND resolved_at IS NULL
      AND (${subjects && [...subjects]}::text[] IS NULL OR subject = ANY(${subjects && [...subjects]}::text[]))`;
}

/** Resolved findings are deleted after so many days. */
const keptDays = 90;

/** Deletes findings that were resolved long ago. Returns how many. */
export const pruneQaFindings = (sql: Sql, now: Date): Promise<number> => sql.$executeRaw`
  DELETE FROM qa_findings WHERE resolved_at < ${now}::timestamptz - ${keptDays}::int * interval '1 day'`;
