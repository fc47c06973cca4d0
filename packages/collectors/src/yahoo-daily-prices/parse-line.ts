import { type CorporateAction, type Day, PipelineError, type PriceBar } from '@tickermill/core';
import { get, makeAnswer, sources } from '@tickermill/upstream';
import { z } from 'zod';
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

/** A recording of an answer, as programs that record them keep one. */
const Recording = z.object({
  response: z.object({ status: z.int(), body: z.string().optional(), bodyJson: z.unknown() }),
});

/** An answer out of its recording, or the bytes themselves as the body of one. */
function answerOf(file: string, bytes: Buffer) {
  const request = { ...get(sources.yahoo.probe.url), url: file };
  const text = bytes.toString('utf8');
  let recording: z.output<typeof Recording> | undefined;
  try {
    recording = Recording.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON, and so no recording: the collector classifies it.
  }
  if (!recording) return makeAnswer(request, { status: 200, body: bytes });
  const { status, body, bodyJson } = recording.response;
  return makeAnswer(request, { status, body: Buffer.from(body ?? JSON.stringify(bodyJson) ?? '') });
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
  const answer = answerOf(file, bytes);
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
