import type { Day } from '@tickermill/core';
import { factorAfter, type LastClose, type PriceLookup } from '@tickermill/portfolio';
import type { StoredClose } from '@tickermill/store/portfolios';
import type { PortfolioBook } from './portfolio-book.ts';
import { exchangeOf, expectedSession } from './sessions.ts';

/** Finds prices among closes, which are ascending for each instrument. */
export function priceLookup(book: PortfolioBook, closes: readonly StoredClose[], now: Date): PriceLookup {
  const byInstrument = new Map<string, LastClose[]>();
  for (const { instrumentId, ...close } of closes) {
    const known = byInstrument.get(String(instrumentId));
    if (known) known.push(close);
    else byInstrument.set(String(instrumentId), [close]);
  }
  return {
    lastClose: (instrument, day) => lastUpTo(byInstrument.get(instrument) ?? [], day),
    splitsAfter: (instrument, day) => factorAfter(book.splits.get(instrument) ?? [], day),
    expectedDay(instrument, day) {
      const held = book.instruments.get(instrument);
      return expectedSession(held ? exchangeOf(held) : null, day, now);
    },
  };
}

function lastUpTo(closes: readonly LastClose[], day: Day): LastClose | null {
  let [low, high] = [0, closes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((closes[middle] as LastClose).day <= day) low = middle + 1;
    else high = middle;
  }
  return closes[low - 1] ?? null;
}
