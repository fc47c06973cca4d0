import { type DailyPrices, PipelineError } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { answerOfAnother } from '../answer-of-another.ts';
import { defineCollector, nothing, type Outcome, step } from '../collector.ts';
import { plainSeries } from '../fallback-series.ts';
import { PriceRequest, priceParams } from '../price-request.ts';
import { readPriceRows } from '../price-rows.ts';
import { toStooqSymbol } from '../provider-symbols.ts';

const compact = (day: string) => day.replaceAll('-', '');

/** The prices of one instrument as a file. */
export const file = step({
  id: 'file',
  input: PriceRequest,
  title: ({ from, to }) => `${from} to ${to}`,
  request: (input) =>
    get(
      `https://stooq.com/q/d/l/?s=${encodeURIComponent(spelled(input))}&i=d` +
        `&d1=${compact(input.from)}&d2=${compact(input.to)}`,
    ),
  parse: (answer, input): Outcome<DailyPrices> => {
    if (/^\s*(?:No data|Brak danych)/i.test(answer.text())) return nothing('Stooq says that it has no data');
    const rows = readPriceRows(answer);
    const [first] = rows;
    // A file names no symbol, but it was asked for with its days.
    if (first && rows.every(({ date }) => date < input.from || date > input.to))
      throw answerOfAnother(answer, `${input.from} to ${input.to}`, `a file from ${first.date}`);
    // Its prices are adjusted for dividends, and its volumes accordingly: it cannot continue any other series.
    return plainSeries(rows, input, {
      provider: 'stooq',
      basis: 'split-and-dividend-adjusted',
      priceHint: 4,
    });
  },
});

function spelled(listed: { symbol: string; mic: string | null }): string {
  const symbol = toStooqSymbol(listed);
  if (symbol === null) throw new PipelineError('REFUSED', `Stooq has no exchange of ${listed.symbol}`);
  return symbol;
}

/** Daily prices by Stooq, adjusted for splits and dividends. */
export const stooqDailyPrices = defineCollector({
  id: 'stooq-daily-prices',
  dataset: 'daily-prices',
  source: 'stooq',
  params: priceParams,
  steps: [file],
  serves: (params) => toStooqSymbol(params) !== null,
  start: ({ target, params }) => file({ ...params, instrument: target }),
});
