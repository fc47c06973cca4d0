// Parses the JSON of a Yahoo chart, for the collector of its daily prices.

import { type Day, isZone, PipelineError, type PriceOddity, type TradingCalendar } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { answerOfAnother } from '../answer-of-another.ts';
import type { ReadBar } from '../collected-bars.ts';
import { exactJson } from '../exact-json.ts';
import { readBar } from '../read-bar.ts';
import { sessionDayOf } from '../session-day.ts';

// Whatever one field holds, it costs no more than itself: what is read of it is read where it is used.
const value = z.unknown().optional();
const column = z.array(value).nullish();
const text = z.string().nullish().catch(null);

/** The metadata of a series, as far as it is used. Numbers are texts. */
export const ChartMeta = z.object({
  symbol: z.string(),
  currency: z.string().min(1).max(8).nullish().catch(null),
  exchangeTimezoneName: text,
  firstTradeDate: value,
  priceHint: value,
  dataGranularity: text,
});
export type ChartMeta = z.infer<typeof ChartMeta>;

const ChartResult = z.object({
  meta: ChartMeta,
  timestamp: z.array(value).nullish(),
  events: z.object({ dividends: value, capitalGains: value, splits: value }).nullish().catch(null),
  indicators: z.object({
    quote: z.array(z.object({ open: column, high: column, low: column, close: column, volume: column })),
    adjclose: z
      .array(z.object({ adjclose: column }))
      .nullish()
      .catch(null),
  }),
});
export type ChartResult = z.infer<typeof ChartResult>;

const Chart = z.object({
  chart: z.object({
    result: z.array(ChartResult).nullable(),
    error: z.object({ code: z.string(), description: z.string().nullish() }).nullish(),
  }),
});

/** The kinds of charts: a series, nothing for the requested days, or a symbol that Yahoo does not know. */
export type ReadChart =
  | { readonly kind: 'series'; readonly result: ChartResult }
  | { readonly kind: 'outside' }
  | { readonly kind: 'gone'; readonly because: string };

/** Reads a chart of daily bars, of `symbol` unless whatever symbol it names will do. @throws {PipelineError} `WRONG_ANSWER` for another symbol, `UNEXPECTED_ANSWER` for other bars or another shape. */
export function readChart(answer: Answer, symbol: string | null): ReadChart {
  const { chart } = exactJson(answer, Chart);
  const { url } = answer.request;
  if (chart.error) {
    const { code, description } = chart.error;
    if (/No data found|may be delisted/i.test(description ?? '')) return { kind: 'gone', because: description ?? code };
    if (/Data doesn't exist for startDate/.test(description ?? '')) return { kind: 'outside' };
    throw new PipelineError('UNEXPECTED_ANSWER', `${url} answered an error: ${code}: ${description}`, {
      detail: { url },
    });
  }
  const result = chart.result?.[0];
  const wrong = (what: string) =>
    new PipelineError('UNEXPECTED_ANSWER', `${url} answered ${what}`, { detail: { url, symbol } });
  if (!result) throw wrong('neither a series nor an error');
  const { meta, indicators } = result;
  const count = result.timestamp?.length ?? 0;
  if (symbol !== null && meta.symbol.toUpperCase() !== symbol.toUpperCase())
    throw answerOfAnother(answer, symbol, `the series of ${meta.symbol}`);
  if (meta.dataGranularity && meta.dataGranularity !== '1d') throw wrong(`bars of ${meta.dataGranularity}`);
  for (const values of [...Object.values(indicators.quote[0] ?? {}), indicators.adjclose?.[0]?.adjclose]) {
    if (values && values.length !== count) throw wrong(`${values.length} values for ${count} bars`);
  }
  if (count > 0 && !indicators.quote[0]?.close) throw wrong('bars without closes');
  return { kind: 'series', result };
}

/** The clocks of an exchange, and its sessions where they are known. */
export interface ExchangeClock {
  readonly zone: string;
  readonly calendar: TradingCalendar | null;
}

/**
 * The zone of the days of a series: the one that Yahoo names, else that of the exchange.
 * @throws {PipelineError} `UNEXPECTED_ANSWER` if neither is known.
 */
export function clockOf({ exchangeTimezoneName }: ChartMeta, calendar: TradingCalendar | null): ExchangeClock {
  const zone = exchangeTimezoneName && isZone(exchangeTimezoneName) ? exchangeTimezoneName : calendar?.zone;
  if (zone === undefined) throw new PipelineError('UNEXPECTED_ANSWER', 'The series names no time zone that is known');
  return { zone, calendar };
}

/** The day of the session at an epoch second; null where it is none. */
export const dayOf = (epoch: unknown, { zone, calendar }: ExchangeClock): Day | null =>
  sessionDayOf(epoch, zone, calendar);

/** The bars of a series, holes and all, and those whose day cannot be read as oddities of none. */
export function barsOf(
  { timestamp, indicators }: ChartResult,
  clock: ExchangeClock,
  lastDividend: Day | null,
): { bars: ReadBar[]; oddities: PriceOddity[] } {
  const { open, high, low, close, volume } = indicators.quote[0] ?? {};
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  const oddities: PriceOddity[] = [];
  const bars = (timestamp ?? []).flatMap((epoch, at) => {
    const date = dayOf(epoch, clock);
    if (date === null) {
      oddities.push({ day: null, what: 'unreadable' });
      return [];
    }
    const cells = { open: open?.[at], high: high?.[at], low: low?.[at], close: close?.[at], volume: volume?.[at] };
    const bar = readBar(date, { ...cells, adjClose: adjusted?.[at] });
    const adjClose = adjCloseOf(bar, lastDividend);
    return [adjClose === bar.adjClose ? bar : { ...bar, adjClose }];
  });
  return { bars, oddities };
}

/**
 * An adjusted close that is missing is the close where no dividend came after it, for there it is the same by definition;
 * elsewhere it stays missing. It is never 0.
 */
function adjCloseOf({ date, close, adjClose }: ReadBar, lastDividend: Day | null): ReadBar['adjClose'] {
  if (close === null) return null;
  return adjClose ?? (lastDividend === null || date >= lastDividend ? close : null);
}

/** The digits behind the point that the values of a series mean. */
export const hintOf = ({ priceHint }: { readonly priceHint?: unknown }): number => {
  const hint = Number(priceHint ?? 2);
  return Number.isInteger(hint) && hint >= 0 ? Math.min(hint, 6) : 2;
};
