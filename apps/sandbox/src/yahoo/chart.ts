// Writes a Yahoo chart: bars, events and metadata.

import type { Answer } from '../answer.ts';
import {
  type AdjustedAction,
  type AdjustedBar,
  adjustedActions,
  adjustedBars,
} from '../market/prices/adjusted-bars.ts';
import { fromMillionths, widened } from '../market/prices/bar-text.ts';
import { barsAt } from '../market/prices/last-session.ts';
import type { Listed, PriceMarket } from '../market/prices/price-market.ts';
import { hinted, marketOf, metaOf, opening } from './chart-meta.ts';
import { type ChartWindow, rangeNames, windowOf } from './chart-window.ts';
import { noData, yahooJson } from './error-bodies.ts';

/** `/v8/finance/chart/{symbol}`: the daily bars of one symbol. */
export function chartOf(market: PriceMarket, symbol: string, query: URLSearchParams, at: number): Answer {
  const found = market.find(symbol, at);
  if (found.kind === 'unknown' || (found.kind === 'gone' && found.how === 'delisted')) return noData;
  const { listed } = found;
  const window = windowOf(query, listed);
  if ('refusal' in window) return window.refusal;
  const points = found.kind === 'gone' ? [] : pointsOf(listed, window);
  const events = found.kind === 'gone' ? {} : eventsOf(listed, window, query.get('events') ?? '');
  const now = marketOf(listed);
  const result = {
    meta: {
      ...metaOf(listed, now),
      ...chartPreviousClose(listed, points),
      dataGranularity: '1d',
      range: window.range,
      validRanges: rangeNames,
    },
    // Without bars there is no key for their times, and no key within the quotes.
    ...(points.length > 0 ? { timestamp: points.map(({ time }) => time) } : {}),
    ...(Object.keys(events).length > 0 ? { events } : {}),
    indicators: {
      quote: [points.length > 0 ? quoteOf(points) : {}],
      adjclose: [points.length > 0 ? { adjclose: points.map(({ bar }) => orNull(bar.adjClose, widened)) } : {}],
    },
  };
  return yahooJson(200, { chart: { result: [result], error: null } });
}

/** A bar with the epoch second that represents it. */
export interface Point {
  readonly time: number;
  readonly bar: AdjustedBar;
}

/** The bars of a window: each at the opening of its session, but for the running one, which is at its last price. */
export function pointsOf(listed: Listed, { from, to, period1, period2 }: ChartWindow): Point[] {
  const { last, at, instrument } = listed;
  const points = barsAt(listed, last, at, from, to).flatMap((bar): Point[] => {
    const opens = opening(listed, bar.day);
    if (opens < period1 || opens >= period2) return [];
    if (bar.day !== last.day || last.standing === 'settled') return [{ time: opens, bar }];
    return [{ time: Math.floor(Math.min(at, last.closesAt) / 1000), bar }];
  });
  const running = points.at(-1);
  if (!running || running.bar.day !== last.day || last.standing !== 'open') return points;
  if (!instrument.life.oddities.includes('twice-today')) return points;
  return [...points.slice(0, -1), { time: opening(listed, last.day), bar: running.bar }, running];
}

const orNull = (price: number | null, write: (price: number) => number) => (price === null ? null : write(price));

function quoteOf(points: readonly Point[]) {
  const column = (name: 'open' | 'high' | 'low' | 'close') => points.map(({ bar }) => orNull(bar[name], widened));
  return {
    volume: points.map(({ bar }) => bar.volume),
    low: column('low'),
    open: column('open'),
    high: column('high'),
    close: column('close'),
  };
}

function eventsOf(listed: Listed, { from, to, period1, period2 }: ChartWindow, asked: string) {
  const kinds = asked.split(/[|,]/);
  const actions = adjustedActions(listed, from, to)
    .map((action) => ({ action, date: opening(listed, action.day) }))
    .filter(({ date }) => date >= period1 && date < period2);
  const of = <K extends AdjustedAction['kind']>(kind: K) =>
    actions.flatMap(({ action, date }) =>
      action.kind === kind ? [{ date, action: action as Extract<AdjustedAction, { kind: K }> }] : [],
    );
  const dividends = of('dividend').map(({ date, action }) => [
    String(date),
    { amount: fromMillionths(action.amount), date },
  ]);
  const splits = of('split').map(({ date, action: { numerator, denominator } }) => [
    String(date),
    { date, numerator, denominator, splitRatio: `${numerator}:${denominator}` },
  ]);
  return {
    ...(dividends.length > 0 && kinds.includes('div') ? { dividends: Object.fromEntries(dividends) } : {}),
    ...(splits.length > 0 && kinds.includes('split') ? { splits: Object.fromEntries(splits) } : {}),
  };
}

/** The close of the session before the first bar, where there is one. */
export function chartPreviousClose(listed: Listed, points: readonly Point[]): { chartPreviousClose?: number } {
  const [first] = points;
  const { exchange, life } = listed.instrument;
  if (!first || first.bar.day <= life.firstTradeDay) return {};
  const eve = exchange.calendar.previousTradingDay(first.bar.day);
  const close = adjustedBars(listed, eve, eve)[0]?.close ?? null;
  return close === null ? {} : { chartPreviousClose: hinted(close, 3) };
}
