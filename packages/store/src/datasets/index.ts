/** Writes what collectors found, one set-based statement per dataset, and reads documents again. */

export { judgeAmendments } from './amendments.ts';
export { storeCompanies } from './companies.ts';
export { storeCompanyFacts, writeCompany } from './company-facts.ts';
export { rereadableCompanies, rereadCompanies } from './company-facts-reread.ts';
export { storeDailyPrices } from './daily-prices.ts';
export { rereadableReports, rereadReports } from './filing-sections.ts';
export { documentOf, storeFilings } from './insider-trades.ts';
export type { Reread, RereadableDocument, RereadQuestion } from './insider-trades-reread.ts';
export { rereadableFilings, rereadFilings } from './insider-trades-reread.ts';
export { storeFilingsAndMatch } from './insider-trades-table.ts';
export { storeListing, storeUnchangedListing } from './listings.ts';
export { storeMarketDays } from './market-days.ts';
export { storeQuotes } from './quotes.ts';
export { keepSetAside } from './set-aside.ts';
