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
  /** Exemptions hold, and findings expire, as of this day. */
  readonly today: Day;
  /** Open findings of before this day were not judged again. */
  readonly judgedFrom: Day;
  /** Where it judged each instrument from a day of its own: only findings from that day on were judged again. */
  readonly judgedEach: readonly { readonly instrumentId: bigint; readonly from: Day }[] | null;
  /** The instruments that exist for it; findings about others expire. Null: it judges no instruments. */
  readonly instrumentIds: readonly bigint[] | null;
  /** What else was judged, where that is not all; null: all of it. */
  readonly subjects: readonly string[] | null;
}

/** Whether a finding that is found again with the same evidence stays resolved: an exemption of now says so, or it did. */
const stays = Prisma.sql`(f.resolved_at IS NOT NULL AND f.hash = EXCLUDED.hash
  AND (f.resolved_as IN ('person', 'expired') OR EXCLUDED.exemption_id IS NOT NULL))`;
/** Whether it is left as it is, and does not become, or stay, an exempt one. */
const staysAsIs = Prisma.sql`(${stays} AND (f.resolved_as = 'person' OR EXCLUDED.exemption_id IS NULL))`;

/** How severe the row of a table is, as a number. */
const rank = (table: Prisma.Sql) => Prisma.sql`array_position(${Severity.options}::text[], ${table}.severity)`;

/** Findings of before so many days that no run judges any more expire. */
const expireDays = 90;

/**
 * Keeps what a check found: one row for each subject and date. What a person resolved, or an exemption, stays resolved
 * as long as its evidence is the same; what an exemption of now covers is exempt from the first. Open and exempt findings
 * that were judged again and not found are resolved.
 */
export async function keepQaFindings(
  tx: Sql,
  { checkId, runId, found, today, judgedFrom, judgedEach, instrumentIds, subjects }: JudgedFindings,
): Promise<FindingCounts> {
  const [{ now = new Date(0), created = 0, raised = 0 } = {}] = await tx.$queryRaw<
    { now: Date; created: number; raised: number }[]
  >`
    WITH found AS (
      SELECT n.*, e.id AS exemption_id, e.created_by FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb)
        AS n(subject text, "instrumentId" bigint, date date, severity text, details jsonb, hash text)
      LEFT JOIN qa_exemptions e ON e.check_id = ${checkId} AND e.instrument_id = n."instrumentId" AND e.ended_at IS NULL
        AND e.until >= ${today}::date
      WHERE NOT EXISTS (SELECT FROM qa_archived_findings a WHERE a.check_id = ${checkId} AND a.subject = n.subject
        AND a.date = n.date AND a.hash = n.hash AND a.resolved_as IN ('person', 'expired'))
    ), open AS (
      SELECT f.subject, f.date, f.severity FROM qa_findings f JOIN found n ON n.subject = f.subject AND n.date = f.date
      WHERE f.check_id = ${checkId} AND f.resolved_at IS NULL
    ), kept AS (
      INSERT INTO qa_findings AS f
        (check_id, subject, instrument_id, date, severity, details, hash, created_at, run_id, seen_at, exemption_id,
          resolved_at, resolved_as, resolved_by)
      SELECT ${checkId}, n.subject, n."instrumentId", n.date, n.severity, n.details, n.hash, transaction_timestamp(),
        ${runId}::bigint, transaction_timestamp(), n.exemption_id,
        CASE WHEN n.exemption_id IS NOT NULL THEN transaction_timestamp() END,
        CASE WHEN n.exemption_id IS NOT NULL THEN 'exemption' END, n.created_by
      FROM found n ORDER BY n.subject, n.date
      ON CONFLICT (check_id, subject, date) DO UPDATE SET severity = EXCLUDED.severity, details = EXCLUDED.details,
        hash = EXCLUDED.hash, seen_at = EXCLUDED.seen_at,
        times = f.times + CASE WHEN f.resolved_at IS NULL OR ${stays} THEN 0 ELSE 1 END,
        resolved_at = CASE WHEN ${stays} THEN f.resolved_at END,
        resolved_as = CASE WHEN ${staysAsIs} THEN f.resolved_as WHEN ${stays} THEN 'exemption' END,
        resolved_by = CASE WHEN ${staysAsIs} THEN f.resolved_by WHEN ${stays} THEN EXCLUDED.resolved_by END,
        exemption_id = CASE WHEN ${stays} AND NOT ${staysAsIs} THEN EXCLUDED.exemption_id END,
        note = CASE WHEN ${staysAsIs} THEN f.note END,
        resolved_run_id = CASE WHEN ${staysAsIs} THEN f.resolved_run_id END
      RETURNING subject, date, severity, resolved_at, created_at = transaction_timestamp() AS is_new)
    SELECT transaction_timestamp() AS now, count(*) FILTER (WHERE is_new)::int AS created,
      count(*) FILTER (WHERE kept.resolved_at IS NULL
        AND (open.severity IS NULL OR ${rank(Prisma.sql`kept`)} > ${rank(Prisma.sql`open`)}))::int AS raised
    FROM kept LEFT JOIN open USING (subject, date)`;
  const [{ resolved = 0 } = {}] = await tx.$queryRaw<{ resolved: number }[]>`
    WITH gone AS (
      SELECT id, resolved_at IS NULL AS was_open FROM qa_findings
      WHERE check_id = ${checkId} AND (resolved_at IS NULL OR resolved_as = 'exemption') AND seen_at < ${now}::timestamptz
        AND (${subjects && [...subjects]}::text[] IS NULL OR subject = ANY(${subjects && [...subjects]}::text[]))
        AND ((date >= ${judgedFrom}::date AND (${judgedEach === null} OR EXISTS (
            SELECT FROM unnest(${(judgedEach ?? []).map(({ instrumentId }) => instrumentId)}::bigint[],
              ${(judgedEach ?? []).map(({ from }) => from)}::date[]) AS j(id, "from")
            WHERE j.id = instrument_id AND date >= j."from"))) OR date < ${today}::date - ${expireDays}::int
          OR (instrument_id IS NOT NULL AND NOT instrument_id = ANY(${instrumentIds && [...instrumentIds]}::bigint[])))
    ), ended AS (
      UPDATE qa_findings f SET resolved_at = transaction_timestamp(), resolved_run_id = ${runId}::bigint, resolved_by = NULL,
        exemption_id = NULL, resolved_as = CASE
          WHEN instrument_id IS NULL OR instrument_id = ANY(${instrumentIds && [...instrumentIds]}::bigint[]) THEN 'check'
          ELSE 'expired' END
      FROM gone WHERE f.id = gone.id RETURNING gone.was_open)
    SELECT count(*) FILTER (WHERE was_open)::int AS resolved FROM ended`;
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
    UPDATE qa_findings SET resolved_at = clock_timestamp(), resolved_as = 'disabled', resolved_by = ${by}, exemption_id = NULL
    WHERE check_id = ${checkId} AND (resolved_at IS NULL OR resolved_as = 'exemption')
      AND (${subjects && [...subjects]}::text[] IS NULL OR subject = ANY(${subjects && [...subjects]}::text[]))`;
}
