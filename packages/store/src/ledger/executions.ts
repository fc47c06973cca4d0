import type { SourceId } from '@tickermill/core';
import type { RunReport, RunView, StatusResponse, TargetView } from '@tickermill/core/contracts';
import { type Database, Prisma } from '../database.ts';
import { allCodes, currentTotals } from '../insider-trades/totals.ts';
import { reportOf } from './report.ts';

/** A run with its report, live while it runs; null when there is none of that id. */
export async function viewRun(db: Database, id: bigint): Promise<RunView | null> {
  const run = await db.run.findUnique({ where: { id } });
  if (!run) return null;
  const report = run.report ? (run.report as unknown as RunReport) : await reportOf(db, id);
  const { dataset, trigger, state, createdAt, finishedAt } = run;
  return {
    id: String(id),
    dataset,
    trigger,
    state,
    report,
    retry_of: run.retryOf === null ? null : String(run.retryOf),
    paused: run.pausedAt !== null && finishedAt === null,
    ending: finishedAt === null ? run.ending : null,
    created_at: createdAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
  };
}

/** Which runs are meant; what is left out means any. */
interface RunFilter {
  readonly dataset?: string | undefined;
  readonly trigger?: string | undefined;
  readonly state?: string | undefined;
  /** Runs that asked about this ticker. */
  readonly ticker?: string | undefined;
}

/** A page of the runs, newest first, with their reports so far. */
export async function latestRuns(
  db: Database,
  { limit, offset }: { limit: number; offset: number },
  { dataset, trigger, state, ticker }: RunFilter = {},
): Promise<RunView[]> {
  const runs = await db.run.findMany({
    where: {
      ...(dataset === undefined ? {} : { dataset }),
      ...(trigger === undefined ? {} : { trigger }),
      ...(state === undefined ? {} : { state }),
      ...(ticker === undefined ? {} : { targets: { some: { tickers: { has: ticker } } } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
    skip: offset,
    select: { id: true },
  });
  const views = await Promise.all(runs.map(({ id }) => viewRun(db, id)));
  return views.filter((view) => view !== null);
}

/** A page of the targets of a run, in the order in which they were planned. */
export async function runTargets(
  db: Database,
  runId: bigint,
  { limit, offset }: { limit: number; offset: number },
): Promise<TargetView[]> {
  const rows = await db.runTarget.findMany({ where: { runId }, orderBy: { id: 'asc' }, take: limit, skip: offset });
  return rows.map(({ target, tickers, state, found, created, ...row }) => ({
    target,
    tickers,
    state,
    found,
    created,
    skip_reason: row.skipReason,
    joined_run: row.joinedRunId === null ? null : String(row.joinedRunId),
    other_issuer: row.otherIssuer,
    error_code: row.errorCode,
    error_message: row.errorMessage,
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  }));
}

/** Totals over all insider trades that are stored: filings with their amendments, rows that nothing restates. */
export async function insiderTradeTotals(db: Database): Promise<StatusResponse['insider_trades']> {
  const [row] = await db.$queryRaw<StatusResponse['insider_trades'][]>`
    SELECT (SELECT count(*) FROM filings)::int AS filings,
      (SELECT count(*) FROM filings WHERE amendment IS NOT NULL)::int AS amendments,
      (SELECT coalesce(sum(trades), 0) FROM ${currentTotals('month', Prisma.sql`code = ${allCodes}`)} m)::int AS trades,
      (SELECT count(*) FROM counted_insider_holdings)::int AS holdings,
      (SELECT count(*) FROM insiders)::int AS insiders,
      (SELECT count(*) FROM set_aside_documents)::int AS documents_set_aside,
      (SELECT max(filed_on)::text FROM filings) AS latest_filing`;
  return row as StatusResponse['insider_trades'];
}

/** How many tasks of each source are in each open state. */
export async function openTaskCounts(
  db: Database,
): Promise<{ source: string; waiting: number; queued: number; running: number }[]> {
  return db.$queryRaw`
    SELECT source, count(*) FILTER (WHERE state = 'waiting')::int AS waiting, count(*) FILTER (WHERE state = 'queued')::int AS queued,
      count(*) FILTER (WHERE state = 'running')::int AS running
    FROM tasks WHERE state IN ('waiting', 'queued', 'running') GROUP BY source ORDER BY source`;
}

/** How many tasks of a source are open that come before those of a priority, or with them. */
export async function tasksAhead(db: Database, source: SourceId, priority: number): Promise<number> {
  const where = { source, state: { in: ['waiting', 'queued', 'running'] }, held: false, priority: { lte: priority } };
  return db.task.count({ where });
}
