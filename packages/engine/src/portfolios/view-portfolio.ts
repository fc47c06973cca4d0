import { addDays, type Day, type Decimal, dayAt, latestDay } from '@tickermill/core';
import { type Holding, type Valuation, valueOn } from '@tickermill/portfolio';
import { closesWithin, type NewSnapshot, type SnapshotHolding } from '@tickermill/store/portfolios';
import type { EngineDeps } from '../engine-deps.ts';
import { type PortfolioBook, type PortfolioKey, readBook } from './portfolio-book.ts';
import { priceLookup } from './price-lookup.ts';

/** A lot of a holding. */
interface ViewedLot {
  readonly opened: Day;
  readonly quantity: Decimal;
  readonly cost: Decimal | null;
}

/** A portfolio at the end of a day, computed from what is stored. */
export interface PortfolioValuation extends Omit<NewSnapshot, 'holdings'> {
  readonly holdings: readonly (SnapshotHolding & { readonly lots: readonly ViewedLot[] })[];
}

/** The last day that has begun anywhere that we know an exchange of. */
export const lastDay = (now: Date): Day => dayAt(now, 'Asia/Seoul');

/**
 * Values a portfolio at the end of a day. Without one it is the last day with a trade or a close of what it holds: in
 * between nothing has changed.
 */
export async function viewPortfolio(
  { store: { sql }, now }: Pick<EngineDeps, 'store' | 'now'>,
  portfolio: PortfolioKey,
  on: Day | null,
): Promise<PortfolioValuation> {
  const book = await readBook(sql, portfolio);
  const ids = [...book.instruments.values()].map(({ instrumentId }) => instrumentId);
  const to = on ?? lastDay(now());
  const closes = await closesWithin(sql, ids, { from: addDays(to, -1), to });
  const traded = book.trades.findLast((trade) => trade.on <= to)?.on ?? null;
  const known = closes.reduce<Day | null>((last, close) => latestDay(last, close.day), traded);
  const day = on ?? known ?? to;
  // A day that lies further back than those that were read has another day before it.
  const read = day === to ? closes : await closesWithin(sql, ids, { from: addDays(day, -1), to: day });
  const valuation = valueOn(book.open(), {
    day,
    before: addDays(day, -1),
    currency: portfolio.currency,
    prices: priceLookup(book, read, now()),
    convertOn: book.convertOn,
  });
  return {
    ...toSnapshot(valuation, book),
    holdings: valuation.holdings.map((holding) => ({ ...toSnapshotHolding(holding, book), lots: holding.lots })),
  };
}

/** A valuation as it is kept. */
export function toSnapshot({ holdings, ...amounts }: Valuation, book: PortfolioBook): NewSnapshot {
  return {
    ...amounts,
    holdings: holdings.map((holding) => toSnapshotHolding(holding, book)),
    stale: holdings.filter(({ stale }) => stale.length > 0).length,
    missing: holdings.filter(({ missing }) => missing !== null).length,
  };
}

/** A holding with what names its instrument; its lots and what was earned by it are not of that day alone. */
function toSnapshotHolding(
  { instrument, lots: _, realised: _gain, dividends: _paid, ...holding }: Holding,
  { instruments }: PortfolioBook,
): SnapshotHolding {
  const named = instruments.get(instrument);
  return { ticker: named?.ticker ?? instrument, name: named?.name ?? '', ...holding };
}
