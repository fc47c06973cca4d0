// Writes and reads the reports that companies have filed, and who these companies are.

import type { Cik, CompanyReports, Day, FiledReportForm, Registrant } from '@tickermill/core';
import type { Sql } from '../sql.ts';

const provider = 'sec-edgar';

/** How many rows of a list are new, and how many say something else than before. */
interface ReportCounts {
  readonly created: number;
  readonly updated: number;
}

/**
 * Writes what a file of a company's submissions says: who it is, where the file says so, and its reports. Amendments are matched to
 * the report of the same period that they amend. A file that says nothing new changes nothing but when the company was fetched.
 */
export async function writeReports(
  tx: Sql,
  { cik, registrant, reports, ...about }: CompanyReports,
): Promise<ReportCounts> {
  if (registrant) await writeRegistrant(tx, { cik, registrant, ...about });
  const [counts = { created: 0, updated: 0 }] = await tx.$queryRaw<ReportCounts[]>`
    WITH told AS (
      SELECT DISTINCT ON (accession) * FROM jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) AS t(accession text, form text,
        filed date, "reportDate" date, "primaryDocument" text, size bigint, "isXbrl" boolean, "isInlineXbrl" boolean)
      ORDER BY accession
    ), kept AS (
      INSERT INTO reports AS r (cik, accession, form, filed, report_date, primary_document, size, is_xbrl, is_inline_xbrl, provider,
        fetched_at, parser_version)
      SELECT ${cik}, accession, form, filed, "reportDate", "primaryDocument", size, "isXbrl", "isInlineXbrl", ${provider}, now(),
        ${about.parserVersion} FROM told
      ON CONFLICT (cik, accession) DO UPDATE SET form = EXCLUDED.form, filed = EXCLUDED.filed, report_date = EXCLUDED.report_date,
        primary_document = EXCLUDED.primary_document, size = EXCLUDED.size, is_xbrl = EXCLUDED.is_xbrl,
        is_inline_xbrl = EXCLUDED.is_inline_xbrl, fetched_at = EXCLUDED.fetched_at, parser_version = EXCLUDED.parser_version
      WHERE (r.form, r.filed, r.report_date, r.primary_document, r.size, r.is_xbrl, r.is_inline_xbrl) IS DISTINCT FROM
        (EXCLUDED.form, EXCLUDED.filed, EXCLUDED.report_date, EXCLUDED.primary_document, EXCLUDED.size, EXCLUDED.is_xbrl,
          EXCLUDED.is_inline_xbrl)
      RETURNING (xmax = 0) AS created
    )
    SELECT count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT created)::int AS updated FROM kept`;
  if (counts.created + counts.updated > 0) await matchAmendments(tx, cik);
  return counts;
}

/**
 * Writes what a file says that the source gave at an instant. Where the company was fetched later this changes nothing, save
 * for what an older page lists.
 */
export async function importReports(
  tx: Sql,
  record: CompanyReports,
  answeredAt: Date,
): Promise<'stored' | 'unchanged' | 'kept'> {
  const { cik, registrant } = record;
  if (registrant) {
    const [stored] = await tx.$queryRaw<{ isLater: boolean }[]>`
      SELECT fetched_at > ${answeredAt}::timestamptz AS "isLater" FROM registrants WHERE cik = ${cik} FOR UPDATE`;
    if (stored?.isLater) return 'kept';
  }
  const { created, updated } = await writeReports(tx, record);
  if (registrant)
    await tx.$executeRaw`UPDATE registrants SET fetched_at = ${answeredAt}::timestamptz WHERE cik = ${cik}`;
  return created + updated > 0 ? 'stored' : 'unchanged';
}

async function writeRegistrant(
  tx: Sql,
  about: Pick<CompanyReports, 'cik' | 'url' | 'parserVersion'> & { readonly registrant: Registrant },
): Promise<void> {
  const { cik, url, parserVersion, registrant } = about;
  const { name, entityType, sic, sicDescription, category, fiscalYearEnd, tickers, exchanges, formerNames } =
    registrant;
  await tx.$executeRaw`
    INSERT INTO registrants AS r (cik, name, entity_type, sic, sic_description, category, fiscal_year_end, tickers, exchanges,
      former_names, provider, url, fetched_at, changed_at, parser_version)
    VALUES (${cik}, ${name}, ${entityType}, ${sic}, ${sicDescription}, ${category}, ${fiscalYearEnd}, ${tickers}::text[],
      ${exchanges}::text[], ${formerNames}::text[], ${provider}, ${url}, now(), now(), ${parserVersion})
    ON CONFLICT (cik) DO UPDATE SET name = EXCLUDED.name, entity_type = EXCLUDED.entity_type, sic = EXCLUDED.sic,
      sic_description = EXCLUDED.sic_description, category = EXCLUDED.category, fiscal_year_end = EXCLUDED.fiscal_year_end,
      tickers = EXCLUDED.tickers, exchanges = EXCLUDED.exchanges, former_names = EXCLUDED.former_names, url = EXCLUDED.url,
      fetched_at = EXCLUDED.fetched_at, parser_version = EXCLUDED.parser_version,
      changed_at = CASE WHEN (r.name, r.entity_type, r.sic, r.sic_description, r.category, r.fiscal_year_end, r.tickers, r.exchanges,
          r.former_names) IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.entity_type, EXCLUDED.sic, EXCLUDED.sic_description,
          EXCLUDED.category, EXCLUDED.fiscal_year_end, EXCLUDED.tickers, EXCLUDED.exchanges, EXCLUDED.former_names)
        THEN EXCLUDED.changed_at ELSE r.changed_at END`;
}

/** An amendment amends the last report of its form and period that was filed by then; the list itself does not say which. */
async function matchAmendments(tx: Sql, cik: Cik): Promise<void> {
  await tx.$executeRaw`
    UPDATE reports a SET amends = m.original FROM (
      SELECT x.accession, (SELECT o.accession FROM reports o WHERE o.cik = x.cik AND o.form = replace(x.form, '/A', '')
        AND o.report_date = x.report_date AND o.filed <= x.filed ORDER BY o.filed DESC, o.accession DESC LIMIT 1) AS original
      FROM reports x WHERE x.cik = ${cik} AND x.form LIKE '%/A') m
    WHERE a.cik = ${cik} AND a.accession = m.accession AND a.amends IS DISTINCT FROM m.original`;
}

/** A stored report. */
export interface StoredReport {
  readonly cik: Cik;
  readonly accession: string;
  readonly form: FiledReportForm;
  readonly filed: Day;
  readonly reportDate: Day | null;
  readonly amends: string | null;
  readonly primaryDocument: string | null;
  readonly size: number | null;
  readonly isXbrl: boolean;
  readonly isInlineXbrl: boolean;
  readonly company: string | null;
  readonly tickers: string[];
}

/** The selection of reports; a field that is left out means any. */
export interface ReportFilter {
  readonly ciks?: readonly Cik[] | null | undefined;
  readonly form?: string | null | undefined;
  readonly from?: Day | null | undefined;
  readonly to?: Day | null | undefined;
}

/** A page of reports, the latest filed first. */
export async function listReports(
  sql: Sql,
  { ciks, form = null, from = null, to = null }: ReportFilter,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<{ items: StoredReport[]; hasMore: boolean }> {
  const companies = ciks ? [...ciks] : null;
  const rows = await sql.$queryRaw<StoredReport[]>`
    SELECT r.cik, r.accession, r.form, r.filed::text AS filed, r.report_date::text AS "reportDate", r.amends,
      r.primary_document AS "primaryDocument", r.size::float8 AS size, r.is_xbrl AS "isXbrl", r.is_inline_xbrl AS "isInlineXbrl",
      (SELECT g.name FROM registrants g WHERE g.cik = r.cik) AS company, ARRAY(
        SELECT DISTINCT s.symbol FROM instrument_ciks i JOIN symbols s ON s.instrument_id = i.instrument_id AND s.valid_to IS NULL
        WHERE i.cik = r.cik ORDER BY s.symbol) AS tickers
    FROM reports r WHERE (${companies}::text[] IS NULL OR r.cik = ANY(${companies}::text[])) AND (${form}::text IS NULL OR r.form = ${form})
      AND (${from}::date IS NULL OR r.filed >= ${from}::date) AND (${to}::date IS NULL OR r.filed <= ${to}::date)
    ORDER BY r.filed DESC, r.accession DESC, r.cik OFFSET ${offset} LIMIT ${limit + 1}`;
  return { items: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** What is stored of reports, in a few figures. */
export async function reportTotals(
  sql: Sql,
): Promise<{ registrants: number; reports: number; first: Day | null; latest: Day | null }> {
  const [row] = await sql.$queryRaw<{ registrants: number; reports: number; first: Day | null; latest: Day | null }[]>`
    SELECT (SELECT count(*)::int FROM registrants) AS registrants, count(*)::int AS reports, min(filed)::text AS first,
      max(filed)::text AS latest FROM reports`;
  return row ?? { registrants: 0, reports: 0, first: null, latest: null };
}
