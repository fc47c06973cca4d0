import type { Cik, Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** Notes which reports that the index has named since a day are among the stored facts by now. */
export async function recordFoundReports(sql: Sql, since: Day): Promise<void> {
  await sql.$executeRaw`
    UPDATE index_reports r SET found_at = now() WHERE found_at IS NULL AND filed_on >= ${since}::date
      AND EXISTS (SELECT FROM facts f WHERE f.cik = r.cik AND f.accession = r.accession)`;
}

/**
 * Companies that are to be asked again now, by a symbol of each: their facts lack a report that the index has named since a
 * day, an hour, six hours and a day after they were first asked for it, and from then on once a day; or they were asked
 * twice in vain, six hours after the first time. Of what was never asked nothing is late, and what is asked just now is left out.
 */
export async function companiesToAskAgain(sql: Sql, since: Day): Promise<{ cik: Cik; symbol: string }[]> {
  return sql.$queryRaw<{ cik: Cik; symbol: string }[]>`
    WITH late AS (
      SELECT r.cik FROM index_reports r, LATERAL (
          SELECT count(*) AS times, min(t.finished_at) AS first, max(t.finished_at) AS last FROM run_targets t
          WHERE t.dataset = 'company-facts' AND t.target = r.cik AND t.finished_at >= r.named_at AND t.state = 'done') asked
      WHERE r.found_at IS NULL AND r.filed_on >= ${since}::date AND r.form NOT LIKE 'NT %' AND CASE asked.times
        WHEN 0 THEN false
        WHEN 1 THEN asked.first <= now() - interval '1 hour'
        WHEN 2 THEN asked.first <= now() - interval '6 hours'
        WHEN 3 THEN asked.first <= now() - interval '1 day'
        ELSE asked.last <= now() - interval '25 hours' END
    ), failed AS (
      SELECT r.cik FROM index_reports r, LATERAL (
          SELECT count(*) AS times, bool_and(state = 'failed') AS always, min(t.finished_at) AS first FROM run_targets t
          WHERE t.dataset = 'company-facts' AND t.target = r.cik AND t.finished_at >= r.named_at) asked
      WHERE r.found_at IS NULL AND r.filed_on >= ${since}::date AND r.form NOT LIKE 'NT %'
        AND asked.times = 2 AND asked.always AND asked.first <= now() - interval '6 hours'
    )
    SELECT i.cik, min(s.symbol) AS symbol FROM (SELECT cik FROM late UNION SELECT cik FROM failed) due
      JOIN instruments i ON i.cik = due.cik AND i.status = 'active'
      JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
    WHERE NOT EXISTS (SELECT FROM run_targets o WHERE o.dataset = 'company-facts' AND o.target = i.cik AND o.state = 'open')
    GROUP BY i.cik ORDER BY i.cik`;
}
