// Computes what a refresh came to, from the ledger and from what its runs have changed.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** One of the runs of a refresh. */
interface RefreshedDataset {
  readonly dataset: string;
  readonly runId: string;
  readonly state: string;
  readonly targets: number;
  readonly found: number;
  readonly created: number;
  readonly startedAt: string;
}

/** What a refresh asked of a source. Bytes are those of the last answer to each task, decoded. */
interface RefreshedSource {
  readonly source: string;
  readonly tasks: number;
  /** Tasks that are not done yet. */
  readonly open: number;
  readonly requests: number;
  readonly bytes: number;
}

/** A target that was not refreshed. */
interface RefreshFailure {
  readonly ticker: string;
  readonly dataset: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** What a refresh came to; live while it goes on. Stocks are counted once, whatever was requested of them. */
export interface RefreshFigures {
  /** All stocks that it is about. */
  readonly total: number;
  /** Stocks of which something was requested, and nothing failed. */
  readonly successful: number;
  /** Stocks of which anything failed. */
  readonly failed: number;
  /** Stocks that still wait. */
  readonly waiting: number;
  /** Stocks of which nothing was requested, by the reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Of those that were requested, a fraction of four digits; null where none was. */
  readonly successRate: number | null;
  readonly datasets: readonly RefreshedDataset[];
  readonly sources: readonly RefreshedSource[];
  readonly errors: readonly { readonly code: string; readonly tasks: number }[];
  /** The first hundred. */
  readonly failures: readonly RefreshFailure[];
  readonly newReports: number;
  /** Figures that a later report restated, and of how many companies. */
  readonly revisions: number;
  readonly revisedCompanies: number;
  readonly findings: number;
  readonly slowest: readonly { readonly ticker: string; readonly dataset: string; readonly ms: number }[];
}

interface About {
  readonly runIds: readonly bigint[];
  readonly startedAt: Date;
  /** Whether it is about all stocks that are listed, and not about some that were named. */
  readonly isAll: boolean;
}

const failuresNamed = 100;
const slowestNamed = 10;
/** What a target is called: the first of its symbols, or what the run called it. */
const nameOf = Prisma.sql`coalesce(t.tickers[1], t.target)`;

/** The stocks of the United States of whose companies reports can be asked: those that are listed and have a CIK. */
const listedStocks = Prisma.sql`SELECT s.symbol FROM instruments i JOIN symbols s ON s.instrument_id = i.id AND s.valid_to IS NULL
  WHERE i.kind = 'stock' AND i.status = 'active' AND i.cik IS NOT NULL`;

/** How many stocks a refresh of all of them is about. */
export async function countListedStocks(sql: Sql): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (${listedStocks}) s`;
  return row?.count ?? 0;
}

/** What the runs of a refresh came to up to now. */
export async function refreshFigures(sql: Sql, about: About): Promise<RefreshFigures> {
  const ids = [...about.runIds];
  const { skipped, ...stocks } = await stockCounts(sql, about);
  const requested = stocks.successful + stocks.failed;
  return {
    ...stocks,
    skipped,
    successRate: requested === 0 ? null : Math.round((stocks.successful / requested) * 10_000) / 10_000,
    datasets: await sql.$queryRaw<RefreshedDataset[]>`
      SELECT r.dataset, r.id::text AS "runId", r.state, count(t.id)::int AS targets, coalesce(sum(s.found), 0)::int AS found,
        coalesce(sum(s.created), 0)::int AS created, to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "startedAt"
      FROM runs r LEFT JOIN run_targets t ON t.run_id = r.id
        LEFT JOIN LATERAL (SELECT sum(k.found) AS found, sum(k.created) AS created FROM task_targets k WHERE k.target_id = t.id) s ON true
      WHERE r.id = ANY(${ids}::bigint[]) GROUP BY r.id ORDER BY r.id`,
    sources: await sql.$queryRaw<RefreshedSource[]>`
      SELECT t.source, count(*)::int AS tasks, count(*) FILTER (WHERE t.state IN ('waiting', 'queued', 'running'))::int AS open,
        sum(t.attempts + t.throttles)::int AS requests, coalesce(sum(c.size), 0)::float8 AS bytes
      FROM tasks t LEFT JOIN captures c ON c.sha256 = t.capture_sha256
      WHERE t.run_id = ANY(${ids}::bigint[]) GROUP BY t.source ORDER BY t.source`,
    errors: await sql.$queryRaw<{ code: string; tasks: number }[]>`
      SELECT coalesce(error_code, 'UNEXPECTED') AS code, count(*)::int AS tasks FROM tasks
      WHERE run_id = ANY(${ids}::bigint[]) AND state = 'failed' GROUP BY 1 ORDER BY 2 DESC, 1`,
    failures: await sql.$queryRaw<RefreshFailure[]>`
      SELECT ${nameOf} AS ticker, t.dataset, t.state, t.error_code AS code, t.error_message AS message FROM run_targets t
      WHERE t.run_id = ANY(${ids}::bigint[]) AND t.state IN ('failed', 'gone', 'partial', 'cancelled', 'superseded')
      ORDER BY t.state <> 'failed', t.id LIMIT ${failuresNamed}`,
    slowest: await sql.$queryRaw<{ ticker: string; dataset: string; ms: number }[]>`
      SELECT ${nameOf} AS ticker, t.dataset, (extract(epoch FROM t.finished_at - t.started_at) * 1000)::int AS ms FROM run_targets t
      WHERE t.run_id = ANY(${ids}::bigint[]) AND t.finished_at IS NOT NULL AND t.started_at IS NOT NULL
      ORDER BY 3 DESC, 1 LIMIT ${slowestNamed}`,
    ...(await changes(sql, about)),
  };
}

type StockCounts = Pick<RefreshFigures, 'total' | 'successful' | 'failed' | 'waiting' | 'skipped'>;

/** A stock counts once: as failed if anything of it failed, as skipped if nothing of it was requested. */
async function stockCounts(sql: Sql, { runIds, isAll }: About): Promise<StockCounts> {
  const rows = await sql.$queryRaw<{ how: string; reason: string; stocks: number }[]>`
    WITH seen AS (
      SELECT u.symbol, bool_or(t.state IN ('failed', 'gone', 'cancelled', 'superseded')) AS failed, bool_or(t.state = 'open') AS open,
        bool_or(t.state IN ('done', 'nothing', 'partial')) AS successful, min(t.skip_reason) FILTER (WHERE t.state = 'skipped') AS reason
      FROM run_targets t CROSS JOIN LATERAL unnest(CASE WHEN t.tickers = '{}' THEN ARRAY[t.target] ELSE t.tickers END) u(symbol)
      WHERE t.run_id = ANY(${[...runIds]}::bigint[]) GROUP BY 1
    ), judged AS (
      SELECT CASE WHEN failed THEN 'failed' WHEN open THEN 'waiting' WHEN successful THEN 'successful' ELSE 'skipped' END AS how,
        coalesce(reason, '') AS reason FROM seen
      UNION ALL
      SELECT 'skipped', 'unchanged' FROM (${listedStocks}) s WHERE ${isAll} AND s.symbol NOT IN (SELECT symbol FROM seen)
    )
    SELECT how, CASE WHEN how = 'skipped' THEN reason ELSE '' END AS reason, count(*)::int AS stocks FROM judged GROUP BY 1, 2 ORDER BY 1, 2`;
  const sumOf = (how: string) => rows.reduce((sum, row) => (row.how === how ? sum + row.stocks : sum), 0);
  return {
    total: rows.reduce((sum, { stocks }) => sum + stocks, 0),
    successful: sumOf('successful'),
    failed: sumOf('failed'),
    waiting: sumOf('waiting'),
    skipped: Object.fromEntries(
      rows.flatMap(({ how, reason, stocks }) => (how === 'skipped' ? [[reason, stocks]] : [])),
    ),
  };
}

type Changes = Pick<RefreshFigures, 'newReports' | 'revisions' | 'revisedCompanies' | 'findings'>;

/** What is new since a refresh began, of the companies and instruments that it asked for. */
async function changes(sql: Sql, { runIds, startedAt }: About): Promise<Changes> {
  const ids = [...runIds];
  const [row] = await sql.$queryRaw<Changes[]>`
    WITH asked AS MATERIALIZED (
      SELECT target AS cik FROM run_targets WHERE run_id = ANY(${ids}::bigint[]) AND dataset = 'company-facts' AND state = 'done'
    ), revised AS (
      SELECT v.cik FROM earnings_revisions v JOIN asked a ON a.cik = v.cik
      WHERE v.replaced_at >= ${startedAt} AND v.cause = 'restated'
    )
    SELECT (
        SELECT count(*)::int FROM index_reports x JOIN asked a ON a.cik = x.cik
        WHERE x.form NOT LIKE 'NT %' AND EXISTS (SELECT FROM facts f WHERE f.cik = x.cik AND f.accession = x.accession AND f.fetched_at >= ${startedAt})
      ) AS "newReports",
      (SELECT count(*)::int FROM revised) AS revisions, (SELECT count(DISTINCT cik)::int FROM revised) AS "revisedCompanies",
      (SELECT count(*)::int FROM qa_findings WHERE created_at >= ${startedAt}) AS findings`;
  return row ?? { newReports: 0, revisions: 0, revisedCompanies: 0, findings: 0 };
}
