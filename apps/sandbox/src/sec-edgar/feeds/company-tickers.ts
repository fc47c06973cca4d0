import type { CompanyList } from '../../market/company-changes.ts';

/** The body of company_tickers.json: entries numbered from 0, CIKs as numbers. */
export function companyTickers(list: CompanyList): string {
  const entries = list.listed().map(({ ticker, cik, name }) => ({ cik_str: Number(cik), ticker, title: name }));
  return JSON.stringify(Object.fromEntries([...entries, ...list.others()].map((entry, nth) => [nth, entry])));
}
