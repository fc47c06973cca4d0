import { priceParams } from '@tickermill/collectors';
import { storedPrices } from '@tickermill/store/prices';
import { z } from 'zod';
import { defineDataset } from '../definition.ts';
import { upTo } from '../schedule-params.ts';
import { gapBackfill } from './gap-backfill.ts';
import { priceSources } from './price-sources.ts';
import { owedPrices } from './price-targets.ts';
import { sharedPriceDays } from './shared-price-days.ts';

/** The prices of a day, as an exchange closed on it. */
export const dailyPrices = defineDataset({
  id: 'daily-prices',
  words: { title: 'daily prices', target: 'ticker', found: 'bar', created: 'bar' },
  async summary({ sql }) {
    const { instruments, first, latest } = await storedPrices(sql);
    return { counts: [{ name: 'instruments', noun: 'instrument', count: instruments }], first, latest };
  },
  target: 'instrument',
  params: priceParams,
  targets: owedPrices,
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: priceSources,
  // What another gives than the preferred one is a stopgap until that one answers.
  asFallback: { isFallback: true },
  sharedDays: sharedPriceDays,
  backfill: gapBackfill,
  onTrack: {},
  onFirstTrack: null,
  scheduleParams: z.strictObject({ years: upTo(100).optional() }),
  documents: null,
  supersedes: true,
});
