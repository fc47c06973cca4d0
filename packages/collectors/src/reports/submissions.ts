// What the files of a company's submissions say of its reports. Pure.

import { Accession, Day, type FiledReport, FiledReportForm, type Registrant, unstorable } from '@tickermill/core';
import { z } from 'zod';
import { OlderPage } from '../insider-trades/submissions.ts';

/** A column that a file may lack; what is no text or number in it counts as empty. */
const column = z.array(z.union([z.string(), z.number()]).nullable().catch(null)).optional();

/** The columns of a list of filings: the same place in each column speaks of the same filing. */
export const ReportColumns = z
  .object({
    accessionNumber: z.array(Accession),
    filingDate: z.array(Day),
    form: z.array(z.string()),
    reportDate: column,
    primaryDocument: column,
    size: column,
    isXBRL: column,
    isInlineXBRL: column,
  })
  .refine(
    ({ accessionNumber, ...others }) =>
      Object.values(others).every((each) => each === undefined || each.length === accessionNumber.length),
    { error: 'must have columns of equal length' },
  );
export type ReportColumns = z.infer<typeof ReportColumns>;

const text = z.string().nullish().catch(null);
const texts = z.array(z.string().nullable()).nullish().catch(null);

/** `submissions/CIK##########.json`, only what is used of it. */
export const Submissions = z.object({
  /** Whose they are: digits, with or without leading zeros. */
  cik: z.union([z.string().regex(/^\d{1,10}$/), z.int().nonnegative()]).optional(),
  name: text,
  entityType: text,
  sic: text,
  sicDescription: text,
  category: text,
  fiscalYearEnd: text,
  tickers: texts,
  exchanges: texts,
  formerNames: z
    .array(z.object({ name: z.string() }))
    .nullish()
    .catch(null),
  filings: z.object({ recent: ReportColumns, files: z.array(OlderPage) }),
});

/** The company that a file describes; what it leaves blank is null. */
export function toRegistrant(told: z.infer<typeof Submissions>): Registrant {
  const { name, entityType, sic, sicDescription, category, fiscalYearEnd } = told;
  return {
    name: filled(name),
    entityType: filled(entityType),
    sic: filled(sic),
    sicDescription: filled(sicDescription),
    category: filled(category),
    fiscalYearEnd: filled(fiscalYearEnd),
    tickers: allFilled(told.tickers),
    exchanges: allFilled(told.exchanges),
    formerNames: allFilled(told.formerNames?.map((former) => former.name)),
  };
}

const filled = (value: string | null | undefined): string | null =>
  value?.replaceAll(unstorable, '').trim().replace(/\s+/g, ' ').slice(0, 1_000) || null;

/** Of many securities each names its exchange: those are few. */
const allFilled = (values: readonly (string | null)[] | null | undefined): string[] => [
  ...new Set((values ?? []).flatMap((value) => filled(value)?.slice(0, 100) ?? [])),
];

const fileName = /^[A-Za-z0-9][\w.~-]{0,199}$/;

/** The reports among filings, each once, the newest first. */
export function reportsAmong(columns: ReportColumns): FiledReport[] {
  const reports = new Map<Accession, FiledReport>();
  columns.accessionNumber.forEach((accession, at) => {
    const form = FiledReportForm.safeParse(columns.form[at]?.trim());
    const filed = columns.filingDate[at];
    if (!form.success || filed === undefined || reports.has(accession)) return;
    const reportDate = Day.safeParse(columns.reportDate?.[at]);
    const document = String(columns.primaryDocument?.[at] ?? '');
    const size = Number(columns.size?.[at] ?? Number.NaN);
    reports.set(accession, {
      accession,
      form: form.data,
      filed,
      reportDate: reportDate.success ? reportDate.data : null,
      primaryDocument: fileName.test(document) ? document : null,
      size: Number.isSafeInteger(size) && size >= 0 ? size : null,
      isXbrl: Number(columns.isXBRL?.[at]) === 1,
      isInlineXbrl: Number(columns.isInlineXBRL?.[at]) === 1,
    });
  });
  return [...reports.values()].sort((one, other) =>
    one.filed + one.accession < other.filed + other.accession ? 1 : -1,
  );
}
