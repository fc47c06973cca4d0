import type { Sql } from '../sql.ts';
import type { Violation } from './scope.ts';

/** What was filed longer ago is no news to anybody. */
const maxAgeDays = 90;

/**
 * Instruments whose company has filed a report, more than so many days ago, that its stored facts lack although they were
 * asked for since. Amendments often state no facts at all, and say nothing.
 */
export function lateFacts(
  sql: Sql,
  instrumentIds: readonly bigint[],
  { days, now }: { days: number; now: Date },
): Promise<Violation[]> {
  return sql.$queryRaw<Violation[]>`
    SELECT i.id AS "instrumentId", r.filed_on::text AS date, jsonb_build_object('reports',
      jsonb_agg(jsonb_build_object('accession', r.accession, 'form', r.form) ORDER BY r.accession)) AS details
    FROM index_reports r JOIN instruments i ON i.cik = r.cik JOIN company_facts c ON c.cik = r.cik
    WHERE r.found_at IS NULL AND r.form NOT LIKE 'NT %' AND r.form NOT LIKE '%/A' AND c.fetched_at > r.named_at
      AND r.filed_on < (${now}::timestamptz - ${days}::int * interval '1 day')::date
      AND r.filed_on > (${now}::timestamptz - ${maxAgeDays}::int * interval '1 day')::date
      AND NOT EXISTS (SELECT FROM facts f WHERE f.cik = r.cik AND f.accession = r.accession)
      AND i.id = ANY(${[...instrumentIds]}::bigint[])
    GROUP BY i.id, r.filed_on ORDER BY i.id, r.filed_on`;
}
