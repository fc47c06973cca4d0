// Tiingo: the latest day of the whole market.

import { type Day, isDay, toDecimal } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { exactJson } from './exact-json.ts';
import {
  checkFields,
  checkNothing,
  collectDay,
  type MarketDay,
  type MarketDayAction,
  type MarketDayRow,
  textOf,
  wrongAnswer,
} from './market-day.ts';

type Row = Readonly<Record<string, unknown>>;
const Latest = z.array(z.record(z.string(), z.unknown()));

/**
 * The latest day, as JSON or CSV: prices as they were traded, with the splits and dividends that take effect on it. The
 * adjusted ones beside them are of the evening of the answer, and are left. @throws {PipelineError} as the provider refuses
 */
export function readTiingoDay(answer: Answer, day: Day): MarketDay {
  refuseFailure(answer);
  const rows = /^\s*\[/.test(answer.text()) ? exactJson(answer, Latest) : csvRows(answer);
  if (rows.length === 0) checkNothing(answer, day, 'XNYS');
  checkFields(answer, rows, ['ticker', 'close']);
  return collectDay(day, 'raw', rows.map(toRow));
}

function toRow(row: Row): MarketDayRow {
  const symbol = textOf(row, 'ticker');
  if (symbol === null) return { symbol, reason: 'it names no ticker' };
  // A day, whatever follows it: one writer adds Z, another an offset.
  const date = textOf(row, 'date')?.slice(0, 10);
  if (date === undefined || !isDay(date)) return { symbol, reason: 'its date cannot be read' };
  const { open, high, low, close, volume } = row;
  return { symbol, date, cells: { open, high, low, close, volume }, actions: actionsOf(symbol, row) };
}

/** A split that changes nothing and a dividend of nothing are how it writes none. */
function actionsOf(symbol: string, row: Row): MarketDayAction[] {
  const split = toDecimal(textOf(row, 'splitFactor') ?? '');
  const dividend = toDecimal(textOf(row, 'divCash') ?? '');
  const isAboveZero = (value: string | undefined): value is string =>
    value !== undefined && !value.startsWith('-') && /[1-9]/.test(value);
  return [
    ...(isAboveZero(split) && split !== '1' ? [{ symbol, type: 'split' as const, value: split }] : []),
    ...(isAboveZero(dividend) ? [{ symbol, type: 'dividend' as const, value: dividend }] : []),
  ];
}

/** A table of numbers and symbols: no field of it is quoted. */
function csvRows(answer: Answer): Row[] {
  const [heading = '', ...lines] = answer.text().trim().split(/\r?\n/);
  const names = heading.split(',');
  return lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(names.map((name, place) => [name, fields[place] === '' ? null : fields[place]]));
  });
}

/** Its failures are texts: `detail` in JSON, or, with 200, in place of a CSV. */
function refuseFailure(answer: Answer): void {
  const { status } = answer;
  const body = answer.text().trim();
  const said = /^(?:\[|(?:ticker|date),)/.test(body) ? '' : body.slice(0, 200);
  const fail = (code: Parameters<typeof wrongAnswer>[1], why: string) => {
    throw wrongAnswer(answer, code, why);
  };
  if (status === 429 || /run over your/i.test(said)) fail('THROTTLED', 'the requests or symbols of the key are spent');
  if (status === 401 || status === 403 || /invalid token/i.test(said)) fail('KEY_REFUSED', 'it does not take the key');
  if (status >= 500) fail('SERVER_ERROR', 'an error of the server');
  if (/not found/i.test(said)) fail('REFUSED', 'it does not know the ticker');
  if (status >= 400) fail('REFUSED', said || 'the request was refused');
  if (said !== '' || body === '') fail('UNEXPECTED_ANSWER', 'neither rows as JSON nor as CSV');
}
