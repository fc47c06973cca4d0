import { reportUrl } from '@tickermill/core';
import type { ReportView } from '@tickermill/core/contracts';
import type { StoredReport } from '@tickermill/store/fundamentals';

/** A report as the API returns it. */
export const viewReport = (report: StoredReport): ReportView => ({
  accession: report.accession,
  form: report.form,
  tickers: report.tickers,
  cik: report.cik,
  company: report.company,
  filed_on: report.filed,
  report_date: report.reportDate,
  is_late: report.form.startsWith('NT '),
  amends: report.amends,
  primary_document: report.primaryDocument,
  size: report.size,
  is_xbrl: report.isXbrl,
  is_inline_xbrl: report.isInlineXbrl,
  url: reportUrl(report),
});
