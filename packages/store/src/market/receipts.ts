// Counts per day what became of the filings that the index names.

import type { Accession, Cik, Day, OwnershipForm } from '@tickermill/core';
import type { Database } from '../database.ts';

/** A filing that an index names and that is not stored, with the reason. */
export interface UnstoredFiling {
  readonly accession: Accession;
  readonly form: OwnershipForm;
  readonly ciks: Cik[];
  readonly reason: string;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

/** How many filings an index names, and what became of them. */
export interface ReceiptCounts {
  readonly filings: number;
  readonly settled: number;
  readonly stored: number;
  readonly otherIssuer: number;
  readonly setAside: number;
}

/** The receipt of a day. */
export interface DayReceipt extends ReceiptCounts {
  readonly day: Day;
  /** Who passed it because EDGAR was closed; null: it was read. */
  readonly closedBy: string | null;
  readonly missing: UnstoredFiling[];
  readonly setAsideFilings: UnstoredFiling[];
}

/** The receipts of the days from one to another whose index is read, the latest first. */
export async function receipts(
  db: Database,
  { from, to, form }: { from: Day; to: Day; form: OwnershipForm | null },
): Promise<DayReceipt[]> {
  const days = await db.$queryRaw<(ReceiptCounts & { day: Day; closedBy: string | null })[]>`
    SELECT d.day::text AS day, d.closed_by AS "closedBy", count(e.accession)::int AS filings,
      count(*) FILTER (WHERE f.accession IS NOT NULL OR s.key IS NOT NULL)::int AS settled,
      count(*) FILTER (WHERE f.issuer_cik = ANY(e.ciks))::int AS stored,
      count(*) FILTER (WHERE f.issuer_cik <> ALL(e.ciks))::int AS "otherIssuer",
      count(*) FILTER (WHERE f.accession IS NULL AND s.key IS NOT NULL)::int AS "setAside"
    FROM index_days d LEFT JOIN index_entries e ON e.day = d.day AND (${form}::text IS NULL OR e.form = ${form}::text)
      LEFT JOIN filings f ON f.accession = e.accession
      LEFT JOIN set_aside_documents s ON s.dataset = 'insider-trades' AND s.key = e.accession AND s.again_at IS NULL
    WHERE d.day BETWEEN ${from}::date AND ${to}::date GROUP BY d.day ORDER BY d.day DESC`;
  const unstored = await db.$queryRaw<(UnstoredFiling & { day: Day })[]>`
    SELECT e.day::text AS day, e.accession, e.form, e.ciks,
      CASE WHEN s.key IS NOT NULL THEN 'set-aside' WHEN k.state IS NULL THEN 'never-asked' ELSE k.state END AS reason,
      coalesce(s.error_code, k.error_code) AS "errorCode",
      coalesce(s.error_message, k.error_message) AS "errorMessage"
    FROM index_entries e JOIN index_days d ON d.day = e.day
      LEFT JOIN set_aside_documents s ON s.dataset = 'insider-trades' AND s.key = e.accession AND s.again_at IS NULL
      LEFT JOIN LATERAL (
        SELECT state, error_code, error_message FROM tasks WHERE document_key = e.accession ORDER BY id DESC LIMIT 1) k ON true
    WHERE e.day BETWEEN ${from}::date AND ${to}::date AND (${form}::text IS NULL OR e.form = ${form}::text)
      AND NOT EXISTS (SELECT FROM filings f WHERE f.accession = e.accession)
    ORDER BY e.day DESC, e.accession`;
  return days.map((row) => {
    const ofDay = unstored.filter(({ day }) => day === row.day).map(({ day: _, ...filing }) => filing);
    const isSetAside = ({ reason }: UnstoredFiling) => reason === 'set-aside';
    return { ...row, missing: ofDay.filter((each) => !isSetAside(each)), setAsideFilings: ofDay.filter(isSetAside) };
  });
}
