import type { PriceSeries } from '@tickermill/core';
import { expect } from 'chai';
import { meaningOf, type Sample, samplesOf } from '../price-samples.fixture.ts';
import { yahooDailyPrices } from './collector.ts';

/** Whatever is no chart of daily bars, by its file. */
const otherwise: readonly [RegExp, string][] = [
  [/^error-429/, 'THROTTLED'],
  [/^error-404-chart/, 'gone'],
  [/^error-404-finance|^quoteSummary/, 'UNEXPECTED_ANSWER'],
  [/interval-1m|no_ts|no_results|^spark-v7/, 'UNEXPECTED_ANSWER'],
  [/VXAPL|APS\.AX|LUCYW/, 'asked again'],
];

const [chart, spark] = yahooDailyPrices.steps;
const dayIn = (zone: string, epoch: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(epoch * 1_000));

/** The file read a second way: plainly, with floating point. */
function readPlainly({ text }: Sample) {
  const body = JSON.parse(text);
  const result = body.chart?.result?.[0] ?? body.spark?.result?.[0]?.response[0];
  if (!result) return { symbol: 'EXMP', type: 'EQUITY', rows: [], events: 0 };
  const { meta, timestamp = [], indicators, events } = result;
  const quote = indicators?.quote[0] ?? {};
  const rows = timestamp.map((epoch: number, at: number) => ({
    date: dayIn(meta.exchangeTimezoneName, epoch),
    ...Object.fromEntries(['open', 'high', 'low', 'close', 'volume'].map((name) => [name, quote[name]?.[at] ?? null])),
  }));
  const count = ['dividends', 'splits'].reduce((sum, kind) => sum + Object.keys(events?.[kind] ?? {}).length, 0);
  return { symbol: meta.symbol, type: meta.instrumentType, rows, events: count };
}

describe('real answers of Yahoo', () => {
  for (const { text, ...rest } of samplesOf('yahoo')) {
    it(rest.file, () => {
      // An index has no ticker of the kind that instruments have.
      const sample = { ...rest, text: text.replaceAll('^VXAPL', 'VXAPL') };
      const isText = sample.file.endsWith('.txt') && sample.status !== 200;
      const { symbol, type, rows, events } = isText ? readPlainly({ ...sample, text: '{}' }) : readPlainly(sample);
      const [from, to] = [rows[0]?.date ?? '2026-01-05', rows.at(-1)?.date ?? '2026-01-06'];
      // What is traded at other hours than those of an exchange has no calendar.
      const mic = type === 'EQUITY' || type === 'ETF' ? null : 'NONE';
      const input = {
        instrument: '7',
        symbol,
        mic,
        from,
        to,
        settledTo: to,
        wholeFrom: from,
        isWhole: true,
        isFallback: false,
        currency: null,
      };
      const isSpark = /spark/.test(sample.file);
      const meaning = meaningOf('yahoo', sample, (answer) =>
        isSpark
          ? spark?.parse(answer, { targets: [input], isAlone: true } as never)
          : chart?.parse(answer, input as never),
      );
      const expected = otherwise.find(([pattern]) => pattern.test(sample.file))?.[1];
      if (expected === 'asked again')
        return void expect(meaning).to.have.nested.property('next[0].input.isAgain', true);
      if (expected !== undefined)
        return void expect(typeof meaning === 'string' ? meaning : meaning?.kind).to.equal(expected);

      if (typeof meaning !== 'object' || meaning.kind !== 'found') throw new Error(`means ${JSON.stringify(meaning)}`);
      const isClose = (read: unknown, plain: number | null) =>
        plain === null ? read === null : Math.abs(Number(read) - plain) <= 5.1e-7;
      const [record] = meaning.records ?? [];
      if (isSpark) {
        expect(record).to.deep.include({
          closes: rows.map((row: { date: string; close: number }) => ({ date: row.date, close: String(row.close) })),
        });
        return;
      }
      const { bars, actions, absent, oddities } = record as PriceSeries;
      // Yahoo fills some holidays with the close of the day before and a volume of 0.
      const closed = oddities.filter(({ what }) => what === 'closed-day').map(({ day }) => day);
      expect(closed).to.have.length(/^response_yahoo/.test(sample.file) ? 1 : 0);
      const full = rows.filter(
        ({ date, open, high, low, close }: Record<string, string | null>) =>
          !closed.includes(date ?? null) && [open, high, low, close].some((value) => value !== null),
      );
      expect(bars.map(({ date }) => date)).to.deep.equal(full.map(({ date }: { date: string }) => date));
      for (const [at, bar] of bars.entries()) {
        for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
          expect(isClose(bar[name], full[at][name]), `${name} of ${bar.date}: ${bar[name]}`).to.equal(true);
        }
      }
      expect(actions).to.have.length(events);
      expect(absent.filter((day) => full.some(({ date }: { date: string }) => date === day))).to.deep.equal([]);
    });
  }
});
