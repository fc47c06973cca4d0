import type { Day } from '@tickermill/core';
import { drawsFor } from '../../random.ts';
import type { Instrument } from './instrument.ts';
import type { PriceChange } from './price-change.ts';
import type { Split } from './split.ts';

/** Per share as of its day, in whole ten-thousandths. */
export interface Dividend {
  readonly day: Day;
  readonly amount: number;
}

/** The splits of an instrument from a day to a day, ascending. */
export function splitsBetween({ life }: Instrument, changes: readonly PriceChange[], from: Day, to: Day): Split[] {
  const announced = changes.flatMap((change) => (change.kind === 'split' ? [change] : []));
  return [...life.splits, ...announced]
    .filter(({ day }) => day >= from && day <= to && (life.lastDay === null || day <= life.lastDay))
    .map(({ day, numerator, denominator }) => ({ day, numerator, denominator }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The dividends of an instrument from a day to a day, ascending. */
export function dividendsBetween(
  instrument: Instrument,
  changes: readonly PriceChange[],
  from: Day,
  to: Day,
): Dividend[] {
  const announced = changes.flatMap((change) => {
    return change.kind === 'dividend' && change.day >= from && change.day <= to
      ? [{ day: change.day, amount: Math.round(Number(change.amount) * 10_000) }]
      : [];
  });
  return [...quarterly(instrument, from, to), ...announced].sort((a, b) => (a.day < b.day ? -1 : 1));
}

const calendars = new WeakMap<Instrument, Map<number, readonly Dividend[]>>();

function quarterly(instrument: Instrument, from: Day, to: Day): Dividend[] {
  const { life } = instrument;
  if (!life.paysDividends) return [];
  const [first, last] = [from > life.firstTradeDay ? from : life.firstTradeDay, life.lastDay ?? to];
  const found: Dividend[] = [];
  for (let year = Number(first.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    for (const dividend of dividendsOfYear(instrument, year)) {
      if (dividend.day >= first && dividend.day <= to && dividend.day <= last) found.push(dividend);
    }
  }
  return found;
}

function dividendsOfYear(instrument: Instrument, year: number): readonly Dividend[] {
  const years = calendars.get(instrument) ?? new Map<number, readonly Dividend[]>();
  calendars.set(instrument, years);
  const known = years.get(year);
  if (known) return known;
  const { key, exchange, path } = instrument;
  const { calendar, tick, scale } = exchange;
  const firstMonth = drawsFor('dividends', key).int(1, 3);
  const draws = drawsFor('dividends', key, year);
  const made = [0, 1, 2, 3].map((quarter) => {
    const month = String(firstMonth + quarter * 3).padStart(2, '0');
    const wished = `${year}-${month}-${draws.int(10, 28)}`;
    const day = calendar.isTradingDay(wished) ? wished : calendar.nextTradingDay(wished);
    const share = 0.002 + draws.unit() * 0.004;
    const amount = Math.max(1, Math.round((path.priceOn(day) * scale * share * 10_000) / tick)) * tick;
    return { day, amount };
  });
  years.set(year, made);
  return made;
}
