import { add, type Day, type Decimal, type PriceBar } from '@tickermill/core';
import { type AdjustedAction, type AdjustedBar, adjustedActions, adjustedBars } from './adjusted-bars.ts';
import { millionthsText, storedMillionths } from './bar-text.ts';
import type { PriceMarket } from './price-market.ts';

/** The expected daily prices of a symbol, as they are to be stored from Yahoo's answers. */
export interface OfferedPrices {
  readonly currency: string;
  readonly mic: string;
  readonly firstTradeDay: Day;
  /** The last day with a price of what is traded no more; null while it is traded. */
  readonly lastDay: Day | null;
  /** No longer to be had under this symbol; what was stored before stays. */
  readonly gone: 'renamed' | 'delisted' | null;
  /** The last session that had settled. */
  readonly settledTo: Day;
  /** Final bars with at least one price, of settled sessions. */
  readonly count: number;
  /** Sum of their closes, exact. */
  readonly closes: Decimal;
  readonly volume: Decimal;
  /** Sessions with a bar without any price, and sessions without a bar. */
  readonly empty: readonly Day[];
  readonly missing: readonly Day[];
  readonly actions: readonly OfferedAction[];
  /** The bars themselves, computed on first use. */
  bars(): readonly PriceBar[];
}

type OfferedAction =
  | Extract<AdjustedAction, { kind: 'split' }>
  | { readonly kind: 'dividend'; readonly day: Day; readonly amount: Decimal };

/** What there is of a symbol from a day to a day, both included; null for one that there never was. */
export function offeredPrices(
  market: PriceMarket,
  symbol: string,
  from: Day,
  to: Day,
  at: number,
): OfferedPrices | null {
  const found = market.find(symbol, at);
  if (found.kind === 'unknown') return null;
  const { listed } = found;
  const { instrument, last } = listed;
  const { life, exchange } = instrument;
  const settledTo = last.standing === 'settled' ? last.day : exchange.calendar.previousTradingDay(last.day);
  const end = to < settledTo ? to : settledTo;
  const start = from < life.firstTradeDay ? life.firstTradeDay : from;
  const isGone = found.kind === 'gone' || start > end;
  const all = isGone ? [] : adjustedBars(listed, start, end);
  const sessions = isGone ? [] : exchange.calendar.tradingDaysBetween(start, end);
  const there = new Set(all.map(({ day }) => day));
  const priced = all.filter(({ open, high, low, close }) => (open ?? high ?? low ?? close) !== null);
  return {
    currency: exchange.currency,
    mic: exchange.mic,
    firstTradeDay: life.firstTradeDay,
    lastDay: life.lastDay,
    gone: found.kind === 'gone' ? found.how : null,
    settledTo,
    count: priced.length,
    closes: millionthsSum(priced.map(({ close }) => (close === null ? 0 : storedMillionths(close)))),
    volume: String(priced.reduce((sum, { volume }) => sum + BigInt(volume ?? 0), 0n)),
    empty: all.filter(({ open, high, low, close }) => (open ?? high ?? low ?? close) === null).map(({ day }) => day),
    missing: sessions.filter((day) => !there.has(day)),
    actions: isGone ? [] : adjustedActions(listed, start, end).map(toOffered),
    bars: () => priced.map(toStored),
  };
}

const stored = (price: number | null) => (price === null ? null : millionthsText(storedMillionths(price)));

function toStored({ day, open, high, low, close, adjClose, volume }: AdjustedBar): PriceBar {
  return {
    date: day,
    open: stored(open),
    high: stored(high),
    low: stored(low),
    close: stored(close),
    adjClose: stored(adjClose),
    volume: volume === null ? null : String(volume),
    final: true,
  };
}

function toOffered(action: AdjustedAction): OfferedAction {
  return action.kind === 'split' ? action : { ...action, amount: millionthsText(action.amount) };
}

/** The exact sum, which may be larger than a number holds. */
function millionthsSum(millionths: readonly number[]): Decimal {
  const sum = millionths.reduce((total, each) => total + BigInt(each), 0n);
  const [whole, fraction] = [sum / 1_000_000n, Number(sum % 1_000_000n)];
  return add(String(whole), millionthsText(fraction));
}
