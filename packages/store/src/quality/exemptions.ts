// Exemptions of tickers from checks.

import type { Day } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { tickerOf } from '../universe/find-tickers.ts';

/** An exemption as it is shown. */
export interface Exemption {
  readonly id: bigint;
  readonly checkId: string;
  readonly ticker: string;
  readonly reason: string;
  readonly until: Day;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  /** How many findings it covers now. */
  readonly findings: number;
}

/** What is exempted from what, why, and until when. */
export interface NewExemption {
  readonly checkId: string;
  readonly instrumentId: bigint;
  readonly reason: string;
  readonly until: Day;
  readonly by: string;
}

/** Exempts an instrument from a check: its open findings are covered at once. What was exempted before is replaced. */
export async function addExemption(
  tx: Sql,
  { checkId, instrumentId, reason, until, by }: NewExemption,
): Promise<bigint> {
  await tx.$executeRaw`
    UPDATE qa_exemptions SET ended_at = clock_timestamp(), ended_by = ${by}
    WHERE check_id = ${checkId} AND instrument_id = ${instrumentId} AND ended_at IS NULL`;
  const [row] = await tx.$queryRaw<{ id: bigint }[]>`
    INSERT INTO qa_exemptions (check_id, instrument_id, reason, until, created_at, created_by)
    VALUES (${checkId}, ${instrumentId}, ${reason}, ${until}::date, clock_timestamp(), ${by}) RETURNING id`;
  if (!row) throw new Error('an exemption has no row');
  await tx.$executeRaw`
    UPDATE qa_findings SET resolved_at = clock_timestamp(), resolved_as = 'exemption', resolved_by = ${by},
      resolved_run_id = NULL, note = NULL, exemption_id = ${row.id}
    WHERE check_id = ${checkId} AND instrument_id = ${instrumentId} AND (resolved_at IS NULL OR resolved_as = 'exemption')`;
  return row.id;
}

/** Ends an exemption before its day: what it covers is open again. One that was ended stays as it is. */
export async function endExemption(tx: Sql, id: bigint, { by }: { by: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE qa_exemptions SET ended_at = clock_timestamp(), ended_by = ${by} WHERE id = ${id} AND ended_at IS NULL`;
  await tx.$executeRaw`
    UPDATE qa_findings SET resolved_at = NULL, resolved_as = NULL, resolved_by = NULL, exemption_id = NULL, times = times + 1
    WHERE exemption_id = ${id} AND resolved_as = 'exemption'`;
}

/** Which exemptions are listed. */
export interface ExemptionFilter {
  readonly id?: bigint | undefined;
  readonly checkId?: string | undefined;
  readonly instrumentId?: bigint | undefined;
  /** Those alone that hold on this day. */
  readonly heldOn?: Day | undefined;
}

/** A page of the exemptions, the latest first. */
export function exemptions(
  sql: Sql,
  { id, checkId, instrumentId, heldOn }: ExemptionFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<Exemption[]> {
  return sql.$queryRaw<Exemption[]>`
    SELECT e.id, e.check_id AS "checkId", coalesce(${tickerOf(Prisma.sql`s`)}, e.instrument_id::text) AS ticker, e.reason,
      e.until::text AS until, e.created_at AS "createdAt", e.created_by AS "createdBy", e.ended_at AS "endedAt",
      e.ended_by AS "endedBy", (SELECT count(*)::int FROM qa_findings f WHERE f.exemption_id = e.id) AS findings
    FROM qa_exemptions e LEFT JOIN symbols s ON s.instrument_id = e.instrument_id AND s.valid_to IS NULL
    WHERE (${id ?? null}::bigint IS NULL OR e.id = ${id ?? null}::bigint)
      AND (${checkId ?? null}::text IS NULL OR e.check_id = ${checkId ?? null}::text)
      AND (${instrumentId ?? null}::bigint IS NULL OR e.instrument_id = ${instrumentId ?? null}::bigint)
      AND (${heldOn ?? null}::date IS NULL OR (e.ended_at IS NULL AND e.until >= ${heldOn ?? null}::date))
    ORDER BY e.id DESC LIMIT ${limit} OFFSET ${offset}`;
}
