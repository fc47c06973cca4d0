/** Collectors: how each dataset is obtained from a source. Pure functions of answers. */
export { mayBeLate } from './collected-bars.ts';
export type { Collector, Outcome, Step, StepCall, StoredDocument } from './collector.ts';
export { factsParams } from './company-facts/collector.ts';
export { toPeriods } from './company-facts/periods.ts';
export { profileParams } from './company-profile/collector.ts';
export { filingParams } from './insider-trades/collector.ts';
export { maxDocumentBytes } from './insider-trades/document-bytes.ts';
export { parseOwnership } from './insider-trades/ownership.ts';
export { toParseLine } from './insider-trades/parse-line.ts';
export { parseListing, toListingCounts, toListingLine } from './listing-line.ts';
export { type MarketDayProvider, toMarketDayLine } from './market-day-line.ts';
export { type MarketDayParams, marketDayParams } from './market-day-params.ts';
export { feedParams } from './ownership-feed/collector.ts';
export { indexParams } from './ownership-index/collector.ts';
export { type PriceParams, priceParams } from './price-request.ts';
export { collectors } from './registry.ts';
export { toChartLine } from './yahoo-daily-prices/parse-line.ts';
export { quoteParams } from './yahoo-quotes/collector.ts';
