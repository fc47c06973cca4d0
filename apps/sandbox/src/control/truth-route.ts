import { Day, Ticker } from '@tickermill/core';
import type { Handler } from 'express';
import { z } from 'zod';
import type { Edgar } from '../sec-edgar/edgar.ts';
import { type OfferedTrades, offeredInAll, offeredTrades } from '../sec-edgar/truth.ts';
import { fieldsOf, sendProblem } from './problem.ts';

const Query = z
  .strictObject({
    tickers: z
      .string()
      .transform((list) => list.split(','))
      .pipe(z.array(Ticker)),
    from: Day,
    to: Day,
    detail: z.literal('accessions').optional(),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not be before from' });

/** `GET /_sandbox/truth/insider-trades?tickers&from&to[&detail=accessions]`: what there is to be collected. */
export function truthRoute(edgar: Edgar): Handler {
  return (request, response) => {
    const query = Query.safeParse(request.query);
    if (!query.success) return sendProblem(response, 422, 'INVALID_INPUT', fieldsOf(query.error, 'query'));
    const { tickers, from, to, detail } = query.data;
    const unknown = tickers.filter((ticker) => !edgar.register.ofTicker(ticker));
    if (unknown.length > 0) {
      const fields = unknown.map((ticker) => ({ field: 'tickers', message: `${ticker} is not listed` }));
      return sendProblem(response, 404, 'UNKNOWN_TICKER', fields);
    }
    const shown = ({ accessions, ...figures }: OfferedTrades) => (detail ? { ...figures, accessions } : figures);
    const byIssuer = new Map<string, OfferedTrades>();
    const byTicker = tickers.flatMap((ticker) => {
      const company = edgar.register.ofTicker(ticker);
      if (!company) return [];
      const offered = byIssuer.get(company.cik) ?? offeredTrades(edgar, company, from, to);
      byIssuer.set(company.cik, offered);
      return [[ticker, { cik: company.cik, ...shown(offered) }] as const];
    });
    response.json({
      dataset: 'insider-trades',
      from,
      to,
      tickers: Object.fromEntries(byTicker),
      total: shown(offeredInAll(byIssuer)),
    });
  };
}
