import type { PriceSeries } from '@tickermill/core';
import { expect } from 'chai';
import { meaningOf, samplesOf } from '../price-samples.fixture.ts';
import { alphaVantageDailyPrices } from './collector.ts';

const [daily] = alphaVantageDailyPrices.steps;
const errors: Readonly<Record<string, string>> = {
  'error-ErrorMessage-invalid-call.transcribed.json': 'REFUSED',
  'error-Information-burst-2025.transcribed.json': 'THROTTLED',
  'error-Information-daily-limit.transcribed.json': 'THROTTLED',
  'error-Note-5-per-minute.transcribed.json': 'THROTTLED',
};
const isSeries = (file: string) => /^TIME_SERIES_DAILY-/.test(file);

describe('real answers of Alpha Vantage', () => {
  for (const sample of samplesOf('alphavantage')) {
    it(sample.file, () => {
      const isJson = sample.file.endsWith('.json');
      const input = {
        instrument: '7',
        symbol: isJson ? 'MSFT' : 'IBM',
        mic: 'XNYS',
        from: '2000-01-01',
        to: '2026-11-20',
        settledTo: '2026-11-20',
        isFallback: true,
      };
      const meaning = meaningOf('alpha-vantage', sample, (answer) => daily?.parse(answer, input as never));
      if (!isSeries(sample.file)) {
        expect(meaning).to.equal(errors[sample.file] ?? 'UNEXPECTED_ANSWER');
        return;
      }
      if (typeof meaning !== 'object' || meaning.kind !== 'found') throw new Error(`means ${JSON.stringify(meaning)}`);
      const rows: string[][] = isJson
        ? Object.entries(JSON.parse(sample.text)['Time Series (Daily)']).map(([date, bar]) => [
            date,
            ...Object.values(bar as object),
          ])
        : sample.text
            .trim()
            .split('\n')
            .slice(1)
            .map((row) => row.split(','));
      const plain = (text: string | null | undefined) => Number(text);
      const { bars } = (meaning.records ?? [])[0] as PriceSeries;
      expect(
        bars.map(({ date, open, high, low, close, volume }) => [date, ...[open, high, low, close, volume].map(plain)]),
      ).to.deep.equal(rows.reverse().map(([date, ...values]) => [date, ...values.map(plain)]));
    });
  }
});
