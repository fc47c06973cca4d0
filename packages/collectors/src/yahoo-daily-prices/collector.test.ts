import type { PriceSeries } from '@tickermill/core';
import { get, makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { yahooDailyPrices } from './collector.ts';
import { type MadeChart, makeChart } from './made-chart.fixture.ts';

const [chart] = yahooDailyPrices.steps;
const usual = {
  instrument: '7',
  symbol: 'EXMP',
  mic: 'XNYS',
  from: '2026-11-16',
  to: '2026-11-20',
  settledTo: '2026-11-20',
  wholeFrom: '2020-01-02',
};

/** The outcome of a chart, by the step. */
function read(made: MadeChart, asked: object = {}) {
  const input = chart?.input.parse({ ...usual, ...asked });
  const body = Buffer.from(makeChart(made));
  return chart?.parse(
    makeAnswer(get('https://query1.finance.yahoo.com/v8/finance/chart/EXMP'), { status: 200, body }),
    input as never,
  );
}

function series(made: MadeChart, asked: object = {}): PriceSeries {
  const outcome = read(made, asked);
  const record = outcome?.kind === 'found' ? outcome.records?.[0] : undefined;
  if (record === undefined || !('kind' in record) || record.kind !== 'series')
    throw new Error(`no series: ${JSON.stringify(outcome)}`);
  return record;
}

const week = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
const closesOf = ({ bars }: PriceSeries) => Object.fromEntries(bars.map(({ date, close }) => [date, close]));
const odd = ({ oddities }: PriceSeries) => oddities.map(({ day, what }) => `${what} ${day}`);

describe('collector yahoo-daily-prices', () => {
  checkCollector(yahooDailyPrices, {
    chart: 'found',
    'chart-whole': 'found',
    'chart-with-action': 'found',
    'chart-empty': 'found',
    'chart-empty-again': 'nothing',
    'chart-before-trading': 'found',
    'chart-gone': 'gone',
    'chart-outside': 'found',
    'chart-other-error': 'UNEXPECTED_ANSWER',
    'chart-other-symbol': 'WRONG_ANSWER',
    'chart-of-minutes': 'UNEXPECTED_ANSWER',
    'chart-without-times': 'UNEXPECTED_ANSWER',
    'chart-html': 'UNEXPECTED_ANSWER',
    'chart-pence': 'found',
    'day-quote': 'found',
    'day-quote-none-alone': 'nothing',
    'day-quote-split': 'found',
    spark: 'found',
    'spark-none-alone': 'nothing',
    'spark-of-minutes': 'UNEXPECTED_ANSWER',
    'spark-error': 'UNEXPECTED_ANSWER',
    'spark-of-another': 'WRONG_ANSWER',
    'day-quote-of-another': 'WRONG_ANSWER',
  });

  const fixture = (name: string) => {
    const found = fixturesOf('yahoo-daily-prices').get(name);
    if (!found) throw new Error(name);
    return outcomeOf(yahooDailyPrices, found) as {
      records?: PriceSeries[];
      next?: { input: Record<string, unknown> }[];
    };
  };

  it('rounds what was float32 decimal-wise, and keeps the edge out', () => {
    const [record] = fixture('chart').records ?? [];
    expect(record).to.deep.include({
      basis: 'split-adjusted',
      currency: 'USD',
      priceHint: 2,
      firstTradeDay: '2015-01-01',
      actions: [],
      absent: [],
      oddities: [],
    });
    expect(record?.bars[0]).to.deep.equal({
      date: '2026-11-18',
      open: '11',
      high: '12.5',
      low: '10.25',
      close: '11.13',
      adjClose: '11.13',
      volume: '2000',
      final: true,
    });
    expect(record?.bars).to.have.length(3);
  });

  it('keeps a split of the first bar and the ratio of one that has no end', () => {
    const [record] = fixture('chart-whole').records ?? [];
    expect(record?.isWhole).to.equal(true);
    expect(record?.actions?.map(({ raw, ...action }) => action)).to.deep.equal([
      { date: '2026-11-16', type: 'split', ratio: '0.333333333333', amount: null },
      { date: '2026-11-18', type: 'dividend', ratio: null, amount: '0.257' },
    ]);
    expect(record?.actions?.[0]?.raw).to.deep.equal({
      splits: [{ date: '1794839400', numerator: '1', denominator: '3', splitRatio: '1:3' }],
    });
  });

  it('asks for the whole series when an action falls among the days asked for, or on the day after', () => {
    const { records, next } = fixture('chart-with-action');
    expect(records).to.equal(undefined);
    expect(next?.[0]?.input).to.include({ from: '2020-01-02', to: '2026-11-20', isWhole: true });
    const after = read(
      { days: week, dividends: { '2026-11-20': '0.5' } },
      { to: '2026-11-19', settledTo: '2026-11-19' },
    );
    expect(after).to.have.property('next');
    const before = read({ days: week, dividends: { '2026-11-16': '0.5' } }, { from: '2026-11-17' });
    expect(before).to.have.property('records');
  });

  it('asks the other host when the whole is what it has asked for already', () => {
    const again = read({ days: week, splits: { '2026-11-18': ['2', '1'] } }, { wholeFrom: '2026-11-16' });
    expect(again).to.have.nested.property('next[0].input.isAgain', true);
  });

  it('reports that it was not traded before its first day, and requests nothing more', () => {
    const [record] = fixture('chart-before-trading').records ?? [];
    expect(record).to.deep.include({ firstTradeDay: '2015-01-01', bars: [], absent: [], oddities: [] });
  });

  it('knows what stays empty, asked twice, for absent, except where it may be late', () => {
    const { records } = fixture('chart-empty-again');
    expect(records?.[0]).to.deep.include({ bars: [], absent: [], isWhole: false });
    const outcome = read({ days: [], isEmpty: true }, { from: '2026-11-10', isAgain: true, isGap: true });
    expect(outcome)
      .to.have.nested.property('records[0].absent')
      .that.deep.equals(['2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13']);
  });

  it('keeps pence apart from pounds, and sees a price that changes its unit', () => {
    const [record] = fixture('chart-pence').records ?? [];
    expect(record?.currency).to.equal('GBp');
    expect(record && odd(record)).to.deep.equal(['unit-flip 2026-11-19', 'unit-flip 2026-11-20', 'unit-flip null']);
  });

  it('records a bar without prices as a hole and stores one that has some', () => {
    const made = series({
      days: week,
      empty: ['2026-11-17'],
      without: { open: ['2026-11-18'], close: ['2026-11-19'] },
    });
    expect(
      made.bars.map(({ date, open, close, adjClose }) => [date, open === null, close === null, adjClose === null]),
    ).to.deep.equal([
      ['2026-11-16', false, false, false],
      ['2026-11-18', true, false, false],
      ['2026-11-19', false, true, true],
      ['2026-11-20', false, false, false],
    ]);
    expect([made.absent, made.late, odd(made)]).to.deep.equal([[], ['2026-11-17'], ['empty-bar 2026-11-17']]);
  });

  it('takes the close for an adjusted close that is missing only after the last dividend, and 0 never', () => {
    const asked = { isWhole: true, wholeFrom: '2026-11-16' };
    const made = series(
      { days: week, without: { adjclose: ['2026-11-17', '2026-11-19'] }, dividends: { '2026-11-18': '1' } },
      asked,
    );
    expect(made.bars.map(({ adjClose }) => adjClose === null)).to.deep.equal([false, true, false, false, false]);
    expect(made.bars[3]?.adjClose).to.equal(made.bars[3]?.close);
  });

  it('lets the last bar of a day count, unless it is empty', () => {
    const made = series({ days: [...week, '2026-11-20'], closes: ['1', '2', '3', '4', '5', '6'] });
    expect([closesOf(made)['2026-11-20'], odd(made)]).to.deep.equal(['6', ['duplicate 2026-11-20']]);
    const empty = series({ days: [...week, '2026-11-20'], closes: ['1', '2', '3', '4', '5', null] });
    expect(closesOf(empty)['2026-11-20']).to.equal('5');
  });

  it('stores no bar of a closed day, nor of a session that is still open', () => {
    const made = series(
      { days: ['2026-11-26', '2026-11-27', '2026-11-30'] },
      { from: '2026-11-26', to: '2026-11-27', settledTo: '2026-11-27' },
    );
    expect(Object.keys(closesOf(made))).to.deep.equal(['2026-11-27']);
    expect(odd(made)).to.deep.equal(['closed-day 2026-11-26', 'out-of-range 2026-11-30']);
    const open = series({ days: week }, { to: '2026-11-19', settledTo: '2026-11-19' });
    expect(odd(open)).to.deep.equal(['unfinished-session 2026-11-20']);
    const history = series({ days: week }, { to: '2026-11-19' });
    expect(odd(history)).to.deep.equal([]);
  });

  it('marks a session that has not settled as provisional', () => {
    const made = series({ days: week }, { settledTo: '2026-11-19' });
    expect(made.bars.map(({ final }) => final)).to.deep.equal([true, true, true, true, false]);
  });

  it('takes what is missing at the end for late, further back for absent', () => {
    const made = series({ days: ['2026-11-02', '2026-11-04'] }, { from: '2026-11-02' });
    expect(made.absent).to.deep.equal([
      '2026-11-03',
      '2026-11-05',
      '2026-11-06',
      '2026-11-09',
      '2026-11-10',
      '2026-11-11',
      '2026-11-12',
      '2026-11-13',
    ]);
    expect(made.late).to.deep.equal(week);
    expect(odd(made)).to.deep.equal(['ends-early null']);
  });

  it('takes a session that is missing within the last five for late, the sixth for absent', () => {
    const days = ['2026-11-12', '2026-11-16', '2026-11-18', '2026-11-19', '2026-11-20'];
    const made = series({ days, empty: ['2026-11-18'] }, { from: '2026-11-12' });
    expect([made.absent, made.late]).to.deep.equal([['2026-11-13'], ['2026-11-17', '2026-11-18']]);
    expect(odd(made)).to.deep.equal(['empty-bar 2026-11-18', 'late 2026-11-17']);
    const settledLater = series({ days, empty: ['2026-11-18'] }, { from: '2026-11-12', settledTo: '2026-11-24' });
    expect([settledLater.absent, settledLater.late]).to.deep.equal([['2026-11-13', '2026-11-17'], ['2026-11-18']]);
  });

  it('counts an action that is reported twice once, and adds no gain to the dividend that holds it', () => {
    const asked = { isWhole: true, wholeFrom: '2026-11-16' };
    const made = series(
      {
        days: week,
        splits: { '2026-11-18': ['4', '1'] },
        dividends: { '2026-11-17': '0.02' },
        gains: { '2026-11-17': '0.01' },
        twice: true,
      },
      asked,
    );
    expect(made.actions?.map(({ date, type, ratio, amount }) => [date, type, ratio ?? amount])).to.deep.equal([
      ['2026-11-17', 'dividend', '0.02'],
      ['2026-11-18', 'split', '4'],
    ]);
  });

  it('keeps an action without a bar in sight, and one of the future out of the series', () => {
    const asked = { isWhole: true, wholeFrom: '2026-11-16', to: '2026-11-19', settledTo: '2026-11-19' };
    const made = series(
      { days: ['2026-11-16', '2026-11-17', '2026-11-19'], dividends: { '2026-11-18': '0.01', '2026-11-20': '1' } },
      asked,
    );
    expect(made.actions?.map(({ date }) => date)).to.deep.equal(['2026-11-18']);
    expect(odd(made)).to.deep.equal([
      'late 2026-11-18',
      'action-without-bar 2026-11-18',
      'action-without-bar 2026-11-20',
    ]);
  });

  it('keeps numbers that floating point would not', () => {
    const made = series(
      { days: ['2026-11-20'], closes: ['123456789012.1234565'], volume: '9007199254740993' },
      { from: '2026-11-20' },
    );
    expect(made.bars[0]).to.include({ close: '123456789012.123457', volume: '9007199254740993' });
    const small = series({ days: ['2026-11-20'], closes: ['1.25E-5'], volume: '1.5E9' }, { from: '2026-11-20' });
    expect(small.bars[0]).to.include({ close: '0.000013', volume: '1500000000' });
  });

  it('stores the bar of the day as provisional, and asks alone for who is missing', () => {
    const { records, next } = fixture('day-quote');
    expect(records?.map(({ instrument, bars, oddities }) => [instrument, bars, oddities])).to.deep.equal([
      [
        '7',
        [
          {
            date: '2026-11-20',
            open: '10.1',
            high: '11',
            low: '9.875',
            close: '10.53',
            adjClose: '10.53',
            volume: '123456',
            final: false,
          },
        ],
        [],
      ],
      ['8', [], [{ day: null, what: 'ends-early' }]],
    ]);
    expect(next).to.have.length(1);
    expect(next?.[0]).to.deep.include({ step: 'day-quote', targets: ['9'] });
  });

  it('asks for the bars of one whose session does not go on from the stored close', () => {
    const { records, next } = fixture('day-quote-split');
    expect(records?.map(({ instrument }) => instrument)).to.deep.equal(['7']);
    expect(next).to.have.length(1);
    expect(next?.[0]).to.deep.include({ step: 'chart', targets: ['8'] });
    expect(next?.[0]?.input).to.include({ ask: 'bars', from: '2026-11-19', to: '2026-11-20' });
  });

  it('compares settled closes alone', () => {
    const { records, next } = fixture('spark') as unknown as {
      records: { closes: unknown }[];
      next: { targets: string[] }[];
    };
    expect(records[0]?.closes).to.deep.equal([
      { date: '2026-11-17', close: '10.1' },
      { date: '2026-11-19', close: '10.3' },
    ]);
    expect(next[0]?.targets).to.deep.equal(['9']);
  });

  it('asks for many at once only what many can be asked for', () => {
    const { batch } = yahooDailyPrices;
    const of = (ask: string, count: number) =>
      Array.from({ length: count }, (_, at) => ({
        target: String(at + 1),
        params: yahooDailyPrices.params.parse({ ...usual, ask }),
      }));
    const batchOf = (ask: string) => batch?.of(of(ask, 1)[0]?.params as never);
    expect(['bars', 'closes', 'day'].map((ask) => batchOf(ask)?.size)).to.deep.equal([undefined, 20, 50]);
    expect(batchOf('closes')?.key).to.not.equal(batchOf('day')?.key);
    const ids = of('closes', 20).map(({ target }) => target);
    expect(batchOf('closes')?.start(of('closes', 20))).to.deep.include({ step: 'spark', targets: ids });
    expect(batchOf('day')?.start(of('day', 50))).to.have.property('step', 'day-quote');
    const [alone] = of('closes', 1);
    expect(alone && yahooDailyPrices.start(alone)).to.have.property('step', 'spark');
  });

  it('asks for a longer stretch of closes the further they reach back', () => {
    const url = (from: string) => {
      const targets = [
        { ...usual, from },
        { ...usual, instrument: '8', symbol: 'BRK.B' },
      ];
      const step = yahooDailyPrices.steps.find(({ id }) => id === 'spark');
      return step?.request(step.input.parse({ targets }) as never).url;
    };
    expect(url('2026-11-16')).to.include('symbols=EXMP,BRK-B&range=5d');
    expect(url('2026-11-01')).to.include('range=1mo');
    expect(url('2001-01-01')).to.include('range=max');
  });
});
