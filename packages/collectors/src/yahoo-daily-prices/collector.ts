import type { z } from 'zod';
import { type Batch, defineCollector } from '../collector.ts';
import { priceParams } from '../price-request.ts';
import { maxQuotes } from '../yahoo-quotes/quote.ts';
import { chart } from './bars.ts';
import { dayQuote } from './day-quote.ts';
import { maxSparks, spark } from './spark.ts';

type Params = z.output<typeof priceParams>;
type Targets = Parameters<Batch<Params>['start']>[0];

/** How many targets share one request, by kind: a chart holds only one. */
const togetherBy: Readonly<Record<Params['ask'], Batch<Params> | null>> = {
  bars: null,
  closes: {
    key: 'closes',
    size: maxSparks,
    start: (targets) => spark({ targets: asked(targets) }, { targets: idsOf(targets) }),
  },
  day: {
    key: 'day',
    size: maxQuotes,
    start: (targets) => dayQuote({ targets: asked(targets) }, { targets: idsOf(targets) }),
  },
};
const asked = (targets: Targets) => targets.map(({ target, params }) => ({ ...params, instrument: target }));
const idsOf = (targets: Targets) => targets.map(({ target }) => target);

/** Daily prices from Yahoo's charts: split-adjusted, with the adjusted close. */
export const yahooDailyPrices = defineCollector({
  id: 'yahoo-daily-prices',
  dataset: 'daily-prices',
  source: 'yahoo',
  params: priceParams,
  steps: [chart, spark, dayQuote],
  start: ({ target, params }) =>
    togetherBy[params.ask]?.start([{ target, params }]) ?? chart({ ...params, instrument: target }),
  batch: { of: ({ ask }) => togetherBy[ask] },
});
