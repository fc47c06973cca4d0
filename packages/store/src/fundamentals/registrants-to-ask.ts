import type { Day } from '@tickermill/core';
import type { Database } from '../database.ts';
import type { DueCompany } from './companies-to-ask.ts';

/** A company that was missed on its night of the week is asked after so long. */
const overdueMs = 8 * 86_400_000;
/** Nor is it asked twice within a night. */
const restMs = 20 * 3_600_000;

/**
 * The companies of all tracked instruments, or with `isListed` of every stock that is listed in the United States, under each CIK
 * that they have had, whose list of reports is due: the index names a report filed since a day that it lacks, or it was never
 * read, or it is their night: each has one in seven. Those with a new report come first, then those that waited longest.
 */
export function registrantsToAsk(
  db: Database,
  due: { isListed: boolean; isAll: boolean; now: Date; today: Day; reportsSince: Day },
): Promise<DueCompany[]> {
  const { isListed, isAll, now, today, reportsSince } = due;
  const [overdue, rested] = [new Date(now.getTime() - overdueMs), new Date(now.getTime() - restMs)];
  const night = Math.floor(Date.parse(today) / 86_400_000) % 7;
  return db.$queryRaw<DueCompany[]>`
    SELECT c.cik, c.symbols, c."hasNewReport" FROM (
      SELECT ic.cik, array_agg(DISTINCT s.symbol ORDER BY s.symbol) AS symbols, EXISTS (
          SELECT FROM index_reports n WHERE n.cik = ic.cik AND n.filed_on >= ${reportsSince}::date
            AND NOT EXISTS (SELECT FROM reports r WHERE r.cik = n.cik AND r.accession = n.accession)) AS "hasNewReport"
      FROM instruments i JOIN instrument_ciks ic ON ic.instrument_id = i.id
        JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
      WHERE i.cik IS NOT NULL AND i.status = 'active' AND CASE WHEN ${isListed} THEN i.kind = 'stock'
        ELSE EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = i.id) END
      GROUP BY ic.cik) c
      LEFT JOIN registrants g ON g.cik = c.cik
      LEFT JOIN LATERAL (
        SELECT greatest(g.fetched_at, max(t.finished_at)) AS at FROM run_targets t WHERE t.dataset = 'reports' AND t.target = c.cik
          AND t.state IN ('done', 'nothing', 'gone')) asked ON true
    WHERE ${isAll} OR c."hasNewReport" OR asked.at IS NULL OR asked.at < ${overdue}
      OR (c.cik::bigint % 7 = ${night} AND asked.at < ${rested})
    ORDER BY c."hasNewReport" DESC, asked.at NULLS FIRST, c.cik`;
}
