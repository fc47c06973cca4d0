import { type LotMethod, minorUnits } from '@tickermill/core';
import { type ConversionOn, conversionsBy, type Ledger, openLedger, type Split } from '@tickermill/portfolio';
import type { Store } from '@tickermill/store';
import {
  type HeldInstrument,
  heldInstruments,
  knownSplits,
  portfolioTrades,
  priceCurrencies,
  ratesOf,
  type StoredTrade,
} from '@tickermill/store/portfolios';

/** A portfolio, as its book is read. */
export interface PortfolioKey {
  readonly id: bigint;
  readonly currency: string;
  readonly method: LotMethod;
}

/** Everything recorded in a portfolio, with the splits and exchange rates by which it is counted. */
export interface PortfolioBook {
  /** The first ones first. */
  readonly trades: readonly StoredTrade[];
  readonly instruments: ReadonlyMap<string, HeldInstrument>;
  readonly splits: ReadonlyMap<string, readonly Split[]>;
  readonly convertOn: ConversionOn;
  /** A ledger from the first trade on. */
  open(): Ledger;
}

/** Reads the book of a portfolio. */
export async function readBook(sql: Store['sql'], { id, currency, method }: PortfolioKey): Promise<PortfolioBook> {
  const trades = await portfolioTrades(sql, id);
  const ids = [...new Set(trades.flatMap(({ instrumentId }) => instrumentId ?? []))];
  const splits = new Map<string, Split[]>();
  for (const { instrumentId, ...split } of await knownSplits(sql, ids))
    splits.set(String(instrumentId), [...(splits.get(String(instrumentId)) ?? []), split]);
  const priced = (await priceCurrencies(sql, ids)).values();
  const majors = new Set([...trades.map((trade) => trade.currency), ...priced, currency].map(majorOf));
  const rates = majors.size > 1 ? await ratesOf(sql, [...majors]) : [];
  const convertOn = conversionsBy(rates);
  const instruments = await heldInstruments(sql, ids);
  return {
    trades,
    instruments: new Map(instruments.map((each) => [String(each.instrumentId), each])),
    splits,
    convertOn,
    open: () =>
      openLedger({
        trades: trades.map(({ instrumentId, ...trade }) => ({
          ...trade,
          instrument: instrumentId === null ? null : String(instrumentId),
        })),
        splits,
        method,
        currency,
        convertOn,
      }),
  };
}

const majorOf = (currency: string): string => minorUnits[currency]?.major ?? currency;
