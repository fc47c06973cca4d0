import { addDays, type Day, dayAt } from '@tickermill/core';
import type { Answer } from '../answer.ts';
import type { Listed } from '../market/prices/price-market.ts';
import { yahooError } from './error-bodies.ts';

/** The sessions that a request asks for; the seconds decide, the days only bound the search. */
export interface ChartWindow {
  readonly from: Day;
  readonly to: Day;
  /** Epoch seconds: from this one on, up to but without that one. */
  readonly period1: number;
  readonly period2: number;
  /** As requested; empty for a window of periods. */
  readonly range: string;
}

/** The ranges that Yahoo offers, with the days or months that each reaches back. */
const ranges = {
  '1d': { sessions: 1 },
  '5d': { sessions: 5 },
  '1mo': { months: 1 },
  '3mo': { months: 3 },
  '6mo': { months: 6 },
  '1y': { months: 12 },
  '2y': { months: 24 },
  '5y': { months: 60 },
  '10y': { months: 120 },
  ytd: { months: null },
  max: { months: null },
} as const;
type Range = keyof typeof ranges;

/** The names of the ranges. */
export const rangeNames = Object.keys(ranges);
const intervals = '1m, 2m, 5m, 15m, 30m, 60m, 90m, 1h, 4h, 1d, 5d, 1wk, 1mo, 3mo';

/** Reads the window that a request asks for, or the answer that refuses it. */
export function windowOf(query: URLSearchParams, listed: Listed): ChartWindow | { readonly refusal: Answer } {
  const refuse = (status: number, code: string, text: string) => ({ refusal: yahooError(status, 'chart', code, text) });
  const interval = query.get('interval') ?? '1d';
  if (interval !== '1d') {
    const text = `Invalid input - interval=${interval} is not supported. Valid intervals: [${intervals}]`;
    return refuse(422, 'Unprocessable Entity', text);
  }
  const { last, at } = listed;
  const now = Math.floor(at / 1000);
  const [one, two] = [query.get('period1'), query.get('period2')];
  if (one === null && two === null) {
    const range = query.get('range') ?? '1d';
    if (!(range in ranges)) {
      const text = `Invalid input - range=${range} is not supported. Valid ranges: [${rangeNames.join(', ')}]`;
      return refuse(422, 'Unprocessable Entity', text);
    }
    return { from: startOf(range as Range, listed), to: last.day, period1: -Infinity, period2: Infinity, range };
  }
  const [period1, period2] = [one ?? '0', two ?? String(now)].map((text) =>
    /^-?\d{1,12}$/.test(text) ? Number(text) : NaN,
  );
  if (period1 === undefined || period2 === undefined || Number.isNaN(period1 + period2)) {
    return refuse(400, 'Bad Request', 'Invalid input - period1 and period2 must be numbers');
  }
  const stretch = `startDate = ${period1}, endDate = ${period2}`;
  if (period1 > period2) {
    return refuse(400, 'Bad Request', `Invalid input - start date cannot be after end date. ${stretch}`);
  }
  const { exchange, life } = listed.instrument;
  const dayOf = (second: number) =>
    dayAt(new Date(Math.max(-2e9, Math.min(second, now + 86_400)) * 1000), exchange.calendar.zone);
  const [from, to] = [dayOf(period1), dayOf(period2)];
  if (to < life.firstTradeDay) return refuse(400, 'Bad Request', `Data doesn't exist for ${stretch}`);
  return { from, to, period1, period2, range: '' };
}

function startOf(range: Range, { instrument, last }: Listed): Day {
  const { exchange, life } = instrument;
  const reach = ranges[range];
  if ('sessions' in reach) {
    let day = last.day;
    for (let nth = 1; nth < reach.sessions; nth += 1) day = exchange.calendar.previousTradingDay(day);
    return day;
  }
  if (range === 'max') return life.firstTradeDay;
  if (reach.months === null) return `${last.day.slice(0, 4)}-01-01`;
  const months = Number(last.day.slice(0, 4)) * 12 + Number(last.day.slice(5, 7)) - 1 - reach.months;
  const month = `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
  return addDays(`${month}-01`, Number(last.day.slice(8)) - 1);
}
