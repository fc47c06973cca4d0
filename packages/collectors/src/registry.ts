import { alphaVantageDailyPrices } from './alpha-vantage-daily-prices/collector.ts';
import { alphaVantageSecondCloses } from './alpha-vantage-second-closes/collector.ts';
import { companies } from './companies/collector.ts';
import { companyFacts } from './company-facts/collector.ts';
import { companyProfile } from './company-profile/collector.ts';
import { eodhdMarketDays } from './eodhd-market-days/collector.ts';
import { euronextListings } from './euronext-listings/collector.ts';
import { filingSections } from './filing-sections/collector.ts';
import { insiderTrades } from './insider-trades/collector.ts';
import { koreanEtfValues } from './korean-etf-values/collector.ts';
import { koreanEtfValuesWeb } from './korean-etf-values-web/collector.ts';
import { koreanSectors } from './korean-sectors/collector.ts';
import { koreanValuations } from './korean-valuations/collector.ts';
import { krxEtfMaster } from './krx-etf-master/collector.ts';
import { krxListings } from './krx-listings/collector.ts';
import { krxMarketDays } from './krx-market-days/collector.ts';
import { krxWebMarketDays } from './krx-web-market-days/collector.ts';
import { lseListings } from './lse-listings/collector.ts';
import { massiveMarketDays } from './massive-market-days/collector.ts';
import { nasdaqListings } from './nasdaq-listings/collector.ts';
import { ownershipFeed } from './ownership-feed/collector.ts';
import { ownershipIndex } from './ownership-index/collector.ts';
import { reports } from './reports/collector.ts';
import { stooqDailyPrices } from './stooq-daily-prices/collector.ts';
import { stooqSecondCloses } from './stooq-second-closes/collector.ts';
import { xetraListings } from './xetra-listings/collector.ts';
import { yahooDailyPrices } from './yahoo-daily-prices/collector.ts';
import { yahooQuotes } from './yahoo-quotes/collector.ts';

/** A collector exists when it is listed here. */
export const collectors = [
  companies,
  nasdaqListings,
  euronextListings,
  lseListings,
  xetraListings,
  krxEtfMaster,
  krxListings,
  insiderTrades,
  ownershipIndex,
  ownershipFeed,
  yahooDailyPrices,
  alphaVantageDailyPrices,
  stooqDailyPrices,
  massiveMarketDays,
  eodhdMarketDays,
  yahooQuotes,
  alphaVantageSecondCloses,
  stooqSecondCloses,
  companyFacts,
  companyProfile,
  reports,
  krxMarketDays,
  krxWebMarketDays,
  koreanSectors,
  koreanValuations,
  koreanEtfValues,
  koreanEtfValuesWeb,
  filingSections,
] as const;
