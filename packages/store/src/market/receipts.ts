import type { Day, OwnershipForm } from '@tickermill/core';
import type { ReceiptView } from '@tickermill/core/contracts';
import type { Database } from '../database.ts';

type Unstored = ReceiptView['missing'][number];
type Counts = Pick<ReceiptView, 'filings' | 'settled' | 'stored' | 'other_issuer' | 'set_aside'>;

/** What the index of a day came to. */
export interface DayReceipt extends Counts {
  readonly day: Day;
  readonly missing: readonly Unstored[];
  readonly setAside: readonly Unstored[];
}

/** The receipts of the days from one to another whose index is read, the latest first. */
export async function receipts(
  db: Database,
  { from, to, form }: { from: Day; to: Day; form: OwnershipForm | null },
): Promise<DayReceipt[]> {
  const days = await db.$queryRaw<(Counts & { day: Day })[]>`
    SELECT d.day::text AS day, count(e.accession)::int AS filings,
      count(*) FILTER (WHERE f.accession IS NOT NULL OR s.key IS NOT NULL)::int AS settled,
      count(*) FILTER (WHERE f.issuer_cik = ANY(e.ciks))::int AS stored,
      count(*) FILTER (WHERE f.issuer_cik <> ALL(e.ciks))::int AS other_issuer,
      count(*) FILTER (WHERE f.accession IS NULL AND s.key IS NOT NULL)::int AS set_aside
    FROM index_days d LEFT JOIN index_entries e ON e.day = d.day AND (${form}::text IS NULL OR e.form = ${form}::text)
      LEFT JOIN filings f ON f.accession = e.accession
      LEFT JOIN set_aside_documents s ON s.dataset = 'insider-trades' AND s.key = e.accession
    WHERE d.day BETWEEN ${from}::date AND ${to}::date GROUP BY d.day ORDER BY d.day DESC`;
  const unstored = await db.$queryRaw<(Unstored & { day: Day })[]>`
    SELECT e.day::text AS day, e.accession, e.form, e.ciks,
      CASE WHEN s.key IS NOT NULL THEN 'set-aside' WHEN k.state IS NULL THEN 'never-asked' ELSE k.state END AS reason,
      coalesce(s.error_code, k.error_code) AS error_code, coalesce(s.error_message, k.error_message) AS error_message
    FROM index_entries e JOIN index_days d ON d.day = e.day
      LEFT JOIN set_aside_documents s ON s.dataset = 'insider-trades' AND s.key = e.accession
      LEFT JOIN LATERAL (
        SELECT state, error_code, error_message FROM tasks WHERE document_key = e.accession ORDER BY id DESC LIMIT 1) k ON true
    WHERE e.day BETWEEN ${from}::date AND ${to}::date AND (${form}::text IS NULL OR e.form = ${form}::text)
      AND NOT EXISTS (SELECT FROM filings f WHERE f.accession = e.accession)
    ORDER BY e.day DESC, e.accession`;
  return days.map((row) => {
    const ofDay = unstored.filter(({ day }) => day === row.day).map(({ day: _, ...filing }) => filing);
    const isSetAside = ({ reason }: Unstored) => reason === 'set-aside';
    return { ...row, missing: ofDay.filter((each) => !isSetAside(each)), setAside: ofDay.filter(isSetAside) };
  });
}
