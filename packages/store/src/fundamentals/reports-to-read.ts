import type { Cik, Day } from '@tickermill/core';
import type { Database } from '../database.ts';

/** A report whose items are to be read, with the symbols of its company. */
export interface DueReport {
  readonly accession: string;
  readonly cik: Cik;
  readonly filed: Day;
  readonly primaryDocument: string | null;
  readonly symbols: readonly string[];
}

/** The forms that have the items that are read; what came before 10-K and 10-Q for small companies has others. */
const readForms = ['10-K', '10-K/A', '10-KT', '10-KT/A', '10-K405', '10-K405/A', '10-Q', '10-Q/A', '10-QT', '10-QT/A'];

/**
 * The annual and quarterly reports filed since a day by the companies of some CIKs, or of all tracked instruments, that are neither
 * stored nor set aside; with `isAgain` those too. The latest come first.
 */
export function reportsToRead(
  db: Database,
  due: { readonly ciks: readonly Cik[] | null; readonly since: Day; readonly isAgain: boolean },
): Promise<DueReport[]> {
  const { since, isAgain } = due;
  const ciks = due.ciks && [...due.ciks];
  return db.$queryRaw<DueReport[]>`
    SELECT DISTINCT ON (r.filed, r.accession) r.accession, r.cik, r.filed::text AS filed,
      r.primary_document AS "primaryDocument", ARRAY(
        SELECT DISTINCT s.symbol FROM instrument_ciks i JOIN symbols s ON s.instrument_id = i.instrument_id AND s.valid_to IS NULL
        WHERE i.cik = r.cik ORDER BY s.symbol) AS symbols
    FROM reports r
    WHERE r.filed >= ${since}::date AND r.form = ANY(${readForms}::text[])
      AND CASE WHEN ${ciks}::text[] IS NULL
        THEN EXISTS (SELECT FROM instrument_ciks i JOIN watchlist_items w USING (instrument_id) WHERE i.cik = r.cik)
        ELSE EXISTS (SELECT FROM instrument_ciks named JOIN instrument_ciks i USING (instrument_id)
          WHERE named.cik = ANY(${ciks}::text[]) AND i.cik = r.cik) END
      AND (${isAgain} OR NOT EXISTS (SELECT FROM report_documents d WHERE d.accession = r.accession)
        AND NOT EXISTS (SELECT FROM set_aside_documents s WHERE s.dataset = 'filing-sections' AND s.key = r.accession))
    ORDER BY r.filed DESC, r.accession DESC, r.cik`;
}
