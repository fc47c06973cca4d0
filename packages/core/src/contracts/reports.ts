// Contracts of the reports of companies, for the API and its clients.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { Accession } from '../identifiers.ts';
import { FiledReportForm, SectionItem, SectionStatus } from '../reports.ts';
import { defineRoute } from './route.ts';

const text = z.string().nullable();

/** An annual or quarterly report, or a notice that one is late, as a list shows it. */
export const ReportView = z
  .object({
    accession: z.string(),
    form: FiledReportForm,
    tickers: z.array(z.string()),
    cik: z.string(),
    company: text,
    filed_on: Day,
    report_date: Day.nullable().describe('The end of the period that it reports on.'),
    is_late: z.boolean().describe('It is a notice that a report is late, and has no figures.'),
    amends: text.describe('Of an amendment: the report of the same form and period that it amends, if that is stored.'),
    primary_document: text,
    size: z.int().nullable().describe('Bytes of the complete submission.'),
    is_xbrl: z.boolean(),
    is_inline_xbrl: z.boolean(),
    url: z.string(),
  })
  .meta({ id: 'Report' });
export type ReportView = z.infer<typeof ReportView>;

/** An item of a report without its text. */
const SectionHead = z.object({
  item: SectionItem,
  part: z.enum(['I', 'II']),
  title: text,
  status: SectionStatus.describe(
    '`by-reference`: it points to another document. `unsure`: it is not clear which text is meant, and there is none.',
  ),
  chars: z.int().nullable().describe('Length of its text.'),
  from: z.int().nullable().describe('Where it stands in the normalised text of the document.'),
  before: z.int().nullable(),
  sha256: text.describe('Of its text.'),
  warnings: z.array(z.string()),
  parser_version: z.int(),
  fetched_at: Instant,
});

/** The items of a report. */
export const SectionsView = z
  .object({
    accession: z.string(),
    form: text,
    cik: z.string(),
    filed_on: Day,
    url: z.string(),
    chars: z.int().describe('Length of the normalised text of the document.'),
    items: z.array(SectionHead),
  })
  .meta({ id: 'Sections' });
export type SectionsView = z.infer<typeof SectionsView>;

/** An item of a report with its text. */
export const SectionView = SectionHead.extend({ accession: z.string(), form: text, text }).meta({ id: 'Section' });
export type SectionView = z.infer<typeof SectionView>;

const tag = 'Fundamentals';

export const sectionRoutes = {
  list: defineRoute({
    id: 'listSections',
    method: 'get',
    path: '/filings/{accession}/sections',
    tag,
    role: 'viewer',
    summary: 'The main items of a 10-K or 10-Q, each with what is known of it.',
    params: z.object({ accession: Accession }),
    answers: { 200: SectionsView },
  }),
  get: defineRoute({
    id: 'getSection',
    method: 'get',
    path: '/filings/{accession}/sections/{item}',
    tag,
    role: 'viewer',
    summary: 'An item of a report as text, or why there is none: `1A` of a 10-K, `I.2` of a 10-Q.',
    params: z.object({
      accession: Accession,
      item: z.string().toUpperCase().pipe(SectionItem),
    }),
    answers: { 200: SectionView },
  }),
};
