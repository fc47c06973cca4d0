import { Ticker } from '@tickermill/core';
import type { Handler } from 'express';
import { z } from 'zod';
import type { Edgar } from '../sec-edgar/edgar.ts';
import { offeredSections, reportModel } from '../sec-edgar/fundamentals/report-text.ts';
import { findOtherForm } from '../sec-edgar/other-forms.ts';
import { fieldsOf, sendProblem } from './problem.ts';

const Query = z.strictObject({ ticker: Ticker });

/** `GET /_sandbox/truth/reports?ticker`: the annual and quarterly reports of a company, the latest first, with their sections. */
export function reportsTruthRoute(edgar: Edgar): Handler {
  return (request, response) => {
    const query = Query.safeParse(request.query);
    if (!query.success) return sendProblem(response, 422, 'INVALID_INPUT', fieldsOf(query.error, 'query'));
    const { ticker } = query.data;
    const company = edgar.register.ofTicker(ticker);
    if (!company) {
      return sendProblem(response, 404, 'UNKNOWN_TICKER', [{ field: 'ticker', message: `${ticker} is not listed` }]);
    }
    const filings = edgar
      .historyOf(company)
      .filter(({ form }) => form.startsWith('10-'))
      .map(({ accession, form, filedOn, period }) => {
        const { seed } = edgar.world;
        const other = findOtherForm(seed, company, filedOn, accession);
        const report = other && reportModel(seed, other);
        const told = report && { layout: report.layout, sections: offeredSections(report) };
        return { accession, form, filed: filedOn, report_date: period, ...told };
      });
    response.json({ dataset: 'reports', ticker, cik: company.cik, filings });
  };
}
