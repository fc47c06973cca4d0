// Adjusts traded bars for splits and dividends as of a day, for every imitated price provider.

import { addDays, type Day } from '@tickermill/core';
import { dividendsBetween, splitsBetween } from './corporate-actions.ts';
import type { Instrument } from './instrument.ts';
import type { PriceChange } from './price-change.ts';
import { closedAt, type TradedBar, tradedBars } from './traded-bars.ts';

/** A session adjusted as of a later day. Prices are whole millionths: exact, before a provider widens or shortens them. */
export interface AdjustedBar {
  readonly day: Day;
  /** Adjusted for splits. */
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  /** The close, adjusted for splits and dividends. */
  readonly adjClose: number | null;
  /** What adjusts the prices of this bar for the dividends after it, too. */
  readonly dividendFactor: number;
}

/** A split or dividend as a provider reports it as of a later day. */
export type AdjustedAction =
  | { readonly kind: 'split'; readonly day: Day; readonly numerator: number; readonly denominator: number }
  /** In millionths, adjusted for the splits after it. */
  | { readonly kind: 'dividend'; readonly day: Day; readonly amount: number };

/** An instrument at a point in time: its seed, the changes made on demand, and the last day that counts. */
export interface InstrumentAsOf {
  readonly instrument: Instrument;
  readonly changes: readonly PriceChange[];
  readonly asOf: Day;
}

/** The bars of an instrument from a day to a day, adjusted as of that point in time. */
export function adjustedBars(standing: InstrumentAsOf, from: Day, to: Day): AdjustedBar[] {
  const { instrument, changes, asOf } = standing;
  const bars = tradedBars(instrument, changes, from, to < asOf ? to : asOf);
  const steps = stepsAfter(standing, addDays(from, 1));
  let [numerator, denominator, dividendFactor, next] = [1, 1, 1, 0];
  const adjusted: AdjustedBar[] = [];
  for (const bar of bars.reverse()) {
    for (let step = steps[next]; step && step.day > bar.day; step = steps[++next]) {
      numerator *= step.numerator;
      denominator *= step.denominator;
      dividendFactor *= step.dividendFactor;
    }
    adjusted.push(adjust(bar, numerator, denominator, dividendFactor));
  }
  return adjusted.reverse();
}

/** The splits and dividends of an instrument from a day to a day, ascending, as reported at that point in time. */
export function adjustedActions({ instrument, changes, asOf }: InstrumentAsOf, from: Day, to: Day): AdjustedAction[] {
  const last = to < asOf ? to : asOf;
  const later = splitsBetween(instrument, changes, from, asOf);
  const splits = splitsBetween(instrument, changes, from, last).map((split) => ({ kind: 'split', ...split }) as const);
  const dividends = dividendsBetween(instrument, changes, from, last).map(({ day, amount }) => {
    const after = later.filter((split) => split.day > day);
    const ratio = after.reduce((product, split) => (product * split.numerator) / split.denominator, 1);
    return { kind: 'dividend', day, amount: Math.round((amount * 100) / ratio) } as const;
  });
  return [...splits, ...dividends].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function adjust(bar: TradedBar, numerator: number, denominator: number, dividendFactor: number): AdjustedBar {
  const scaled = (price: number | null) =>
    price === null ? null : Math.round((price * 100 * denominator) / numerator);
  const close = scaled(bar.close);
  return {
    day: bar.day,
    open: scaled(bar.open),
    high: scaled(bar.high),
    low: scaled(bar.low),
    close,
    volume: bar.volume === null ? null : Math.round((bar.volume * numerator) / denominator),
    adjClose: close === null ? null : Math.round(close * dividendFactor),
    dividendFactor,
  };
}

/** A split or dividend with what it does to the bars before it. */
interface Step {
  readonly day: Day;
  readonly numerator: number;
  readonly denominator: number;
  readonly dividendFactor: number;
}

/** What adjusts the bars before it from a day on, the newest first. */
function stepsAfter({ instrument, changes, asOf }: InstrumentAsOf, from: Day): Step[] {
  const { exchange, life } = instrument;
  const splits = splitsBetween(instrument, changes, from, asOf).map((split) => ({ ...split, dividendFactor: 1 }));
  const dividends = dividendsBetween(instrument, changes, from, asOf).flatMap(({ day, amount }): Step[] => {
    if (day <= life.firstTradeDay) return [];
    const close = closedAt(instrument, changes, exchange.calendar.previousTradingDay(day));
    return [{ day, numerator: 1, denominator: 1, dividendFactor: 1 - amount / close }];
  });
  return [...splits, ...dividends].sort((a, b) => (a.day < b.day ? 1 : -1));
}
