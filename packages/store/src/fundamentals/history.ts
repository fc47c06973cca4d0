// Reads and replaces the figures of a company, and keeps what each was before.

import { type Day, type EarningsPeriod, type FigureName, type FiscalPeriod, figureNames } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A stored period. */
export interface StoredPeriod extends EarningsPeriod {
  readonly fetchedAt: Date;
  readonly parserVersion: number;
}

interface HistoryRow extends Omit<StoredPeriod, 'figures'> {
  readonly values: Readonly<Record<string, string | null>>;
  readonly provenance: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The figures of a company, the latest first, quarters before their year. */
export async function earningsHistory(sql: Sql, cik: string): Promise<StoredPeriod[]> {
  const rows = await sql.$queryRaw<HistoryRow[]>`
    SELECT period, start_date::text AS start, end_date::text AS "end", fiscal_year AS "fiscalYear", currency, provenance,
      coalesce((SELECT jsonb_object_agg(f.key, f.value) FROM jsonb_each_text(to_jsonb(h)) f WHERE h.provenance ? f.key), '{}') AS values,
      fetched_at AS "fetchedAt", parser_version AS "parserVersion"
    FROM earnings_history h WHERE cik = ${cik} ORDER BY end_date DESC, period DESC`;
  return rows.map(({ provenance, values, ...row }) => ({
    ...row,
    figures: Object.fromEntries(
      figureNames.flatMap((name) => {
        const [source, value = null] = [provenance[name], values[name]];
        if (source === undefined) return [];
        return [[name, value === null ? { value, ...source } : { value, source }]];
      }),
    ) as EarningsPeriod['figures'],
  }));
}

/** What a figure was before another value took its place. */
export interface EarningsRevision {
  readonly period: FiscalPeriod;
  readonly end: Day;
  readonly figure: FigureName;
  readonly value: string;
  readonly provenance: unknown;
  readonly replacedAt: Date;
  readonly replacedBy: string | null;
  readonly cause: 'restated' | 'read-again';
}

/** The revisions of a company's figures, the latest first. */
export function earningsRevisions(sql: Sql, cik: string): Promise<EarningsRevision[]> {
  return sql.$queryRaw<EarningsRevision[]>`
    SELECT period, end_date::text AS "end", figure, value::text, provenance, replaced_at AS "replacedAt",
      replaced_by::text AS "replacedBy", cause
    FROM earnings_revisions WHERE cik = ${cik} ORDER BY replaced_at DESC, end_date DESC, period, figure LIMIT 1000`;
}

/** A figure that differs from the stored one; null on a side where there is none. */
export interface FigureChange {
  readonly period: FiscalPeriod;
  readonly end: Day;
  readonly figure: FigureName;
  readonly before: string | null;
  readonly after: string | null;
}

interface Written {
  readonly cik: string;
  readonly periods: readonly EarningsPeriod[];
  readonly provider: string;
  readonly parserVersion: number;
  readonly cause: EarningsRevision['cause'];
}

/**
 * Replaces the figures of a company by those of a newer answer, or of another reading of the same. Each value that changes
 * is kept as a revision. Returns the changes.
 */
export async function replaceHistory(
  tx: Sql,
  { cik, periods, provider, parserVersion, cause }: Written,
): Promise<FigureChange[]> {
  const stored = new Map((await earningsHistory(tx, cik)).map((each) => [keyOf(each), each]));
  const told = new Map(periods.map((each) => [keyOf(each), each]));
  const changes = [...new Set([...stored.keys(), ...told.keys()])].flatMap((key) =>
    changesOf(stored.get(key), told.get(key)),
  );
  const revisions = changes
    .filter(({ before }) => before !== null)
    .map(({ period, end, figure, before, after }) => ({ period, end, figure, before, after }));
  await tx.$executeRaw`
    INSERT INTO earnings_revisions (cik, period, end_date, figure, value, provenance, provider, fetched_at, parser_version,
      replaced_at, replaced_by, cause)
    SELECT ${cik}, r.period, r."end", r.figure, r.before, h.provenance -> r.figure, h.provider, h.fetched_at, h.parser_version,
      now(), r.after, ${cause}
    FROM jsonb_to_recordset(${JSON.stringify(revisions)}::jsonb) AS r(period text, "end" date, figure text, before numeric,
        after numeric)
      JOIN earnings_history h ON h.cik = ${cik} AND h.period = r.period AND h.end_date = r."end"`;
  await tx.$executeRaw`DELETE FROM earnings_history WHERE cik = ${cik}`;
  const rows = [...told.values()].map(({ figures, start, end, fiscalYear, ...period }) => ({
    ...period,
    ...Object.fromEntries(figureNames.map((name) => [name, figures[name]?.value ?? null])),
    start_date: start,
    end_date: end,
    fiscal_year: fiscalYear,
    provenance: provenanceOf(figures),
    cik,
    provider,
    parser_version: parserVersion,
  }));
  await tx.$executeRaw`
    INSERT INTO earnings_history
    SELECT (jsonb_populate_record(NULL::earnings_history, r.row || jsonb_build_object('fetched_at', now()))).*
    FROM jsonb_array_elements(${JSON.stringify(rows)}::jsonb) AS r(row)`;
  return changes;
}

const keyOf = ({ period, end }: Pick<EarningsPeriod, 'period' | 'end'>) => `${period} ${end}`;

const provenanceOf = (figures: EarningsPeriod['figures']) =>
  Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [
      name,
      figure.value === null ? { reason: figure.reason } : figure.source,
    ]),
  );

function changesOf(before: EarningsPeriod | undefined, after: EarningsPeriod | undefined): FigureChange[] {
  const about = after ?? before;
  if (!about) return [];
  const { period, end } = about;
  return figureNames.flatMap((figure) => {
    const sides = {
      before: before?.figures[figure]?.value ?? null,
      after: after?.figures[figure]?.value ?? null,
    };
    return sides.before === sides.after ? [] : [{ period, end, figure, ...sides }];
  });
}
