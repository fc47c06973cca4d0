import type { Sql } from '../sql.ts';

/**
 * Moves findings into the archive that were resolved so many days ago, with their history. What an exemption covers is
 * still found, and stays as long as it is. Returns how many.
 */
export async function archiveQaFindings(
  sql: Sql,
  { now, keptDays, limit }: { now: Date; keptDays: number; limit: number },
): Promise<number> {
  return sql.$executeRaw`
    WITH old AS (
      SELECT f.*, e.reason FROM qa_findings f LEFT JOIN qa_exemptions e ON e.id = f.exemption_id
      WHERE f.resolved_at < ${now}::timestamptz - ${keptDays}::int * interval '1 day' AND f.resolved_as <> 'exemption'
      ORDER BY f.resolved_at LIMIT ${limit} FOR UPDATE OF f
    ), archived AS (
      INSERT INTO qa_archived_findings (id, check_id, subject, instrument_id, date, severity, details, hash, created_at, run_id,
        seen_at, times, resolved_at, resolved_as, resolved_by, resolved_run_id, note, heals, archived_at)
      SELECT id, check_id, subject, instrument_id, date, severity, details, hash, created_at, run_id, seen_at, times,
        resolved_at, resolved_as, resolved_by, resolved_run_id, note, (
          SELECT coalesce(jsonb_agg(jsonb_build_object('runId', h.run_id::text, 'requestedAt', h.requested_at)
            ORDER BY h.requested_at), '[]') FROM qa_heals h WHERE h.finding_id = old.id), ${now}::timestamptz
      FROM old)
    DELETE FROM qa_findings f USING old WHERE f.id = old.id`;
}
