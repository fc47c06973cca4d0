import { Day, Ticker } from '@tickermill/core';
import type { Handler } from 'express';
import { z } from 'zod';
import type { Edgar } from '../sec-edgar/edgar.ts';
import { hasFacts } from '../sec-edgar/fundamentals/restated.ts';
import { reportsOf } from '../sec-edgar/fundamentals/statements.ts';
import { offeredPeriods } from '../sec-edgar/fundamentals/truth.ts';
import { profileOf } from '../yahoo/profile.ts';
import { fieldsOf, sendProblem } from './problem.ts';

const Query = z.strictObject({ ticker: Ticker, as_of: Day, filed_by: Day.optional() });

/**
 * `GET /_sandbox/truth/company-facts?ticker&as_of&filed_by`: the figures of a company by the reports whose facts are there on a day;
 * with `filed_by` by those of them that were filed by another.
 */
export function fundamentalsTruthRoute(edgar: Edgar): Handler {
  return (request, response) => {
    const query = Query.safeParse(request.query);
    if (!query.success) return sendProblem(response, 422, 'INVALID_INPUT', fieldsOf(query.error, 'query'));
    const { ticker, as_of: on, filed_by: by = on } = query.data;
    const company = edgar.register.ofTicker(ticker);
    if (!company) {
      return sendProblem(response, 404, 'UNKNOWN_TICKER', [{ field: 'ticker', message: `${ticker} is not listed` }]);
    }
    const { seed } = edgar.world;
    const isReported = hasFacts(seed, company);
    const reports = isReported ? reportsOf(seed, company, { filings: edgar.historyOf(company), by, on }) : [];
    const filings = reports.map(({ filing }) => ({
      accession: filing.accession,
      form: filing.form,
      filed: filing.filedOn,
    }));
    response.json({
      dataset: 'company-facts',
      as_of: on,
      ticker,
      cik: company.cik,
      has_facts: isReported,
      profile: profileOf(seed, ticker),
      reports: filings,
      periods: offeredPeriods(seed, company, reports),
    });
  };
}
