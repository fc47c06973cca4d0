import type { Day } from '@tickermill/core';
import { type PriceLookup, splitsBetween } from '@tickermill/portfolio';
import type { StoredClose } from '@tickermill/store/portfolios';
import type { PortfolioBook } from './portfolio-book.ts';
import { exchangeOf, expectedSession } from './sessions.ts';

/** Finds prices among closes, which are ascending for each instrument. */
export function priceLookup(book: PortfolioBook, closes: readonly StoredClose[], now: Date): PriceLookup {
  const byInstrument = new Map<string, StoredClose[]>();
  for (const close of closes) {
    const known = byInstrument.get(String(close.instrumentId));
    if (known) known.push(close);
    else byInstrument.set(String(close.instrumentId), [close]);
  }
  return {
    lastClose(instrument, day) {
      const last = lastUpTo(byInstrument.get(instrument) ?? [], day);
      if (!last) return null;
      const splits = book.splits.get(instrument) ?? [];
      const { times, over } = last.isAsTraded ? splitsBetween(splits, last.day, day) : splitsBetween(splits, day);
      // A close as it was traded is worth less for each split since; one that is adjusted for all more for each to come.
      return { ...last, factor: last.isAsTraded ? { times: over, over: times } : { times, over } };
    },
    expectedDay(instrument, day) {
      const held = book.instruments.get(instrument);
      return expectedSession(held ? exchangeOf(held) : null, day, now);
    },
  };
}

function lastUpTo(closes: readonly StoredClose[], day: Day): StoredClose | null {
  let [low, high] = [0, closes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((closes[middle] as StoredClose).day <= day) low = middle + 1;
    else high = middle;
  }
  return closes[low - 1] ?? null;
}
