import { divide, isDay, type MarketDayActions, Ticker, toDecimal } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { exactJson } from '../exact-json.ts';

type Row = Readonly<Record<string, unknown>>;
type Action = MarketDayActions['actions'][number];
const Rows = z.array(z.record(z.string(), z.unknown()));

/** How the rows of an exchange become ours: its symbols, and the currency in which its dividends are those of its prices. */
interface Exchange {
  toOurs(code: string): string | null;
  readonly currency: string;
}

/** The splits of a day, `new/old`. A row that cannot be read is left out. @throws {PipelineError} `UNEXPECTED_ANSWER` */
export const readSplits = (answer: Answer, exchange: Exchange): Action[] =>
  read(answer, exchange, (row) => {
    const [to, from] = (textOf(row['split']) ?? '').split('/').map((part) => toDecimal(part));
    if (!isAboveZero(to) || !isAboveZero(from) || to === from) return null;
    return { type: 'split', ratio: divide(to, from, 12), amount: null };
  });

/** The dividends of a day as they were paid: the other value beside them is adjusted for splits. @throws {PipelineError} */
export const readDividends = (answer: Answer, exchange: Exchange): Action[] =>
  read(answer, exchange, (row) => {
    const amount = toDecimal(textOf(row['unadjustedValue']) ?? '');
    if (!isAboveZero(amount) || textOf(row['currency']) !== exchange.currency) return null;
    return { type: 'dividend', ratio: null, amount };
  });

function read(
  answer: Answer,
  { toOurs }: Exchange,
  valueIn: (row: Row) => Pick<Action, 'type' | 'ratio' | 'amount'> | null,
): Action[] {
  const found = new Map<string, Action | null>();
  for (const row of exactJson(answer, Rows)) {
    const [code, date, value] = [textOf(row['code']), textOf(row['date']), valueIn(row)];
    const symbol = Ticker.safeParse(code === null ? null : toOurs(code)).data;
    if (symbol === undefined || date === null || !isDay(date) || value === null) continue;
    const known = found.get(symbol);
    const action: Action = { symbol, date, ...value, raw: row };
    // Where two values are told of a day, nothing says which of them holds.
    const isOther = known && (known.ratio !== action.ratio || known.amount !== action.amount);
    found.set(symbol, known === null || isOther ? null : action);
  }
  return [...found.values()].filter((action) => action !== null);
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const isAboveZero = (value: string | undefined): value is string =>
  value !== undefined && value !== '0' && !value.startsWith('-');
