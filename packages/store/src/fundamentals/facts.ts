// Reads and writes the facts of companies, and how each was last fetched.

import type { Cik, Day, ReportedFact } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A company whose facts were fetched. */
export interface FetchedCompany {
  readonly cik: Cik;
  readonly name: string | null;
  readonly fetchedAt: Date;
  readonly changedAt: Date;
  readonly lastFiled: Day | null;
  readonly parserVersion: number;
  readonly oddities: readonly { readonly kind: string; readonly count: number; readonly example: string }[];
}

/** How the facts of a company were last fetched; null: never with success. */
export async function fetchedCompany(sql: Sql, cik: Cik): Promise<FetchedCompany | null> {
  const [row] = await sql.$queryRaw<FetchedCompany[]>`
    SELECT cik, name, fetched_at AS "fetchedAt", changed_at AS "changedAt", last_filed::text AS "lastFiled",
      parser_version AS "parserVersion", oddities FROM company_facts WHERE cik = ${cik}`;
  return row ?? null;
}

/** The selection of facts of a company. */
interface FactListing {
  readonly cik: Cik;
  /** `taxonomy:Tag`, or a tag alone; null: all. */
  readonly tag?: string | null;
  /** Only those that were filed by that day. */
  readonly filedBy?: Day | null;
}

/** The stored facts of a company, by tag, unit and period, the first filed first. */
export function factsOf(sql: Sql, { cik, tag = null, filedBy = null }: FactListing): Promise<ReportedFact[]> {
  const [name = null, taxonomy = null] = tag?.split(':').reverse() ?? [];
  return sql.$queryRaw<ReportedFact[]>`
    SELECT taxonomy, tag, unit, start_date::text AS start, end_date::text AS "end", value::text, accession, form,
      filed::text, fy, fp
    FROM facts WHERE cik = ${cik} AND (${name}::text IS NULL OR tag = ${name}) AND (${taxonomy}::text IS NULL OR taxonomy = ${taxonomy})
      AND (${filedBy}::date IS NULL OR filed <= ${filedBy}::date)
    ORDER BY taxonomy, tag, unit, end_date, days, filed, accession`;
}

/** The CIKs under which the company of an instrument that has this one now was registered before. */
export async function formerCiks(sql: Sql, cik: Cik): Promise<Cik[]> {
  const rows = await sql.$queryRaw<{ cik: Cik }[]>`
    SELECT DISTINCT former.cik FROM instrument_ciks now JOIN instrument_ciks former ON former.instrument_id = now.instrument_id
    WHERE now.cik = ${cik} AND now.valid_to IS NULL AND former.cik <> ${cik} ORDER BY former.cik`;
  return rows.map((row) => row.cik);
}

/** Writes facts of a company; a repeated one with another value is replaced. Returns how many rows are new and changed. */
export async function writeFacts(
  tx: Sql,
  about: { readonly cik: Cik; readonly provider: string; readonly parserVersion: number },
  facts: readonly ReportedFact[],
): Promise<{ created: number; updated: number }> {
  const { cik, provider, parserVersion } = about;
  const [counts] = await tx.$queryRaw<{ created: number; updated: number }[]>`
    WITH told AS (
      SELECT DISTINCT ON (taxonomy, tag, unit, "end", days, accession) * FROM (
        SELECT *, CASE WHEN start IS NULL THEN 0 ELSE "end" - start + 1 END AS days
        FROM jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) AS f(taxonomy text, tag text, unit text, start date, "end" date,
          value numeric, accession text, form text, filed date, fy int, fp text)) f
      ORDER BY taxonomy, tag, unit, "end", days, accession
    ), kept AS (
      INSERT INTO facts AS s (cik, taxonomy, tag, unit, end_date, days, accession, start_date, value, form, filed, fy, fp, provider,
        fetched_at, parser_version)
      SELECT ${cik}, taxonomy, tag, unit, "end", days, accession, start, value, form, filed, fy, fp, ${provider}, now(),
        ${parserVersion} FROM told
      ON CONFLICT (cik, taxonomy, tag, unit, end_date, days, accession) DO UPDATE SET value = EXCLUDED.value,
        form = EXCLUDED.form, filed = EXCLUDED.filed, fy = EXCLUDED.fy, fp = EXCLUDED.fp, fetched_at = EXCLUDED.fetched_at,
        parser_version = EXCLUDED.parser_version
      WHERE (s.value, s.form, s.filed, s.fy, s.fp) IS DISTINCT FROM
        (EXCLUDED.value, EXCLUDED.form, EXCLUDED.filed, EXCLUDED.fy, EXCLUDED.fp)
      RETURNING (xmax = 0) AS created
    )
    SELECT count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT created)::int AS updated FROM kept`;
  return counts ?? { created: 0, updated: 0 };
}

/** What is stored of all companies, in a few figures. */
export async function fundamentalsTotals(
  sql: Sql,
): Promise<{ companies: number; periods: number; revisions: number; latest: Day | null }> {
  const [row] = await sql.$queryRaw<{ companies: number; periods: number; revisions: number; latest: Day | null }[]>`
    SELECT (SELECT count(*)::int FROM company_facts) AS companies, (SELECT count(*)::int FROM earnings_history) AS periods,
      (SELECT count(*)::int FROM earnings_revisions) AS revisions, (SELECT max(last_filed)::text FROM company_facts) AS latest`;
  return row ?? { companies: 0, periods: 0, revisions: 0, latest: null };
}
