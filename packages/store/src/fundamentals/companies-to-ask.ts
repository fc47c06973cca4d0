import type { Cik, Day } from '@tickermill/core';
import type { Database } from '../database.ts';

/** A company whose facts are due, with the symbols that share it. */
export interface DueCompany {
  readonly cik: Cik;
  readonly symbols: readonly string[];
  /** The index names a report of it that its stored facts lack: it is asked however fresh they are. */
  readonly hasNewReport: boolean;
}

/**
 * The companies of all tracked instruments, or with `isListed` of every stock that is listed in the United States, under each
 * CIK that they have had, whose facts are due: the index names a report filed since a day that these lack, or they were not asked for since an instant. Those
 * with a new report come first, then those that waited longest.
 */
export function companiesToAsk(
  db: Database,
  due: { readonly isListed: boolean; readonly askedBefore: Date; readonly reportsSince: Day },
): Promise<DueCompany[]> {
  const { isListed, askedBefore, reportsSince } = due;
  return db.$queryRaw<DueCompany[]>`
    SELECT c.cik, c.symbols, c."hasNewReport" FROM (
      SELECT k.cik, array_agg(DISTINCT s.symbol ORDER BY s.symbol) AS symbols, EXISTS (
          SELECT FROM index_reports r WHERE r.cik = k.cik AND r.filed_on >= ${reportsSince}::date AND r.form NOT LIKE 'NT %'
            AND NOT EXISTS (SELECT FROM facts f WHERE f.cik = r.cik AND f.accession = r.accession)) AS "hasNewReport"
      FROM instruments i JOIN instrument_ciks k ON k.instrument_id = i.id JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
      WHERE i.cik IS NOT NULL AND i.status = 'active' AND CASE WHEN ${isListed} THEN i.kind = 'stock'
        ELSE EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = i.id) END
      GROUP BY k.cik) c
      LEFT JOIN company_facts f ON f.cik = c.cik
      LEFT JOIN LATERAL (
        SELECT greatest(max(t.finished_at), f.fetched_at) AS at FROM run_targets t WHERE t.dataset = 'company-facts' AND t.target = c.cik
          AND t.state IN ('done', 'nothing', 'gone')) asked ON true
    WHERE c."hasNewReport" OR asked.at IS NULL OR asked.at < ${askedBefore}
    ORDER BY c."hasNewReport" DESC, asked.at NULLS FIRST, c.cik`;
}
