// Lists findings with their history.

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
  /** How often a backfill was to mend it. */
  readonly heals: number;
}

/** Which findings are listed. */
export interface QaFindingFilter {
  readonly checkId?: string | undefined;
  readonly instrumentId?: bigint | undefined;
  readonly severity?: Severity | undefined;
  /** Open, resolved, or both. */
  readonly state: 'open' | 'resolved' | 'all';
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

const shown = Prisma.sql`f.id, f.check_id AS "checkId", coalesce(${tickerOf(Prisma.sql`s`)}, f.subject) AS symbol, f.date::text AS date,
  f.severity, f.details, f.created_at AS "createdAt", f.run_id AS "runId", f.seen_at AS "seenAt", f.times,
  f.resolved_at AS "resolvedAt", f.resolved_as AS "resolvedAs", f.resolved_by AS "resolvedBy", f.resolved_run_id AS "resolvedRunId", f.note,
  (SELECT count(*)::int FROM qa_heals h WHERE h.finding_id = f.id) AS heals`;
const named = Prisma.sql`qa_findings f LEFT JOIN symbols s ON s.instrument_id = f.instrument_id AND s.valid_to IS NULL`;

/** A page of the findings, the gravest first, then the latest. */
export function qaFindings(
  sql: Sql,
  { checkId, instrumentId, severity, state, from, to }: QaFindingFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<QaFinding[]> {
  return sql.$queryRaw<QaFinding[]>`
    SELECT ${shown} FROM ${named}
    WHERE (${checkId ?? null}::text IS NULL OR f.check_id = ${checkId ?? null}::text)
      AND (${instrumentId ?? null}::bigint IS NULL OR f.instrument_id = ${instrumentId ?? null}::bigint)
      AND (${severity ?? null}::text IS NULL OR f.severity = ${severity ?? null}::text)
      AND (${from ?? null}::date IS NULL OR f.date >= ${from ?? null}::date)
      AND (${to ?? null}::date IS NULL OR f.date <= ${to ?? null}::date)
      AND (${state}::text = 'all' OR (f.resolved_at IS NULL) = (${state}::text = 'open'))
    ORDER BY CASE f.severity WHEN 'critical' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.date DESC, f.id DESC
    LIMIT ${limit} OFFSET ${offset}`;
}

/** A finding; null if there is none of that id. */
export async function qaFinding(sql: Sql, id: bigint): Promise<QaFinding | null> {
  const [row] = await sql.$queryRaw<QaFinding[]>`SELECT ${shown} FROM ${named} WHERE f.id = ${id}`;
  return row ?? null;
}

/** The open findings of a check. */
export interface OpenFindings {
  readonly checkId: string;
  readonly info: number;
  readonly warning: number;
  readonly critical: number;
  readonly symbols: number;
}

/** The open findings by check. */
export const openFindings = (sql: Sql): Promise<OpenFindings[]> => sql.$queryRaw<OpenFindings[]>`
  SELECT check_id AS "checkId", count(*) FILTER (WHERE severity = 'info')::int AS info,
    count(*) FILTER (WHERE severity = 'warning')::int AS warning,
    count(*) FILTER (WHERE severity = 'critical')::int AS critical, count(DISTINCT subject)::int AS symbols
  FROM qa_findings WHERE resolved_at IS NULL GROUP BY check_id ORDER BY check_id`;
