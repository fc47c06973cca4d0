import type { Register } from '../../market/register.ts';

/** The body of company_tickers.json: entries numbered from 0, CIKs as numbers. */
export function companyTickers({ entries }: Register): string {
  const numbered = entries.map(({ ticker, company }, nth) => {
    return [nth, { cik_str: Number(company.cik), ticker, title: company.name }] as const;
  });
  return JSON.stringify(Object.fromEntries(numbered));
}
