import type { DatasetId, Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** Instruments of an exchange of which the same days are stored and missing. */
export interface CoverageGroup {
  /** One of their symbols. */
  readonly symbol: string;
  readonly mic: string | null;
  readonly instruments: number;
  /** The first day of trade, or the first that is stored; from then on days are due. */
  readonly first: Day;
  /** Neither final nor known to be absent: weekends and holidays may be among them. */
  readonly open: readonly { readonly from: Day; readonly before: Day }[];
}

/** The coverage of all listed instruments since a day: most are alike, so that these are few. */
export const coverageGroups = (
  sql: Sql,
  dataset: DatasetId,
  { from, to }: { from: Day; to: Day },
): Promise<CoverageGroup[]> => sql.$queryRaw<CoverageGroup[]>`
  WITH begun AS (
    SELECT s.symbol, s.mic, c.covered, c.absent, greatest(${from}::date, CASE WHEN lower_inf(c.absent)
      THEN (SELECT upper(r) FROM unnest(c.absent) AS r WHERE lower_inf(r))
      ELSE least(lower(c.covered), lower(c.provisional)) END) AS first
    FROM coverage c JOIN symbols s ON s.instrument_id = c.instrument_id AND s.valid_to IS NULL
    WHERE c.dataset = ${dataset} AND NOT (isempty(c.covered) AND isempty(c.provisional) AND NOT lower_inf(c.absent))
  ), grouped AS (
    SELECT min(symbol) AS symbol, mic, first, datemultirange(daterange(first, ${to}::date, '[]')) - covered - absent AS open,
      count(*)::int AS instruments
    FROM begun WHERE first <= ${to}::date GROUP BY mic, first, 4)
  SELECT symbol, mic, instruments, first::text AS first, coalesce((
      SELECT jsonb_agg(jsonb_build_object('from', lower(r), 'before', upper(r)) ORDER BY r) FROM unnest(open) AS r), '[]') AS open
  FROM grouped ORDER BY mic, first, symbol`;
