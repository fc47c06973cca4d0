import { type Day, dayAt, isZone, PipelineError } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import type { ReadBar } from '../collected-bars.ts';
import { exactJson } from '../exact-json.ts';
import { toPrice, toVolume } from '../price-values.ts';

const number = z.string();
const column = z.array(number.nullable()).nullish();
const zone = z.string().refine(isZone, { error: 'must be a time zone' });

/** What Yahoo says of a series, as far as it is used. Numbers are texts. */
export const ChartMeta = z.object({
  symbol: z.string(),
  currency: z.string().nullish(),
  exchangeTimezoneName: zone,
  firstTradeDate: number.nullish(),
  priceHint: number.nullish(),
  dataGranularity: z.string().nullish(),
});
export type ChartMeta = z.infer<typeof ChartMeta>;

const dividends = z.record(z.string(), z.object({ amount: number, date: number }));
const ChartResult = z.object({
  meta: ChartMeta,
  timestamp: z.array(number).optional(),
  events: z
    .object({
      dividends: dividends.optional(),
      capitalGains: dividends.optional(),
      splits: z.record(z.string(), z.looseObject({ date: number, numerator: number, denominator: number })).optional(),
    })
    .nullish(),
  indicators: z.object({
    quote: z.array(z.object({ open: column, high: column, low: column, close: column, volume: column })),
    adjclose: z.array(z.object({ adjclose: column })).optional(),
  }),
});
export type ChartResult = z.infer<typeof ChartResult>;

const Chart = z.object({
  chart: z.object({
    result: z.array(ChartResult).nullable(),
    error: z.object({ code: z.string(), description: z.string().nullish() }).nullish(),
  }),
});

/** What a chart is: a series, nothing for the days asked, or a symbol that Yahoo does not know. */
export type ReadChart =
  | { readonly kind: 'series'; readonly result: ChartResult }
  | { readonly kind: 'outside' }
  | { readonly kind: 'gone'; readonly because: string };

/** Reads a chart of daily bars. @throws {PipelineError} `UNEXPECTED_ANSWER` for another symbol, other bars, or another shape. */
export function readChart(answer: Answer, symbol: string): ReadChart {
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
  const { meta, timestamp, indicators } = result;
  if (meta.symbol.toUpperCase() !== symbol.toUpperCase()) throw wrong(`the series of ${meta.symbol}`);
  if (meta.dataGranularity && meta.dataGranularity !== '1d') throw wrong(`bars of ${meta.dataGranularity}`);
  for (const values of [...Object.values(indicators.quote[0] ?? {}), indicators.adjclose?.[0]?.adjclose]) {
    if (values && values.length !== (timestamp?.length ?? 0))
      throw wrong(`${values.length} values for ${timestamp?.length ?? 0} bars`);
  }
  return { kind: 'series', result };
}

/** The day of the exchange at an epoch second, as its own clocks showed it then: an offset holds for a season alone. */
export const dayOf = (epoch: string, { exchangeTimezoneName }: Pick<ChartMeta, 'exchangeTimezoneName'>): Day =>
  dayAt(new Date(Number(epoch) * 1_000), exchangeTimezoneName);

/**
 * The bars of a series, holes and all. An adjusted close that is missing is the close where no dividend came after it,
 * for there it is the same by definition; elsewhere it stays missing. It is never 0.
 */
export function barsOf({ meta, timestamp = [], indicators }: ChartResult, lastDividend: Day | null): ReadBar[] {
  const { open, high, low, close, volume } = indicators.quote[0] ?? {};
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  return timestamp.map((epoch, at) => {
    const date = dayOf(epoch, meta);
    const closed = toPrice(close?.[at]);
    const isLatest = lastDividend === null || date >= lastDividend;
    return {
      date,
      open: toPrice(open?.[at]),
      high: toPrice(high?.[at]),
      low: toPrice(low?.[at]),
      close: closed,
      adjClose: closed === null ? null : (toPrice(adjusted?.[at]) ?? (isLatest ? closed : null)),
      volume: toVolume(volume?.[at]),
    };
  });
}

/** The digits behind the point that the values of a series mean. */
export const hintOf = ({ priceHint }: Pick<ChartMeta, 'priceHint'>): number => {
  const hint = Number(priceHint ?? 2);
  return Number.isInteger(hint) && hint >= 0 ? Math.min(hint, 6) : 2;
};
