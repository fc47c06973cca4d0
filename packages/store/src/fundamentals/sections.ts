// Writes and reads the main items of reports.

import { type Day, type FilingSection, type FilingSections, partOfItem, sectionTitles } from '@tickermill/core';
import type { Sql } from '../sql.ts';

const provider = 'sec-edgar';

/** An item that another reading tells otherwise. */
interface SectionChange {
  readonly row: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What storing a reading changed. */
interface StoredReading {
  readonly created: number;
  readonly updated: number;
  readonly changes: readonly SectionChange[];
}

/**
 * Writes what a report says, in place of what an older reading of it said. A document that is stored already changes nothing, unless
 * it is read again.
 */
export async function writeSections(
  tx: Sql,
  record: FilingSections,
  { again }: { again: boolean },
): Promise<StoredReading> {
  const { accession, cik, filed, readAs, chars, url, documentSha256, parserVersion, sections } = record;
  // The row is there and locked: whoever writes the same report waits.
  const [before] = await tx.$queryRaw<{ sha256: string; readBy: number }[]>`
    INSERT INTO report_documents AS d (accession, cik, filed, read_as, chars, provider, url, document_sha256, fetched_at,
      parser_version)
    VALUES (${accession}, ${cik}, ${filed}::date, ${readAs}, ${chars}, ${provider}, ${url}, '', now(), 0)
    ON CONFLICT (accession) DO UPDATE SET accession = EXCLUDED.accession
    RETURNING document_sha256 AS sha256, parser_version AS "readBy"`;
  const isSame = before?.sha256 === documentSha256;
  if (isSame && before.readBy >= parserVersion && !again) return { created: 0, updated: 0, changes: [] };
  const stored = new Map((await sectionsOf(tx, accession)).map((each) => [each.item, each]));
  const changes = sections.flatMap((told) => changesOf(stored.get(told.item), told));
  const rows = sections.map(({ item, ...section }) => ({
    item,
    part: partOfItem(item),
    title: sectionTitles[item],
    ...section,
  }));
  await tx.$executeRaw`DELETE FROM filing_sections WHERE accession = ${accession}`;
  await tx.$executeRaw`
    INSERT INTO filing_sections (accession, item, part, title, status, text, from_char, before_char, sha256, warnings, provider,
      fetched_at, parser_version)
    SELECT ${accession}, s.item, s.part, s.title, s.status, s.text, s."from", s.before, s.sha256, s.warnings, ${provider}, now(),
      ${parserVersion}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s(item text, part text, title text, status text, text text,
      "from" int, before int, sha256 text, warnings text[])`;
  await tx.$executeRaw`
    UPDATE report_documents SET read_as = ${readAs}, chars = ${chars}, url = ${url}, document_sha256 = ${documentSha256},
      fetched_at = CASE WHEN ${again} THEN fetched_at ELSE now() END, parser_version = ${parserVersion}
    WHERE accession = ${accession}`;
  await tx.$executeRaw`DELETE FROM set_aside_documents WHERE dataset = 'filing-sections' AND key = ${accession}`;
  const created = sections.filter(({ item }) => !stored.has(item)).length;
  const changed = new Set(changes.map(({ row }) => row)).size;
  return { created, updated: Math.max(0, changed - created), changes: stored.size === 0 ? [] : changes };
}

function changesOf(before: StoredSection | undefined, after: FilingSection): SectionChange[] {
  const sizes = (text: string | null | undefined) => (text ? `${text.length} characters` : null);
  const sides = [
    { field: 'status', before: before?.status ?? null, after: after.status },
    { field: 'text', before: before?.sha256 ?? null, after: after.sha256 },
    { field: 'warnings', before: before?.warnings.join(' ') ?? null, after: after.warnings.join(' ') },
  ];
  return sides.flatMap((side) => {
    if (side.before === side.after) return [];
    const shown = side.field === 'text' ? { before: sizes(before?.text), after: sizes(after.text) } : {};
    return [{ row: `item ${after.item}`, ...side, ...shown }];
  });
}

/** A stored item of a report. */
export interface StoredSection extends FilingSection {
  readonly part: 'I' | 'II';
  readonly title: string;
  readonly fetchedAt: Date;
  readonly parserVersion: number;
}

/** The stored items of a report, in their order. */
export function sectionsOf(sql: Sql, accession: string): Promise<StoredSection[]> {
  return sql.$queryRaw<StoredSection[]>`
    SELECT item, part, title, status, text, from_char AS "from", before_char AS before, sha256, warnings, fetched_at AS "fetchedAt",
      parser_version AS "parserVersion"
    FROM filing_sections WHERE accession = ${accession} ORDER BY part, item`;
}

/** A report whose items are stored. */
export interface ReadReport {
  readonly accession: string;
  readonly cik: string;
  /** Null where no list names it. */
  readonly form: string | null;
  readonly filed: Day;
  readonly url: string;
  readonly chars: number;
}

/** The report of these items; null if none of it is stored. */
export async function readReport(sql: Sql, accession: string): Promise<ReadReport | null> {
  const [row] = await sql.$queryRaw<ReadReport[]>`
    SELECT d.accession, d.cik, (SELECT r.form FROM reports r WHERE r.cik = d.cik AND r.accession = d.accession) AS form,
      d.filed::text AS filed, d.url, d.chars
    FROM report_documents d WHERE d.accession = ${accession}`;
  return row ?? null;
}

/** What is stored of the items of reports, in a few figures. */
export async function sectionTotals(
  sql: Sql,
): Promise<{ documents: number; sections: number; unsure: number; first: Day | null; latest: Day | null }> {
  const [row] = await sql.$queryRaw<
    { documents: number; sections: number; unsure: number; first: Day | null; latest: Day | null }[]
  >`
    SELECT count(*)::int AS documents, min(filed)::text AS first, max(filed)::text AS latest,
      (SELECT count(*)::int FROM filing_sections) AS sections,
      (SELECT count(*)::int FROM filing_sections WHERE status = 'unsure') AS unsure
    FROM report_documents`;
  return row ?? { documents: 0, sections: 0, unsure: 0, first: null, latest: null };
}
