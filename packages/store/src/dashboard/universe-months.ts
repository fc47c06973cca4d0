import type { Sql } from '../sql.ts';

/** How many instruments came and went in each of the last months, the oldest first; months without either are named too. */
export const universeMonths = (
  sql: Sql,
  { months, now }: { months: number; now: Date },
): Promise<{ month: string; listed: number; delisted: number }[]> => sql.$queryRaw`
  SELECT to_char(m.first, 'YYYY-MM') AS month,
    count(DISTINCT e.instrument_id) FILTER (WHERE e.what = 'listed')::int AS listed,
    count(DISTINCT e.instrument_id) FILTER (WHERE e.what = 'delisted')::int AS delisted
  FROM generate_series(date_trunc('month', ${now}::timestamptz AT TIME ZONE 'UTC') - (${months}::int - 1) * interval '1 month',
      date_trunc('month', ${now}::timestamptz AT TIME ZONE 'UTC'), interval '1 month') AS m(first)
    LEFT JOIN instrument_events e ON e.day >= m.first::date AND e.day < (m.first + interval '1 month')::date
      AND e.what IN ('listed', 'delisted')
  GROUP BY m.first ORDER BY m.first`;
