import type { PriceSeries } from '@tickermill/core';
import { expect } from 'chai';
import { meaningOf, type Sample, samplesOf } from '../price-samples.fixture.ts';
import { stooqDailyPrices } from './collector.ts';

const [file] = stooqDailyPrices.steps;
const input = {
  instrument: '7',
  symbol: 'EXMP',
  mic: 'XNYS',
  from: '1700-01-01',
  to: '2023-12-31',
  settledTo: '2023-12-31',
};
const meaningOfFile = (sample: Sample) =>
  meaningOf('stooq', sample, (answer) => file?.parse(answer, { ...input, isWhole: true, isFallback: true } as never));

describe('real answers of Stooq', () => {
  for (const sample of samplesOf('stooq')) {
    it(sample.file, () => {
      const meaning = meaningOfFile(sample);
      if (sample.file.startsWith('error-daily')) return void expect(meaning).to.equal('THROTTLED');
      if (sample.file.startsWith('error-no-data')) return void expect(meaning).to.have.property('kind', 'nothing');
      if (typeof meaning !== 'object' || meaning.kind !== 'found') throw new Error(`means ${JSON.stringify(meaning)}`);
      const { bars, oddities } = (meaning.records ?? [])[0] as PriceSeries;
      const closed = new Set(oddities.filter(({ what }) => what === 'closed-day').map(({ day }) => day));
      const rows = sample.text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((row) => row.split(','));
      const kept = rows.filter(([date]) => !closed.has(date ?? ''));
      expect(closed.size, 'bars of closed days').to.be.lessThan(rows.length / 500);
      expect(bars).to.have.length(kept.length);
      for (const [at, bar] of bars.entries()) {
        const [date, open, high, low, close, volume] = kept[at] ?? [];
        const isNear = [open, high, low, close].every(
          (text, index) => Math.abs(Number(text) - Number([bar.open, bar.high, bar.low, bar.close][index])) <= 5.1e-7,
        );
        const isVolume = volume === undefined ? bar.volume === null : Number(bar.volume) === Math.round(Number(volume));
        if (bar.date !== date || !isNear || !isVolume) throw new Error(`${JSON.stringify(bar)} is not ${kept[at]}`);
      }
    });
  }
});
