import { addDays, dayAt, dayMs, type Log } from '@tickermill/core';
import {
  deletePricesBefore,
  deleteQuotesBefore,
  deleteSecondClosesBefore,
  priceHorizon,
} from '@tickermill/store/prices';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** So many instruments at a time lose their oldest prices: some hundred thousand bars. */
const maxInstruments = 100;
/** Closes of a second source are kept for so long: for longer than an open finding is judged again. */
const secondCloseDays = 366;

interface OldPricesDeps extends EngineDeps {
  readonly log: Log;
  /** For how many days quotes are kept. */
  readonly quoteDays: number;
}

/** Deletes, once a day, the quotes, the closes of second sources and the daily prices that are past their time. */
export const oldPricesChore = ({ store, now, log, quoteDays }: OldPricesDeps): Chore => ({
  name: 'old-prices',
  everyMs: dayMs,
  async run() {
    const at = now();
    const quotes = await deleteQuotesBefore(store.sql, new Date(at.getTime() - quoteDays * dayMs));
    const secondCloses = await deleteSecondClosesBefore(store.sql, addDays(dayAt(at, 'UTC'), -secondCloseDays));
    const horizon = await priceHorizon(store.db, at);
    const { bars, isDone } =
      horizon === null
        ? { bars: 0, isDone: true }
        : await deletePricesBefore(store, Number(horizon.slice(0, 4)), { limit: maxInstruments });
    if (quotes + secondCloses + bars > 0) log.info('expired prices deleted', { quotes, secondCloses, bars, horizon });
    return isDone ? 'done' : 'more';
  },
});
