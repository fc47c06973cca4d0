import {
  type Day,
  divide,
  fromTapeSymbol,
  groupBy,
  isDay,
  type MarketDayActions,
  Ticker,
  toDecimal,
} from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { exactJson } from '../exact-json.ts';

type Row = Readonly<Record<string, unknown>>;
type Action = MarketDayActions['actions'][number];

/** A page of a list of actions: `next_url` is there where another follows. */
const Page = z.object({
  results: z.array(z.record(z.string(), z.unknown())).nullish(),
  next_url: z.string().nullish(),
});

/** A list of splits or dividends, and where its next page begins. */
export interface ActionPage {
  readonly actions: Action[];
  readonly cursor: string | null;
}

/** A page of splits. A row that cannot be read is left out. @throws {PipelineError} `UNEXPECTED_ANSWER` */
export const readSplits = (answer: Answer): ActionPage => readPage(answer, toSplit);

/** A page of dividends, in dollars alone: another currency is not that of the prices. @throws {PipelineError} */
export const readDividends = (answer: Answer): ActionPage => readPage(answer, toDividend);

function readPage(answer: Answer, read: (row: Row) => Action | null): ActionPage {
  const { results, next_url } = exactJson(answer, Page);
  const actions = (results ?? []).flatMap((row) => read(row) ?? []);
  const cursor = next_url ? new URL(next_url).searchParams.get('cursor') : null;
  return { actions: withoutContradictions(actions), cursor };
}

/** Of a symbol and day each kind once: where two values are told, nothing says which of them holds. */
function withoutContradictions(actions: readonly Action[]): Action[] {
  const byKey = groupBy(actions, ({ symbol, date, type }) => `${symbol} ${date} ${type}`);
  return [...byKey.values()].flatMap(([first, ...others]) =>
    first && others.every(({ ratio, amount }) => ratio === first.ratio && amount === first.amount) ? [first] : [],
  );
}

function about(row: Row, dateField: string): { symbol: string; date: Day } | null {
  const [ticker, date] = [textOf(row['ticker']), textOf(row[dateField])];
  const symbol = Ticker.safeParse(ticker === null ? null : fromTapeSymbol(ticker)).data;
  return symbol !== undefined && date !== null && isDay(date) ? { symbol, date } : null;
}

function toSplit(row: Row): Action | null {
  const named = about(row, 'execution_date');
  const [from, to] = [decimalOf(row['split_from']), decimalOf(row['split_to'])];
  if (named === null || from === null || to === null || from === to) return null;
  return { ...named, type: 'split', ratio: divide(to, from, 12), amount: null, raw: row };
}

function toDividend(row: Row): Action | null {
  const named = about(row, 'ex_dividend_date');
  const [amount, currency] = [decimalOf(row['cash_amount']), textOf(row['currency']) ?? 'USD'];
  if (named === null || amount === null || currency !== 'USD') return null;
  return { ...named, type: 'dividend', ratio: null, amount, raw: row };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A number above zero. */
function decimalOf(value: unknown): string | null {
  const decimal = typeof value === 'string' ? toDecimal(value) : undefined;
  return decimal === undefined || decimal === '0' || decimal.startsWith('-') ? null : decimal;
}
