import { expect } from 'chai';
import { type MadeChart, makeChart } from './made-chart.fixture.ts';
import { toChartLine } from './parse-line.ts';

const week = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
const question = { mic: 'XNYS', from: '2026-11-16', to: '2026-11-20', settledTo: '2026-11-20', isWhole: true };

function line(made: Partial<MadeChart>, asked: object = {}) {
  const chart = makeChart({ days: week, closes: ['10', '10', '10', '10', '10'], ...made });
  return toChartLine('chart.json', Buffer.from(chart), { ...question, ...asked });
}

const odd = ({ oddities }: ReturnType<typeof line>) => oddities.map(({ date, kind }) => `${kind} ${date}`);
const barOf = ({ bars }: ReturnType<typeof line>, day: string) => bars.find(({ date }) => date === day);
const actions = ({ actions }: ReturnType<typeof line>) => actions.map(({ date, type, value }) => [date, type, value]);

describe('one bad field of a chart', () => {
  for (const cell of ['33000000000000.5', '1000000000000', '"N/A"', 'NaN', '-Infinity', 'true', '{}', '[1]', '1e-9']) {
    it(`leaves out a close of ${cell} alone, and reports its day`, () => {
      const made = line({ cells: { close: { '2026-11-18': cell } } });
      expect(made.bars.map(({ date }) => date)).to.deep.equal(week);
      expect(barOf(made, '2026-11-18')).to.include({ open: '10', close: null, adj_close: null });
      expect(odd(made)).to.deep.equal(['unreadable 2026-11-18']);
    });
  }

  it('takes the largest price that is stored, and one that is written as a text or with an exponent', () => {
    const made = line({
      cells: { close: { '2026-11-16': '999999999999', '2026-11-17': '"10.5"', '2026-11-18': '1.05e1' } },
    });
    expect(made.bars.slice(0, 3).map(({ close }) => close)).to.deep.equal(['999999999999', '10.5', '10.5']);
    expect(odd(made)).to.deep.equal([]);
  });

  for (const cell of ['-1', '"many"', '1e19', 'NaN']) {
    it(`leaves out a volume of ${cell} alone`, () => {
      const made = line({ cells: { volume: { '2026-11-18': cell } } });
      expect(barOf(made, '2026-11-18')).to.include({ close: '10', volume: null });
      expect(odd(made)).to.deep.equal(['unreadable 2026-11-18']);
    });
  }

  it('counts a bar without one readable price as missing, and as absent never', () => {
    const cells = Object.fromEntries(
      ['open', 'high', 'low', 'close', 'adjclose'].map((column) => [column, { '2026-11-02': '33000000000000.5' }]),
    );
    const made = line(
      { days: ['2026-11-02', ...week], closes: ['10', '10', '10', '10', '10', '10'], cells },
      { from: '2026-11-02' },
    );
    expect([made.bars.length, made.late]).to.deep.equal([5, []]);
    expect(made.absent).to.include('2026-11-03').and.not.include('2026-11-02');
    expect(odd(made)).to.deep.equal(['unreadable 2026-11-02', 'empty-bar 2026-11-02']);
  });

  const splits = (event: string) => `{"splits":{"1795012200":${event}}}`;
  const dividends = (event: string) => `{"dividends":{"1795012200":${event}}}`;
  for (const [name, events] of [
    ['a split of 1:0', splits('{"date":1795012200,"numerator":1,"denominator":0,"splitRatio":"1:0"}')],
    ['a split of 0:1', splits('{"date":1795012200,"numerator":0,"denominator":1}')],
    ['a negative split', splits('{"date":1795012200,"numerator":-4,"denominator":1}')],
    ['a split by NaN', splits('{"date":1795012200,"numerator":NaN,"denominator":1}')],
    ['a split of 1:1', splits('{"date":1795012200,"numerator":1,"denominator":1}')],
    ['a split of nothing', splits('{"date":1795012200,"splitRatio":"later"}')],
    ['a split that is a text', splits('"4:1"')],
    ['a dividend without an amount', dividends('{"date":1795012200}')],
    ['a dividend of null', dividends('{"date":1795012200,"amount":null}')],
    ['a dividend of 0', dividends('{"date":1795012200,"amount":0}')],
    ['a negative dividend', dividends('{"date":1795012200,"amount":-0.5}')],
    ['a dividend in words', dividends('{"date":1795012200,"amount":"some"}')],
    ['a dividend that is null', dividends('null')],
  ] as const) {
    it(`leaves out ${name} and keeps every bar`, () => {
      const made = line({ events });
      expect([made.bars.length, made.actions, odd(made)]).to.deep.equal([5, [], ['unreadable 2026-11-18']]);
    });
  }

  it('reads what is written another way: a ratio alone, a list, an event whose key alone has its day', () => {
    const split = { splitRatio: '3:2', date: 1795012200 };
    const closes = ['10', '10', '10', '10', '10'];
    for (const splits of [{ 1795012200: split }, [split], { 1795012200: { splitRatio: '3/2' } }]) {
      const made = line({ closes, events: JSON.stringify({ splits }) });
      expect(actions(made)).to.deep.equal([['2026-11-18', 'split', '1.5']]);
    }
  });

  it('keeps the other events of a kind, and reports those that have no day under none', () => {
    const made = line({
      events:
        '{"dividends":{"soon":{"amount":1},"1795012200":{"date":1795012200,"amount":0.1}},"splits":"none","capitalGains":null}',
    });
    expect(actions(made)).to.deep.equal([['2026-11-18', 'dividend', '0.1']]);
    expect(odd(made)).to.deep.equal(['unreadable null', 'unreadable null']);
  });

  it('leaves out a bar without a day, and keeps the series without currency, hint, zone or first day', () => {
    const meta = { currency: '7e9', priceHint: '"two"', exchangeTimezoneName: 'null', firstTradeDate: '"long ago"' };
    const made = line({ meta });
    expect([made.bars.length, odd(made)]).to.deep.equal([5, []]);
    const chart = makeChart({ days: week }).replace('1795012200', 'null');
    const without = toChartLine('chart.json', Buffer.from(chart), question);
    expect([without.bars.length, without.late, odd(without)]).to.deep.equal([
      4,
      ['2026-11-18'],
      ['late 2026-11-18', 'unreadable null'],
    ]);
  });

  it('is refused where it is the shape that is wrong: columns of another length, or no closes', () => {
    const chart = makeChart({ days: week });
    for (const body of [chart.replace('"close":[1,', '"close":['), chart.replace('"close":[', '"klose":[')]) {
      expect(() => toChartLine('chart.json', Buffer.from(body), question))
        .to.throw()
        .with.property('code', 'UNEXPECTED_ANSWER');
    }
  });
});

describe('impossible prices of a chart', () => {
  const all = (cell: string) =>
    Object.fromEntries(['open', 'high', 'low', 'close', 'adjclose'].map((name) => [name, { '2026-11-18': cell }]));

  for (const cell of ['0', '0.000000', '-0', '-12.5']) {
    it(`make no bar of ${cell}, as if it were null`, () => {
      const made = line({ cells: all(cell) });
      expect([made.bars.length, made.absent, made.late]).to.deep.equal([4, [], ['2026-11-18']]);
      expect(odd(made)).to.deep.equal(['impossible-price 2026-11-18', 'empty-bar 2026-11-18']);
    });
  }

  it('leave the rest of a bar', () => {
    const made = line({ cells: { open: { '2026-11-18': '0' }, low: { '2026-11-18': '-1' } } });
    expect(barOf(made, '2026-11-18')).to.include({ open: null, high: '10', low: null, close: '10', adj_close: '10' });
    expect(odd(made)).to.deep.equal(['impossible-price 2026-11-18']);
  });

  it('are a high and a low of which the one is below the other, by one digit', () => {
    const made = line({
      cells: {
        high: { '2026-11-18': '9.999999', '2026-11-19': '10' },
        low: { '2026-11-18': '10', '2026-11-19': '10.0' },
      },
    });
    expect(barOf(made, '2026-11-18')).to.include({ open: '10', high: null, low: null, close: '10' });
    expect(barOf(made, '2026-11-19')).to.include({ high: '10', low: '10' });
    expect(odd(made)).to.deep.equal(['impossible-price 2026-11-18']);
    const large = line({
      cells: { high: { '2026-11-18': '123456789012.123456' }, low: { '2026-11-18': '123456789012.123457' } },
    });
    expect(barOf(large, '2026-11-18'), 'exactly').to.include({ high: null, low: null });
  });

  it('are an adjusted close below zero, which is never made up where a dividend came after it', () => {
    const made = line({
      dividends: { '2026-11-19': '0.01' },
      cells: { adjclose: { '2026-11-17': '-3', '2026-11-20': '0' } },
    });
    expect(['2026-11-17', '2026-11-20'].map((day) => barOf(made, day)?.adj_close)).to.deep.equal([null, '10']);
    expect(odd(made)).to.deep.equal(['impossible-price 2026-11-17', 'impossible-price 2026-11-20']);
  });
});
