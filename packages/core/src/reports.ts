// The schemas of the lists of reports that companies file, and of the texts that are read of these.

import { z } from 'zod';
import { Day } from './day.ts';
import { ReportForm } from './fundamentals.ts';
import { Accession, Cik } from './identifiers.ts';

/** The forms of reports that are listed: those of today, those of earlier years, and notices that one is late. */
export const FiledReportForm = z.enum([
  ...ReportForm.options,
  ...(['10-K405', '10-K405/A', '10-KSB', '10-KSB/A', '10-QSB', '10-QSB/A', 'NT 20-F'] as const),
]);
export type FiledReportForm = z.infer<typeof FiledReportForm>;

/** A report as the list of a company's filings names it. */
export const FiledReport = z.object({
  accession: Accession,
  form: FiledReportForm,
  filed: Day,
  /** The end of the period that it reports on; null where the list has none. */
  reportDate: Day.nullable(),
  /** The file name of its main document; null: it has none of its own, and the complete submission is read. */
  primaryDocument: z
    .string()
    .regex(/^[A-Za-z0-9][\w.~-]{0,199}$/)
    .nullable(),
  /** Bytes of the complete submission; null where the list has none. */
  size: z.int().nonnegative().nullable(),
  isXbrl: z.boolean(),
  isInlineXbrl: z.boolean(),
});
export type FiledReport = z.infer<typeof FiledReport>;

const text = z.string().max(1_000).nullable();

/** Who files, as EDGAR describes a company. */
export const Registrant = z.object({
  name: text,
  entityType: text,
  sic: text,
  sicDescription: text,
  /** Such as `Large accelerated filer`. */
  category: text,
  /** Month and day, `0928`: a hint only, since years end on other days too. */
  fiscalYearEnd: text,
  tickers: z.array(z.string().max(100)),
  exchanges: z.array(z.string().max(100)),
  formerNames: z.array(z.string().max(1_000)),
});
export type Registrant = z.infer<typeof Registrant>;

/** A record of `reports`: the reports that one file of a company's submissions names. */
export const CompanyReports = z.object({
  cik: Cik,
  /** Null in older pages, which describe nobody. */
  registrant: Registrant.nullable(),
  reports: z.array(FiledReport),
  url: z.url(),
  parserVersion: z.int().positive(),
});
export type CompanyReports = z.infer<typeof CompanyReports>;

/** The address of a report's main document, or of the complete submission where it has none of its own. */
export function reportUrl(report: { cik: Cik; accession: Accession; primaryDocument: string | null }): string {
  const { cik, accession, primaryDocument } = report;
  const folder = `https://www.sec.gov/Archives/edgar/data/${Number(cik)}`;
  return primaryDocument === null
    ? `${folder}/${accession}.txt`
    : `${folder}/${accession.replaceAll('-', '')}/${primaryDocument}`;
}

/** What is known of an item of a report. */
export const SectionStatus = z.enum(['text', 'by-reference', 'not-applicable', 'reserved', 'absent', 'unsure']);
export type SectionStatus = z.infer<typeof SectionStatus>;

/** The items that are read of reports, with their titles; those of a 10-Q are named with their part. */
export const sectionTitles = {
  '1': 'Business',
  '1A': 'Risk Factors',
  '3': 'Legal Proceedings',
  '7': "Management's Discussion and Analysis",
  '7A': 'Quantitative and Qualitative Disclosures About Market Risk',
  'I.2': "Management's Discussion and Analysis",
  'I.3': 'Quantitative and Qualitative Disclosures About Market Risk',
  'II.1A': 'Risk Factors',
} as const;
/** The id of an item, as people give it. */
export const SectionItem = z.enum(Object.keys(sectionTitles) as [keyof typeof sectionTitles]);
export type SectionItem = z.infer<typeof SectionItem>;

/** The part of a report in which an item stands. */
export const partOfItem = (item: SectionItem): 'I' | 'II' =>
  item.startsWith('II.') || item === '7' || item === '7A' ? 'II' : 'I';

/** An item of a report. */
export const FilingSection = z.object({
  item: SectionItem,
  status: SectionStatus,
  /** Null where it is absent, or not sure which text is meant. */
  text: z.string().nullable(),
  /** Where it stands in the normalised text, the end not included; null where it has no heading. */
  from: z.int().nonnegative().nullable(),
  before: z.int().nonnegative().nullable(),
  /** SHA-256 (hex) of the text. */
  sha256: z.string().length(64).nullable(),
  warnings: z.array(z.string()),
});
export type FilingSection = z.infer<typeof FilingSection>;

/** A record of `filing-sections`: the main items of a report. */
export const FilingSections = z.object({
  accession: Accession,
  cik: Cik,
  filed: Day,
  /** The items of which form it has, as the document itself says. */
  readAs: z.enum(['10-K', '10-Q']),
  /** Characters of the normalised text. */
  chars: z.int().nonnegative(),
  sections: z.array(FilingSection),
  url: z.url(),
  /** SHA-256 (hex) of the answer. */
  documentSha256: z.string().length(64),
  parserVersion: z.int().positive(),
});
export type FilingSections = z.infer<typeof FilingSections>;
