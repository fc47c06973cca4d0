import { add, type CorporateAction, type Day, divide, multiply, PipelineError, toDecimal } from '@tickermill/core';
import { type ChartResult, dayOf } from './chart.ts';

/** Behind the point of a ratio: 1:3 has no end. */
const ratioDigits = 12;

type Events = NonNullable<ChartResult['events']>;
type Dividend = { amount: string; date: string };
type Split = { date: string; numerator: string; denominator: string };

/**
 * Splits and dividends by day. Of one kind there is one a day: what Yahoo tells twice counts once, and several dividends
 * of a day are one of their sum. Capital gains that a fund pays out are dividends. `raw` has all of it as it was written.
 */
export function actionsOf({ meta, events }: ChartResult): CorporateAction[] {
  const { dividends = {}, capitalGains = {}, splits = {} }: Events = events ?? {};
  const byDay = <E extends { date: string }>(of: Record<string, E>) => {
    const days = new Map<Day, E[]>();
    for (const event of Object.values(of)) {
      const day = dayOf(event.date, meta);
      days.set(day, [...(days.get(day) ?? []), event]);
    }
    return days;
  };
  const [paid, gains, split] = [byDay(dividends), byDay(capitalGains), byDay(splits)];
  const payDays = [...new Set([...paid.keys(), ...gains.keys()])];
  return [
    ...payDays.map((date) => toDividend(date, paid.get(date) ?? [], gains.get(date) ?? [])),
    ...[...split].map(([date, of]) => toSplit(date, of)),
  ].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.type < b.type ? 1 : -1));
}

function toDividend(date: Day, dividends: Dividend[], capitalGains: Dividend[]): CorporateAction {
  const amounts = [
    ...distinct(dividends.map(({ amount }) => read(amount))),
    ...distinct(capitalGains.map(({ amount }) => read(amount))),
  ];
  return {
    date,
    type: 'dividend',
    ratio: null,
    amount: amounts.reduce(add),
    raw: { ...(dividends.length > 0 ? { dividends } : {}), ...(capitalGains.length > 0 ? { capitalGains } : {}) },
  };
}

function toSplit(date: Day, splits: Split[]): CorporateAction {
  const ratios = distinct(
    splits.map(({ numerator, denominator }) => {
      const [up, down] = [read(numerator), read(denominator)];
      if (!/[1-9]/.test(up) || !/[1-9]/.test(down)) throw unreadable(`${numerator}:${denominator}`);
      return divide(up, down, ratioDigits);
    }),
  );
  return { date, type: 'split', ratio: ratios.reduce(multiply), amount: null, raw: { splits } };
}

const distinct = <T>(values: T[]): T[] => [...new Set(values)];

function read(text: string): string {
  const decimal = toDecimal(text);
  if (decimal === undefined) throw unreadable(text);
  return decimal;
}

const unreadable = (text: string) =>
  new PipelineError('UNEXPECTED_ANSWER', `"${text.slice(0, 40)}" is no amount or ratio`, {
    detail: { value: text.slice(0, 40) },
  });
