// A market's day in one answer: what every provider of such days has in common.

import {
  type Day,
  type ErrorCode,
  type Mic,
  PipelineError,
  type Price,
  tradingCalendar,
  type Volume,
} from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { readBar } from './read-bar.ts';

/** What the prices of a market's day are adjusted for. Bases are never mixed in a series. */
export type MarketDayBasis = 'raw' | 'split-adjusted';

/** A bar of a market's day, by the symbol that its provider writes. */
export interface MarketDayBar {
  readonly symbol: string;
  readonly date: Day;
  readonly open: Price | null;
  readonly high: Price | null;
  readonly low: Price | null;
  readonly close: Price | null;
  /** Whole shares; fractions are rounded. */
  readonly volume: Volume | null;
}

/** A row that is no bar of the day, and why. */
export interface RefusedRow {
  readonly symbol: string | null;
  readonly reason: string;
}

/** A split or dividend that a row brings with its bar. */
export interface MarketDayAction {
  readonly symbol: string;
  readonly type: 'split' | 'dividend';
  /** New shares for an old one, or an amount per share. */
  readonly value: string;
}

/** What a provider's answer holds of a market's day. */
export interface MarketDay {
  readonly day: Day;
  readonly basis: MarketDayBasis;
  /** Rows of the answer, refused ones among them. */
  readonly rows: number;
  readonly bars: readonly MarketDayBar[];
  readonly refused: readonly RefusedRow[];
  readonly actions: readonly MarketDayAction[];
}

/** A row as its provider's reader understands it: cells to be read as a bar, or the reason why it is none. */
export type MarketDayRow =
  | {
      readonly symbol: string;
      /** The day that the row names; null where it names none, and the answer is taken at its word. */
      readonly date: Day | null;
      readonly cells: Record<'open' | 'high' | 'low' | 'close' | 'volume', unknown>;
      readonly actions?: readonly MarketDayAction[];
    }
  | RefusedRow;

/**
 * Rows as bars of a day: those of another day, without a readable price, and all of a symbol that stands there twice are
 * refused; the rest is taken.
 */
export function collectDay(day: Day, basis: MarketDayBasis, rows: readonly MarketDayRow[]): MarketDay {
  const counts = new Map<string, number>();
  for (const row of rows) if ('cells' in row) counts.set(row.symbol, (counts.get(row.symbol) ?? 0) + 1);
  const bars: MarketDayBar[] = [];
  const refused: RefusedRow[] = [];
  const actions: MarketDayAction[] = [];
  for (const row of rows) {
    const taken = 'cells' in row ? toBar(row, day, counts.get(row.symbol) ?? 0) : row;
    if ('reason' in taken) refused.push(taken);
    else bars.push(taken);
    if ('cells' in row && !('reason' in taken)) actions.push(...(row.actions ?? []));
  }
  return { day, basis, rows: rows.length, bars, refused, actions };
}

function toBar(
  { symbol, date, cells }: Extract<MarketDayRow, { cells: unknown }>,
  day: Day,
  count: number,
): MarketDayBar | RefusedRow {
  if (date !== null && date !== day) return { symbol, reason: `it is of ${date}` };
  // Nothing says which of them is the instrument's.
  if (count > 1) return { symbol, reason: `the symbol stands there ${count} times` };
  const { open, high, low, close, volume, faults } = readBar(day, cells);
  if (open === null && high === null && low === null && close === null)
    return { symbol, reason: faults.length > 0 ? 'it has no price that can be' : 'it has no price' };
  return { symbol, date: day, open, high, low, close, volume };
}

/** An error of a provider, said with the answer that is one. */
export const wrongAnswer = (answer: Answer, code: ErrorCode, why: string): PipelineError =>
  new PipelineError(code, `${answer.request.url} answered ${answer.status}: ${why}`, {
    detail: { url: answer.request.url, status: answer.status },
  });

/** Rows without these fields are another answer of the provider. @throws {PipelineError} `UNEXPECTED_ANSWER` */
export function checkFields(
  answer: Answer,
  rows: readonly Readonly<Record<string, unknown>>[],
  names: readonly string[],
): void {
  if (rows.length > 0 && !rows.some((row) => names.every((name) => name in row)))
    throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', `its rows are no bars of a market: none has ${names.join(', ')}`);
}

/**
 * Nothing is believed on a closed day alone: on a session an empty answer is a failure of the provider, or the day is not
 * published yet. @throws {PipelineError} `UNEXPECTED_ANSWER`
 */
export function checkNothing(answer: Answer, day: Day, mic: Mic): void {
  const calendar = tradingCalendar(mic);
  if (calendar.isKnown(day) && calendar.isTradingDay(day))
    throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', `it holds no price of ${day}, a session of ${mic}; ask again later`);
}

/** A field of a row as text; null where it is none, or blank. */
export const textOf = (row: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = row[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};
