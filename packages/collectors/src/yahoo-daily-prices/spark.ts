import { addDays, type DailyPrices, type Day, PipelineError } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { refuseOthers } from '../answer-of-another.ts';
import { answeredTargets } from '../answered-targets.ts';
import { calendarOf } from '../collected-bars.ts';
import { type Outcome, step } from '../collector.ts';
import { exactJson } from '../exact-json.ts';
import { PriceRequest } from '../price-request.ts';
import { toPrice } from '../price-values.ts';
import { toYahooSymbol } from '../provider-symbols.ts';
import { symbolsOf } from '../yahoo-quotes/quote.ts';
import { ChartMeta, clockOf, dayOf, hintOf } from './chart.ts';

/** More symbols in one request are refused. */
export const maxSparks = 20;

/** The stretches that a spark may have, all up to now, with the days that each is sure to reach back. */
const ranges = [
  ['5d', 4],
  ['1mo', 27],
  ['3mo', 86],
  ['6mo', 175],
  ['1y', 360],
  ['5y', 1_800],
] as const;

const Closes = z.object({
  meta: ChartMeta,
  timestamp: z.array(z.unknown()).nullish(),
  indicators: z.object({ quote: z.array(z.object({ close: z.array(z.unknown()).nullish() })) }).nullish(),
});
const Spark = z.object({
  spark: z.object({
    result: z.array(z.object({ symbol: z.string(), response: z.array(Closes) })).nullable(),
    error: z.object({ code: z.string().nullish(), description: z.string().nullish() }).nullish(),
  }),
});

/** The shortest range that contains all requested days. */
function rangeOf(targets: readonly PriceRequest[]): string {
  const [first = ''] = targets.map(({ from }) => from).sort();
  const [last = ''] = targets
    .map(({ to, settledTo }) => (to > settledTo ? to : settledTo))
    .sort()
    .reverse();
  return ranges.find(([, days]) => first >= addDays(last, -days))?.[0] ?? 'max';
}

/** The closes of up to twenty instruments, to be compared with what is stored: no bars, and never stored as such. */
export const spark = step({
  id: 'spark',
  input: z.object({ targets: z.array(PriceRequest).min(1).max(maxSparks), isAlone: z.boolean().optional() }),
  title: ({ targets }) => (targets.length === 1 ? `closes of ${targets[0]?.symbol}` : `closes of ${targets.length}`),
  request: ({ targets, isAlone }) =>
    get(
      `https://query${isAlone ? 2 : 1}.finance.yahoo.com/v7/finance/spark?symbols=${symbolsOf(targets)}` +
        `&range=${rangeOf(targets)}&interval=1d`,
    ),
  parse: (answer, { targets, isAlone }): Outcome<DailyPrices> => {
    const { result, error } = exactJson(answer, Spark).spark;
    const wrong = (what: string) => new PipelineError('UNEXPECTED_ANSWER', `${answer.request.url} answered ${what}`);
    if (error || !result) throw wrong(`an error: ${error?.code}: ${error?.description}`);
    // In no order that can be relied on, and without those it does not know.
    const bySymbol = new Map(result.map(({ symbol, response }) => [symbol.toUpperCase(), response[0]]));
    refuseOthers(answer, targets.map(toYahooSymbol), [...bySymbol.keys()]);
    for (const each of bySymbol.values()) {
      const granularity = each?.meta.dataGranularity ?? '1d';
      if (granularity !== '1d') throw wrong(`closes of ${granularity}`);
    }
    const alone = (target: PriceRequest) =>
      spark({ targets: [target], isAlone: true }, { targets: [target.instrument] });
    return answeredTargets(
      targets,
      (target) => toProbe(target, bySymbol.get(toYahooSymbol(target))),
      isAlone ? null : alone,
    );
  },
});

function toProbe(target: PriceRequest, found: z.output<typeof Closes> | undefined): DailyPrices | null {
  const { instrument, symbol, from, to, settledTo } = target;
  if (!found?.timestamp) return null;
  const values = found.indicators?.quote[0]?.close ?? [];
  const clock = clockOf(found.meta, calendarOf(target));
  const closes = new Map<Day, string>();
  for (const [at, epoch] of found.timestamp.entries()) {
    const date = dayOf(epoch, clock);
    const close = toPrice(values[at]);
    // A session that has not settled may still change: it compares with nothing.
    if (date !== null && close !== null && date >= from && date <= to && date <= settledTo) closes.set(date, close);
  }
  return {
    kind: 'probe',
    instrument,
    symbol,
    provider: 'yahoo',
    priceHint: hintOf(found.meta),
    closes: [...closes].sort().map(([date, close]) => ({ date, close })),
  };
}
