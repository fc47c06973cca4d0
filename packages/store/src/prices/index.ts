/** Daily prices, corporate actions, quotes and their coverage. */

export type { ListedAction, ListedQuote } from './actions-and-quotes.ts';
export { corporateActions, quotesOf, storedQuotes, storedSecondCloses } from './actions-and-quotes.ts';
export type { ChangedBar } from './changes.ts';
export { knowledgeClock, priceChanges } from './changes.ts';
export type { CoverageGroup } from './coverage-groups.ts';
export { coverageGroups } from './coverage-groups.ts';
export { priceFindings } from './findings.ts';
export type { ImportCount, ImportedAction, ImportedSeries } from './import.ts';
export { importCorporateActions, importPrices } from './import.ts';
export type { ListedBar, PriceListing } from './list.ts';
export { listPrices } from './list.ts';
export type { KeptMarketDay } from './market-days.ts';
export { lastMarketDays, marketDays, storedMarketDays } from './market-days.ts';
export type { ActiveInstrument, CoverageGap, CoverageOf, GapSearch, PriceFacts } from './planning.ts';
export { activeInstruments, coverageGaps, coverageOf, gapsWithin, priceFacts, storedPrices } from './planning.ts';
export {
  deletePricesBefore,
  deleteQuotesBefore,
  deleteSecondClosesBefore,
  priceHorizon,
  recordPriceYears,
} from './retention.ts';
