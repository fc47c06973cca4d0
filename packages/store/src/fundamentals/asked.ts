import type { Cik, Day } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** How a dataset was last asked about a company or its instrument. */
export interface LastAsked {
  readonly dataset: string;
  readonly runId: bigint;
  readonly state: string;
  /** Null: it is still open. */
  readonly at: Date | null;
  readonly errorCode: string | null;
}

/** A report that the index names and the stored facts lack. */
export interface MissingReport {
  readonly accession: string;
  readonly form: string;
  readonly filed: Day;
}

/** How each dataset of fundamentals was last asked about a company, those it was never asked about left out. */
export function lastAsked(
  sql: Sql,
  { cik, instrumentId }: { readonly cik: Cik; readonly instrumentId: bigint },
): Promise<LastAsked[]> {
  return sql.$queryRaw<LastAsked[]>`
    SELECT DISTINCT ON (dataset) dataset, run_id AS "runId", state, finished_at AS at, error_code AS "errorCode" FROM run_targets
    WHERE state <> 'skipped' AND (dataset IN ('reports', 'company-facts') AND target = ${cik}
      OR dataset = 'company-profile' AND target = ${String(instrumentId)})
    ORDER BY dataset, id DESC`;
}

/** The reports of a company filed since a day that the index names and the stored facts lack, the latest first. */
export function missingReports(
  sql: Sql,
  { cik, since }: { readonly cik: Cik; readonly since: Day },
): Promise<MissingReport[]> {
  return sql.$queryRaw<MissingReport[]>`
    SELECT accession, form, filed_on::text AS filed FROM index_reports r
    WHERE cik = ${cik} AND filed_on >= ${since}::date AND form NOT LIKE 'NT %'
      AND NOT EXISTS (SELECT FROM facts f WHERE f.cik = r.cik AND f.accession = r.accession)
    ORDER BY filed_on DESC, accession DESC`;
}
