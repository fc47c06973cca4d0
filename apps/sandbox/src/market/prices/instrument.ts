import type { Day } from '@tickermill/core';
import type { Register } from '../register.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { lifeOf, type PriceLife } from './life.ts';
import { type PricePath, pricePath } from './price-path.ts';

/** Something with daily prices. */
export interface Instrument {
  readonly symbol: string;
  readonly name: string;
  /** What its prices are drawn from: the CIK of its company, or its symbol where it has none. */
  readonly key: string;
  readonly exchange: Exchange;
  /** Its days are sessions of its exchange. */
  readonly life: PriceLife;
  readonly path: PricePath;
}

/** All instruments of a sandbox, by their symbols. */
export interface Instruments {
  /** The tickers of the register in its order, then those abroad. */
  readonly all: readonly Instrument[];
  ofSymbol(symbol: string): Instrument | undefined;
}

const abroad = [
  ['VOD.L', 'Vodafone Group Public Limited Company'],
  ['AIR.PA', 'Airbus SE'],
  ['SAP.DE', 'SAP SE'],
  ['005930.KS', 'Samsung Electronics Co., Ltd.'],
] as const;

/** Lists the tickers of the register and the instruments abroad that have prices alone. */
export function openInstruments(seed: number, { entries }: Register): Instruments {
  const all = [
    ...entries.map(({ ticker, company }) =>
      toInstrument(seed, ticker, company.name, company.cik, exchangeOf(ticker, company.exchange)),
    ),
    ...abroad.map(([symbol, name]) => toInstrument(seed, symbol, name, symbol, exchangeOf(symbol, 'NYSE'))),
  ];
  const bySymbol = new Map(all.map((instrument) => [instrument.symbol, instrument]));
  return { all, ofSymbol: (symbol) => bySymbol.get(symbol) };
}

function toInstrument(seed: number, symbol: string, name: string, key: string, exchange: Exchange): Instrument {
  let known: { life: PriceLife; path: PricePath } | undefined;
  const open = () => {
    if (known) return known;
    const life = lifeOf(seed, key);
    known = { life: onSessions(life, exchange), path: pricePath(seed, key, life.splits) };
    return known;
  };
  // Thousands are listed and few are requested at a time.
  return {
    symbol,
    name,
    key,
    exchange,
    get life() {
      return open().life;
    },
    get path() {
      return open().path;
    },
  };
}

/** Moves the days of a life to sessions: what happens on another day takes effect on the next one. */
function onSessions(life: PriceLife, { calendar }: Exchange): PriceLife {
  const session = (day: Day) => (calendar.isTradingDay(day) ? day : calendar.nextTradingDay(day));
  return {
    ...life,
    firstTradeDay: session(life.firstTradeDay),
    lastDay: life.lastDay && session(life.lastDay),
    splits: life.splits.map((split) => ({ ...split, day: session(split.day) })),
  };
}
