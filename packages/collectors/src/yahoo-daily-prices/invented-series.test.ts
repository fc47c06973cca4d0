import { addDays, type Day, instantOf, type PriceSeries, roundTo, tradingCalendar } from '@tickermill/core';
import { get, makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { yahooDailyPrices } from './collector.ts';

const [chart] = yahooDailyPrices.steps;
const request = get('https://query1.finance.yahoo.com/v8/finance/chart/EXMP');
const places = [
  ['XNYS', 'EXMP', 'America/New_York'],
  ['XLON', 'EXMP.L', 'Europe/London'],
  ['XKRX', '005930.KS', 'Asia/Seoul'],
] as const;

/** The same numbers every time, from 0 up to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An invented series with holes, nulls, second bars and bars of closed days, and what is to be made of it. */
function invent(seed: number) {
  const random = seeded(seed);
  const upTo = (count: number) => Math.floor(random() * count);
  const [mic, symbol, zone] = places[upTo(places.length)] ?? places[0];
  const calendar = tradingCalendar(mic);
  const from = addDays('1995-01-02', upTo(11_000));
  const to = addDays(from, upTo(40));
  const settledTo = addDays(to, upTo(12) - 2);
  const times: number[] = [];
  const columns: Record<string, string[]> = { open: [], high: [], low: [], close: [], volume: [], adjclose: [] };
  const closes = new Map<Day, string | null>();
  const emptied = new Set<Day>();
  const add = (day: Day) => {
    // At the opening, or when it was last traded: never where the day itself is in doubt.
    times.push(instantOf(`${day}T${['09:00:00', '00:00:00', '16:00:01'][upTo(3)]}`, zone).getTime() / 1_000);
    const isEmpty = random() < 0.08;
    const close = isEmpty || random() < 0.05 ? null : `${upTo(5_000)}.${String(upTo(1_000_000_000)).padStart(9, '0')}`;
    for (const name of Object.keys(columns)) {
      const isClose = name === 'close' || name === 'adjclose';
      columns[name]?.push(isEmpty ? 'null' : isClose ? (close ?? 'null') : String(upTo(1_000)));
    }
    if (day < from || day > to || !calendar.isTradingDay(day)) return;
    if (isEmpty) emptied.add(day);
    else closes.set(day, close && roundTo(close, 6));
  };
  for (let day = addDays(from, -1); day <= addDays(to, 1); day = addDays(day, 1)) {
    if (random() < (calendar.isTradingDay(day) ? 0.92 : 0.03)) add(day);
    if (random() < 0.04) add(day);
  }
  const list = (name: string) => `"${name}":[${columns[name]?.join(',')}]`;
  const body =
    `{"chart":{"result":[{"meta":{"symbol":"${symbol}","currency":"USD","exchangeTimezoneName":"${zone}","dataGranularity":"1d"},` +
    `"timestamp":[${times.join(',')}],"indicators":{"quote":[{${['open', 'high', 'low', 'close', 'volume'].map(list).join(',')}}],` +
    `"adjclose":[{${list('adjclose')}}]}}],"error":null}}`;
  const input = {
    instrument: '7',
    symbol,
    mic,
    from,
    to,
    settledTo,
    wholeFrom: '1990-01-01',
    isWhole: false,
    isFallback: false,
    currency: null,
  };
  return { body, input, closes, emptied, calendar, isBare: times.length === 0 };
}

describe('any series that Yahoo may give', () => {
  it('comes down to each session once, at its last word, and to what is missing', () => {
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const { body, input, closes, emptied, calendar, isBare } = invent(seed);
      const outcome = chart?.parse(makeAnswer(request, { status: 200, body: Buffer.from(body) }), input as never);
      if (outcome?.kind !== 'found') throw new Error(`seed ${seed}: ${JSON.stringify(outcome)}`);
      if (isBare) {
        expect(outcome.next, `seed ${seed}`).to.have.length(1);
        continue;
      }
      const { bars, absent, late, oddities } = (outcome.records ?? [])[0] as PriceSeries;
      const expected = [...closes].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(
        bars.map(({ date, close }) => [date, close]),
        `seed ${seed}`,
      ).to.deep.equal(expected);
      for (const { date, final } of bars) {
        if (final !== date <= input.settledTo) throw new Error(`seed ${seed}: ${date} is ${final}`);
      }
      const isIn = new Set(bars.map(({ date }) => date));
      const sessions = calendar.tradingDaysBetween(input.from, input.to).filter((day) => day <= input.settledTo);
      const last = bars.at(-1)?.date ?? '';
      for (const day of [...absent, ...late]) {
        if (isIn.has(day) || !sessions.includes(day)) throw new Error(`seed ${seed}: ${day} is not missing`);
      }
      // Every hole between two bars is known for one.
      const holes = sessions.filter((day) => day < last && !isIn.has(day));
      expect(
        holes.filter((day) => !absent.includes(day) && !late.includes(day)),
        `seed ${seed}`,
      ).to.deep.equal([]);
      const empty = oddities.filter(({ what }) => what === 'empty-bar').map(({ day }) => day);
      expect(empty, `seed ${seed}`).to.have.members([...emptied].filter((day) => !closes.has(day)));
    }
  });
});
