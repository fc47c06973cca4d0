// What a message quotes of the ledger.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lastSymbolOf } from '../universe/find-tickers.ts';

/** The targets of a run that failed, the codes that are most frequent first: five, each with its code. */
export async function worstTargets(sql: Sql, run: bigint): Promise<string[]> {
  const rows = await sql.$queryRaw<{ name: string }[]>`
    SELECT coalesce(t.tickers[1], t.target) || ' (' || coalesce(t.error_code, t.state) || ')' AS name
    FROM run_targets t
    JOIN (SELECT error_code, count(*) AS n FROM run_targets WHERE run_id = ${run} GROUP BY error_code) c
      ON c.error_code IS NOT DISTINCT FROM t.error_code
    WHERE t.run_id = ${run} AND t.state IN ('failed', 'gone', 'partial')
    ORDER BY c.n DESC, t.id LIMIT 5`;
  return rows.map(({ name }) => name);
}

/** What a check has found, the worst severity and the oldest day first: five, each with its day. */
export async function worstFindings(sql: Sql, check: string): Promise<string[]> {
  const rows = await sql.$queryRaw<{ name: string }[]>`
    SELECT coalesce((SELECT symbol FROM ${lastSymbolOf(Prisma.sql`f.instrument_id`)} y),
      subject) || ' (' || f.date || ')' AS name
    FROM qa_findings f WHERE check_id = ${check} AND resolved_at IS NULL
    ORDER BY array_position(ARRAY['critical', 'warning', 'info'], severity), date, id LIMIT 5`;
  return rows.map(({ name }) => name);
}

/** How many schedules were due in the last 24 h, and of how many the latest run went well. */
export async function nightRuns(sql: Sql, now: Date): Promise<{ runs: number; fine: number }> {
  const since = new Date(now.getTime() - 24 * 3_600_000);
  const [row] = await sql.$queryRaw<{ runs: number; fine: number }[]>`
    SELECT count(*)::int AS runs, (count(*) FILTER (WHERE state = 'done'))::int AS fine FROM (
      SELECT DISTINCT ON (dataset, group_key) state FROM runs
      WHERE trigger IN ('schedule', 'late') AND finished_at >= ${since} AND finished_at <= ${now}
      ORDER BY dataset, group_key, id DESC) latest`;
  return row ?? { runs: 0, fine: 0 };
}
