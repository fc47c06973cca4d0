// Lists findings with their history, those of the archive included.

import type { Day, Severity } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from '../universe/find-tickers.ts';

/** A finding as it is shown. */
export interface QaFinding {
  readonly id: bigint;
  readonly checkId: string;
  /** The current ticker of its instrument; else what it is about. */
  readonly symbol: string;
  readonly date: Day;
  readonly severity: Severity;
  readonly details: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly runId: bigint | null;
  readonly seenAt: Date;
  readonly times: number;
  readonly resolvedAt: Date | null;
  readonly resolvedAs: 'check' | 'expired' | 'disabled' | 'person' | 'exemption' | null;
  readonly resolvedBy: string | null;
  readonly resolvedRunId: bigint | null;
  readonly note: string | null;
  /** Of an exempt one: the exemption, why, and until when. */
  readonly exemption: { readonly id: string; readonly reason: string; readonly until: Day } | null;
  /** How often a backfill was to mend it. */
  readonly heals: number;
  readonly archivedAt: Date | null;
}

/** Open: to be dealt with; exempt: found, and left alone; resolved: over; archived: long over. `all`: but for the archive. */
export type FindingState = 'open' | 'exempt' | 'resolved' | 'archived' | 'all';

/** Which findings are listed. */
export interface QaFindingFilter {
  readonly checkId?: string | undefined;
  readonly instrumentId?: bigint | undefined;
  readonly severity?: Severity | undefined;
  readonly state: FindingState;
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

const common = Prisma.sql`f.id, f.check_id AS "checkId", coalesce(${tickerOf(Prisma.sql`s`)}, f.subject) AS symbol, f.date::text AS date,
  f.severity, f.details, f.created_at AS "createdAt", f.run_id AS "runId", f.seen_at AS "seenAt", f.times,
  f.resolved_at AS "resolvedAt", f.resolved_as AS "resolvedAs", f.resolved_by AS "resolvedBy", f.resolved_run_id AS "resolvedRunId", f.note`;
const symbolOf = Prisma.sql`LEFT JOIN symbols s ON s.instrument_id = f.instrument_id AND s.valid_to IS NULL`;
const current = Prisma.sql`
  SELECT ${common}, (SELECT count(*)::int FROM qa_heals h WHERE h.finding_id = f.id) AS heals, NULL::timestamptz AS "archivedAt",
    CASE WHEN e.id IS NOT NULL THEN jsonb_build_object('id', e.id::text, 'reason', e.reason, 'until', e.until) END AS exemption
  FROM qa_findings f ${symbolOf} LEFT JOIN qa_exemptions e ON e.id = f.exemption_id`;
const archived = Prisma.sql`
  SELECT ${common}, jsonb_array_length(f.heals) AS heals, f.archived_at AS "archivedAt", NULL::jsonb AS exemption
  FROM qa_archived_findings f ${symbolOf}`;

const inState: Readonly<Record<FindingState, Prisma.Sql>> = {
  open: Prisma.sql`f.resolved_at IS NULL`,
  exempt: Prisma.sql`f.resolved_as = 'exemption'`,
  resolved: Prisma.sql`f.resolved_at IS NOT NULL AND f.resolved_as <> 'exemption'`,
  archived: Prisma.sql`true`,
  all: Prisma.sql`true`,
};

/** Whether a filter has a finding `f`. */
export const isFindingOf = ({ checkId, instrumentId, severity, state, from, to }: QaFindingFilter) => Prisma.sql`
  (${checkId ?? null}::text IS NULL OR f.check_id = ${checkId ?? null}::text)
    AND (${instrumentId ?? null}::bigint IS NULL OR f.instrument_id = ${instrumentId ?? null}::bigint)
    AND (${severity ?? null}::text IS NULL OR f.severity = ${severity ?? null}::text)
    AND (${from ?? null}::date IS NULL OR f.date >= ${from ?? null}::date)
    AND (${to ?? null}::date IS NULL OR f.date <= ${to ?? null}::date)
    AND ${inState[state]}`;

/** A page of the findings, the gravest first, then the latest. */
export function qaFindings(
  sql: Sql,
  filter: QaFindingFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<QaFinding[]> {
  return sql.$queryRaw<QaFinding[]>`
    ${filter.state === 'archived' ? archived : current} WHERE ${isFindingOf(filter)}
    ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.date DESC, f.id DESC
    LIMIT ${limit} OFFSET ${offset}`;
}

/** A page of the findings of a condition on `f`, the gravest first, and how many there are. */
export async function findingsWhere(
  sql: Sql,
  condition: Prisma.Sql,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; items: QaFinding[] }> {
  const items = await sql.$queryRaw<QaFinding[]>`
    ${current} WHERE ${condition}
    ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.date DESC, f.id DESC
    LIMIT ${limit} OFFSET ${offset}`;
  const [row] = await sql.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM qa_findings f WHERE ${condition}`;
  return { total: row?.total ?? 0, items };
}

/** A finding, one of the archive as well; null if there is none of that id. */
export async function qaFinding(sql: Sql, id: bigint): Promise<QaFinding | null> {
  const [row] = await sql.$queryRaw<QaFinding[]>`${current} WHERE f.id = ${id}`;
  if (row) return row;
  const [old] = await sql.$queryRaw<QaFinding[]>`${archived} WHERE f.id = ${id}`;
  return old ?? null;
}

/** The open findings of a check, and those that are exempt. */
export interface OpenFindings {
  readonly checkId: string;
  readonly info: number;
  readonly warning: number;
  readonly critical: number;
  readonly symbols: number;
  readonly exempt: number;
}

/** The open and the exempt findings by check. */
export const openFindings = (sql: Sql): Promise<OpenFindings[]> => sql.$queryRaw<OpenFindings[]>`
  SELECT check_id AS "checkId", count(*) FILTER (WHERE resolved_at IS NULL AND severity = 'info')::int AS info,
    count(*) FILTER (WHERE resolved_at IS NULL AND severity = 'warning')::int AS warning,
    count(*) FILTER (WHERE resolved_at IS NULL AND severity = 'critical')::int AS critical,
    count(DISTINCT subject) FILTER (WHERE resolved_at IS NULL)::int AS symbols,
    count(*) FILTER (WHERE resolved_as = 'exemption')::int AS exempt
  FROM qa_findings WHERE resolved_at IS NULL OR resolved_as = 'exemption' GROUP BY check_id ORDER BY check_id`;
