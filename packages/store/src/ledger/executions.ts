// Reads runs with their reports and targets, and counts of open tasks and stored trades, for the API.

import type { Day, SourceId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import { allCodes, currentTotals } from '../insider-trades/totals.ts';
import { type RunReport, readReport, reportsOf, type StoredReport } from './report.ts';

/** A run with its report, live while it runs. */
export interface ReportedRun {
  readonly id: bigint;
  readonly dataset: string;
  readonly trigger: string;
  readonly state: string;
  readonly report: RunReport;
  readonly retryOf: bigint | null;
  readonly paused: boolean;
  readonly ending: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** One target of a run: an execution of the history. */
export interface PlannedTarget {
  readonly id: bigint;
  readonly target: string;
  readonly tickers: string[];
  readonly state: string;
  readonly found: number;
  readonly created: number;
  readonly skipReason: string | null;
  /** The open target of this run covers the request. */
  readonly joinedRun: bigint | null;
  readonly otherIssuer: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** What is stored of insider trades. */
export interface InsiderTradeTotals {
  readonly filings: number;
  readonly amendments: number;
  readonly trades: number;
  readonly holdings: number;
  readonly insiders: number;
  readonly documentsSetAside: number;
  readonly latestFiling: Day | null;
}

type RunRow = NonNullable<Awaited<ReturnType<Database['run']['findUnique']>>>;

/** Runs with their stored reports, or the current ones of those that go on, which one statement computes. */
async function withReports(db: Database, runs: readonly RunRow[]): Promise<ReportedRun[]> {
  const current = await reportsOf(
    db,
    runs.flatMap(({ id, report }) => (report === null ? [id] : [])),
  );
  return runs.flatMap((run) => {
    const { id, dataset, trigger, state, retryOf, createdAt, finishedAt } = run;
    const report = (run.report as unknown as StoredReport | null) ?? current.get(id);
    if (!report) return []; // deleted since it was read
    return {
      id,
      dataset,
      trigger,
      state,
      report: readReport(report),
      retryOf,
      paused: run.pausedAt !== null && finishedAt === null,
      ending: finishedAt === null ? run.ending : null,
      createdAt,
      finishedAt,
    };
  });
}

/** A run with its report; null if there is none of that id. */
export async function findRun(db: Database, id: bigint): Promise<ReportedRun | null> {
  const run = await db.run.findUnique({ where: { id } });
  const [found = null] = run ? await withReports(db, [run]) : [];
  return found;
}

/** The selection of runs; a field that is left out means any. */
interface RunFilter {
  readonly dataset?: string | undefined;
  readonly trigger?: string | undefined;
  readonly state?: string | undefined;
  /** Runs with this ticker. */
  readonly ticker?: string | undefined;
}

/** A page of the runs, newest first, with their reports so far. */
export async function latestRuns(
  db: Database,
  { limit, offset }: { limit: number; offset: number },
  { dataset, trigger, state, ticker }: RunFilter = {},
): Promise<ReportedRun[]> {
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
  });
  return withReports(db, runs);
}

/** A page of the targets of a run, in the order in which they were planned. */
export async function runTargets(
  db: Database,
  runId: bigint,
  { limit, offset }: { limit: number; offset: number },
): Promise<PlannedTarget[]> {
  const rows = await db.runTarget.findMany({ where: { runId }, orderBy: { id: 'asc' }, take: limit, skip: offset });
  return rows.map(({ id, target, tickers, state, found, created, ...row }) => ({
    id,
    target,
    tickers,
    state,
    found,
    created,
    skipReason: row.skipReason,
    joinedRun: row.joinedRunId,
    otherIssuer: row.otherIssuer,
    errorCode: row.errorCode,
    errorMessage: row.errorMessage,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  }));
}

/** Totals over all insider trades that are stored: filings with their amendments, rows that nothing restates. */
export async function insiderTradeTotals(db: Database): Promise<InsiderTradeTotals> {
  const [row] = await db.$queryRaw<InsiderTradeTotals[]>`
    SELECT (SELECT count(*) FROM filings)::int AS filings,
      (SELECT count(*) FROM filings WHERE amendment IS NOT NULL)::int AS amendments,
      (SELECT coalesce(sum(trades), 0) FROM ${currentTotals('month', Prisma.sql`code = ${allCodes}`)} m)::int
        + (SELECT count(*) FROM counted_insider_trades WHERE table_name = 'derivative')::int AS trades,
      (SELECT count(*) FROM counted_insider_holdings)::int AS holdings,
      (SELECT count(*) FROM insiders)::int AS insiders,
      (SELECT count(*) FROM set_aside_documents WHERE again_at IS NULL)::int AS "documentsSetAside",
      (SELECT max(filed_on)::text FROM filings) AS "latestFiling"`;
  return row as InsiderTradeTotals;
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
