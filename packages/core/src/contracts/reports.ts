// Contracts of the reports of companies, for the API and its clients.

import { z } from 'zod';
import { Day } from '../day.ts';
import { FiledReportForm } from '../reports.ts';

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
