import { companies } from './companies/collector.ts';
import { insiderTrades } from './insider-trades/collector.ts';
import { ownershipFeed } from './ownership-feed/collector.ts';
import { ownershipIndex } from './ownership-index/collector.ts';
import { yahooDailyPrices } from './yahoo-daily-prices/collector.ts';

/** A collector exists when it is listed here. */
export const collectors = [companies, insiderTrades, ownershipIndex, ownershipFeed, yahooDailyPrices] as const;
