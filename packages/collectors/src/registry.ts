import { companies } from './companies/collector.ts';
import { insiderTrades } from './insider-trades/collector.ts';

/** A collector exists when it is listed here. */
export const collectors = [companies, insiderTrades] as const;
