import { type CorporateAction, type Day, PipelineError, type PriceBar } from '@tickermill/core';
import { sources } from '@tickermill/upstream';
import { answerOfFile } from '../answer-of-file.ts';
import { emptySeries, seriesOf } from './bars.ts';
import { readChart } from './chart.ts';

/** The input of a chart's step. */
interface ChartQuestion {
  readonly mic: string;
  /** Days of the exchange, both included. */
  readonly from: Day;
  readonly to: Day;
  readonly settledTo: Day;
  readonly isWhole: boolean;
}

/** What `tickermill parse chart FILE` prints of an answer, as one line of JSON. Numbers are texts, exact. */
interface ChartLine {
  readonly file: string;
  readonly bars: readonly ReturnType<typeof toBarLine>[];
  readonly actions: readonly { readonly date: Day; readonly type: string; readonly value: string | null }[];
  readonly absent: readonly Day[];
  readonly late: readonly Day[];
  readonly oddities: readonly { readonly date: Day | null; readonly kind: string }[];
  readonly error: null;
}

/**
 * The outcome of an answer of Yahoo's chart, checked against the rules for stored data. It is taken for an answer about
 * its own symbol.
 */
export function toChartLine(
  file: string,
  bytes: Buffer,
  { mic, from, to, settledTo, isWhole }: ChartQuestion,
): ChartLine {
  const answer = answerOfFile(file, bytes);
  const error = sources.yahoo.classify(answer, 0);
  if (error) throw error;
  const read = readChart(answer, null);
  if (read.kind === 'gone') throw new PipelineError('GONE', read.because);
  const symbol = read.kind === 'series' ? read.result.meta.symbol : '';
  const input = {
    instrument: '0',
    symbol,
    mic,
    from,
    to,
    settledTo,
    wholeFrom: from,
    isWhole,
    isGap: false,
    isFallback: false,
    currency: null,
    last: null,
    owedFrom: null,
    canWait: false,
    ask: 'bars' as const,
  };
  const series = (read.kind === 'series' ? seriesOf(read.result, input)?.record : null) ?? emptySeries(input);
  return {
    file,
    bars: series.bars.map(toBarLine),
    actions: (series.actions ?? []).map(toActionLine),
    absent: series.absent,
    late: series.late,
    oddities: series.oddities.map(({ day, what }) => ({ date: day, kind: what })),
    error: null,
  };
}

const toBarLine = ({ date, open, high, low, close, adjClose, volume, final }: PriceBar) => ({
  date,
  open,
  high,
  low,
  close,
  adj_close: adjClose,
  volume,
  final,
});

const toActionLine = ({ date, type, ratio, amount }: CorporateAction) => ({ date, type, value: ratio ?? amount });
