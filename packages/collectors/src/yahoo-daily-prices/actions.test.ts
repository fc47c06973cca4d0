import { expect } from 'chai';
import { makeChart } from './made-chart.fixture.ts';
import { toChartLine } from './parse-line.ts';

const week = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
const question = { mic: 'XNYS', from: '2026-11-16', to: '2026-11-20', settledTo: '2026-11-20', isWhole: true };
const noon = 1795012200;

function readActions(made: { closes?: readonly string[]; adjusted?: readonly string[]; events: object }) {
  const { closes = ['100', '100', '100', '100', '100'], adjusted = closes } = made;
  const cells = { adjclose: Object.fromEntries(week.map((day, at) => [day, adjusted[at] ?? 'null'])) };
  const chart = makeChart({ days: week, closes, cells, events: JSON.stringify(made.events) });
  const { actions, oddities, bars } = toChartLine('chart.json', Buffer.from(chart), question);
  return {
    actions: actions.map(({ date, value }) => `${date} ${value}`),
    odd: oddities.map(({ date, kind }) => `${kind} ${date}`),
    closes: bars.map(({ close }) => close),
  };
}

const paid = (...amounts: (number | string)[]) =>
  Object.fromEntries(amounts.map((amount, at) => [noon + 60 * at, { amount, date: noon + 60 * at }]));
const split = (...ratios: (readonly [number, number])[]) =>
  Object.fromEntries(
    ratios.map(([numerator, denominator], at) => [noon + 60 * at, { numerator, denominator, date: noon + 60 * at }]),
  );

describe('the actions of a day', () => {
  it('count what is reported twice once, whatever noise or rounding came between', () => {
    const amount = (...amounts: number[]) => readActions({ events: { dividends: paid(...amounts) } });
    expect(amount(0.24, 0.23999999463558197)).to.deep.include({ actions: ['2026-11-18 0.24'], odd: [] });
    expect(amount(0.23999999463558197, 0.24, 0.24).actions).to.deep.equal(['2026-11-18 0.24']);
    expect(amount(0.24, 0.2425), 'rounded to cents').to.deep.include({ actions: ['2026-11-18 0.2425'], odd: [] });
    expect(amount(0.24, 0.25)).to.deep.include({ actions: ['2026-11-18 0.49'], odd: ['ambiguous-action 2026-11-18'] });
    expect(amount(0.5, 1), 'two that differ').to.deep.include({ actions: ['2026-11-18 1.5'] });
  });

  it('take a gain for a part of the dividend beside it, and the larger of both', () => {
    const events = (dividend: number, gain: number) => ({ dividends: paid(dividend), capitalGains: paid(gain) });
    expect(readActions({ events: events(1.857, 1.42) })).to.deep.include({ actions: ['2026-11-18 1.857'], odd: [] });
    expect(readActions({ events: events(1.42, 1.42) })).to.deep.include({ actions: ['2026-11-18 1.42'], odd: [] });
    expect(readActions({ events: events(0.1, 1.42) })).to.deep.include({
      actions: ['2026-11-18 1.42'],
      odd: ['ambiguous-action 2026-11-18'],
    });
    expect(readActions({ events: { capitalGains: paid(1.42) } }).actions).to.deep.equal(['2026-11-18 1.42']);
  });

  it('are one split, however it is written', () => {
    const ratio = (...ratios: (readonly [number, number])[]) => readActions({ events: { splits: split(...ratios) } });
    expect(ratio([3, 2], [1.5, 1])).to.deep.include({ actions: ['2026-11-18 1.5'], odd: [] });
    expect(ratio([2, 1], [3, 1])).to.deep.include({
      actions: ['2026-11-18 6'],
      odd: ['ambiguous-action 2026-11-18'],
    });
  });
});

describe('a split held against the bars', () => {
  const events = (up: number, down: number) => ({ splits: split([up, down]) });
  const odd = (closes: readonly string[], [up, down]: readonly [number, number]) =>
    readActions({ closes, events: events(up, down) }).odd;

  it('is not applied where the close moves by its ratio, and applied twice where it moves back by it', () => {
    for (const [before, ratio] of [
      ['400', [4, 1]],
      ['150', [3, 2]],
      ['110', [11, 10]],
      ['10', [1, 10]],
      ['2', [1, 50]],
    ] as const) {
      expect(odd([before, before, '100', '101', '102'], ratio), before).to.deep.equal(['split-not-applied 2026-11-18']);
    }
    expect(odd(['25', '25', '100', '100', '100'], [4, 1])).to.deep.equal(['split-applied-twice 2026-11-18']);
    expect(odd(['1000', '1000', '100', '100', '100'], [1, 10])).to.deep.equal(['split-applied-twice 2026-11-18']);
    expect(
      readActions({ closes: ['400', '400', '100', '100', '100'], events: events(4, 1) }).closes,
      'as they are told',
    ).to.deep.equal(['400', '400', '100', '100', '100']);
  });

  it('is where the market moved as well', () => {
    expect(odd(['420', '380', '100', '100', '100'], [4, 1])).to.deep.equal(['split-not-applied 2026-11-18']);
    expect(odd(['10', '10', '70', '70', '70'], [1, 10]), 'a third less after a reverse split').to.deep.equal([
      'split-not-applied 2026-11-18',
    ]);
  });

  it('is applied where the close moves as on any day, however wildly, or where nothing stands before it', () => {
    expect(odd(['90', '100', '120', '100', '100'], [4, 1])).to.deep.equal([]);
    expect(odd(['100', '100', '60', '60', '60'], [4, 1])).to.deep.equal([]);
    expect(odd(['100', '100', '95', '95', '95'], [21, 20]), 'too small to be told from a move').to.deep.equal([]);
    const first = { splits: { 1794839400: { numerator: 4, denominator: 1, date: 1794839400 } } };
    expect(readActions({ events: first }).odd).to.deep.equal([]);
  });
});

describe('a dividend held against the adjusted closes', () => {
  const odd = (amount: number, adjusted: readonly string[]) =>
    readActions({ adjusted, events: { dividends: paid(amount) } }).odd;

  it('is reported where they leave it out, or take off another amount', () => {
    expect(odd(25, ['100', '100', '100', '100', '100'])).to.deep.equal(['dividend-misadjusted 2026-11-18']);
    expect(odd(25.5, ['99.5', '99.5', '100', '100', '100']), 'the usual part alone').to.deep.equal([
      'dividend-misadjusted 2026-11-18',
    ]);
    expect(odd(25, ['50', '50', '100', '100', '100'])).to.deep.equal(['dividend-misadjusted 2026-11-18']);
  });

  it('is in order where they follow it, as far as digits tell', () => {
    expect(odd(25, ['75', '75', '100', '100', '100'])).to.deep.equal([]);
    expect(odd(25, ['74.6', '74.6', '100', '100', '100'])).to.deep.equal([]);
    expect(odd(1.9, ['100', '100', '100', '100', '100']), 'small').to.deep.equal([]);
    expect(odd(3, ['0.01', '0.01', '0.01', '0.01', '0.01']), 'no digits left').to.deep.equal([]);
  });
});
