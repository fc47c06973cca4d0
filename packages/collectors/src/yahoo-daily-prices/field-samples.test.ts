import { expect } from 'chai';
import { fieldSample, hasFieldSamples } from '../price-samples.fixture.ts';
import { toChartLine } from './parse-line.ts';

const week = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
const question = { mic: 'XNYS', from: '2026-11-16', to: '2026-11-20', settledTo: '2026-11-20', isWhole: true };

/** The content of a chart: closes by day, actions, and days that are absent, late or odd. */
function readLine(folder: string, file = 'chart.json', asked: object = {}) {
  const { bars, actions, absent, late, oddities } = toChartLine(file, fieldSample(folder, file), {
    ...question,
    ...asked,
  });
  return {
    closes: bars.map(({ date, close }) => `${date} ${close}`),
    actions: actions.map(({ date, type, value }) => `${date} ${type} ${value}`),
    absent,
    late,
    odd: oddities.map(({ date, kind }) => `${kind} ${date}`),
  };
}

const at = (close: string, days: readonly string[] = week) => days.map((day) => `${day} ${close}`);
const usual = { actions: [], absent: [], late: [], odd: [] };

describe('answers that once went wrong', () => {
  if (!hasFieldSamples()) return;
  for (const [folder, expected] of [
    ['split-with-zero', { ...usual, closes: at('10'), odd: ['unreadable 2026-11-18'] }],
    [
      'price-of-thirteen-digits',
      {
        ...usual,
        closes: at('2.5', week.slice(2)),
        late: week.slice(0, 2),
        odd: week.slice(0, 2).flatMap((day) => [`unreadable ${day}`, `empty-bar ${day}`]),
      },
    ],
    [
      'zero-prices',
      {
        ...usual,
        closes: at('12', ['2026-11-16', '2026-11-17', '2026-11-19', '2026-11-20']),
        late: ['2026-11-18'],
        odd: ['impossible-price 2026-11-18', 'empty-bar 2026-11-18', 'impossible-price 2026-11-19'],
      },
    ],
    [
      'recent-session-missing-within',
      {
        ...usual,
        closes: at('10', ['2026-11-16', '2026-11-17', '2026-11-19', '2026-11-20']),
        late: ['2026-11-18'],
        odd: ['late 2026-11-18'],
      },
    ],
    ['dividend-told-twice-with-noise', { ...usual, closes: at('20'), actions: ['2026-11-18 dividend 0.24'] }],
    [
      'capital-gain-within-the-dividend',
      {
        ...usual,
        closes: at('30'),
        actions: ['2026-11-18 dividend 7.857'],
        // Its adjusted closes leave a quarter of the price out.
        odd: ['dividend-misadjusted 2026-11-18'],
      },
    ],
    [
      'split-told-before-it-is-applied',
      {
        ...usual,
        closes: [...at('100', week.slice(0, 2)), ...at('25', week.slice(2))],
        actions: ['2026-11-18 split 4'],
        odd: ['split-not-applied 2026-11-18'],
      },
    ],
  ] as const) {
    it(folder, () => {
      expect(readLine(folder)).to.deep.equal(expected);
    });
  }

  it('old-symbol-answers-with-another-series', () => {
    const asked = { from: '2026-05-21', to: '2026-07-13', settledTo: '2026-07-13', isWhole: false };
    expect(readLine('old-symbol-answers-with-another-series', 'after.json', asked)).to.deep.equal({
      ...usual,
      closes: ['2026-07-10 137.16'],
      late: ['2026-07-13'],
      odd: ['ends-early null'],
    });
  });
});
