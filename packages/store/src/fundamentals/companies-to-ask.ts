import type { Cik } from '@tickermill/core';
import type { Database } from '../database.ts';

/** A company whose facts may be asked for, with the symbols that share it. */
export interface AskableCompany {
  readonly cik: Cik;
  readonly symbols: readonly string[];
}

/**
 * The companies of all tracked instruments, or with `listed` of every stock that is listed in the United States, which were
 * not asked for their facts since an instant, those first that waited longest.
 */
export function companiesToAsk(
  db: Database,
  { isListed, askedBefore }: { readonly isListed: boolean; readonly askedBefore: Date },
): Promise<AskableCompany[]> {
  return db.$queryRaw<AskableCompany[]>`
    SELECT c.cik, c.symbols FROM (
      SELECT i.cik, array_agg(DISTINCT s.symbol ORDER BY s.symbol) AS symbols FROM instruments i
        JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
      WHERE i.cik IS NOT NULL AND i.status = 'active' AND CASE WHEN ${isListed} THEN i.kind = 'stock'
        ELSE EXISTS (SELECT FROM watchlist_items w WHERE w.instrument_id = i.id) END
      GROUP BY i.cik) c
      LEFT JOIN LATERAL (
        SELECT max(t.finished_at) AS at FROM run_targets t WHERE t.dataset = 'company-facts' AND t.target = c.cik
          AND t.state IN ('done', 'nothing', 'gone')) asked ON true
    WHERE asked.at IS NULL OR asked.at < ${askedBefore} ORDER BY asked.at NULLS FIRST, c.cik`;
}
