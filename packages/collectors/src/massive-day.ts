// Massive (Polygon.io until 2025): the grouped day of all US stocks.

import { type Day, dayAt } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { exactJson } from './exact-json.ts';
import {
  checkFields,
  checkNothing,
  collectDay,
  type MarketDay,
  type MarketDayRow,
  textOf,
  wrongAnswer,
} from './market-day.ts';

const Grouped = z.object({
  status: z.string().optional(),
  adjusted: z.boolean().optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  results: z.array(z.record(z.string(), z.unknown())).nullish(),
});

const zone = 'America/New_York';
/** Symbols with which exchanges try their systems: https://www.nasdaqtrader.com/Trader.aspx?id=TestSymbols and kin. */
const testSymbol =
  /^(?:Z[A-Z]ZZT|ZBZX|ZTST|ZTEST|ZEXIT|ZIEXT|ZXIET|ZVV|[NPM]TEST(?:\.[A-Z])?|ATEST(?:\.[A-Z])?|CBO|CBX)$/;

/**
 * A grouped day. The stamp of a row is the end of its session, or midnight before it: its day in New York is that of the
 * session. Symbols keep their case (`BCpC` is a preferred share of BC). @throws {PipelineError} as the provider refuses
 */
export function readMassiveDay(answer: Answer, day: Day): MarketDay {
  refuseFailure(answer);
  const { results, adjusted } = exactJson(answer, Grouped);
  checkFields(answer, results ?? [], ['T', 'c']);
  if (!results || results.length === 0) checkNothing(answer, day, 'XNYS');
  return collectDay(day, adjusted === true ? 'split-adjusted' : 'raw', (results ?? []).map(toRow));
}

function toRow(row: Readonly<Record<string, unknown>>): MarketDayRow {
  const symbol = textOf(row, 'T');
  if (symbol === null) return { symbol, reason: 'it names no symbol' };
  if (testSymbol.test(symbol)) return { symbol, reason: 'it is a test symbol of an exchange' };
  if (row['otc'] === true) return { symbol, reason: 'it was traded over the counter' };
  const volume = textOf(row, 'v');
  if (volume !== null && Number(volume) === 0) return { symbol, reason: 'nothing was traded' };
  const date = dayOf(textOf(row, 't'));
  if (date === null) return { symbol, reason: 'its time cannot be read' };
  const { o: open, h: high, l: low, c: close } = row;
  return { symbol, date, cells: { open, high, low, close, volume } };
}

/** The day in New York of a stamp in milliseconds; null if it is none of this calendar. */
function dayOf(stamp: string | null): Day | null {
  const instant = stamp === null ? Number.NaN : Number(stamp);
  return instant >= 0 && instant < Date.parse('2200-01-01') ? dayAt(new Date(instant), zone) : null;
}

/** Its failures are told by status and text, and some of them with 200. */
function refuseFailure(answer: Answer): void {
  const fail = (code: Parameters<typeof wrongAnswer>[1], why: string) => {
    throw wrongAnswer(answer, code, why);
  };
  const said = saidIn(answer);
  if (answer.status === 429 || /exceeded the maximum requests/i.test(said)) fail('THROTTLED', 'too many requests');
  if (/before end of day/i.test(said)) fail('UNEXPECTED_ANSWER', 'the day is not published yet');
  if (/entitled|plan (?:doesn't|does not) include/i.test(said))
    fail('REFUSED', 'the plan of the key does not include it');
  if (answer.status === 401 || /api ?key/i.test(said)) fail('KEY_REFUSED', 'it does not take the key');
  if (answer.status >= 500) fail('SERVER_ERROR', 'an error of the server');
  if (answer.status >= 400 || said !== '') fail('REFUSED', said.slice(0, 200) || 'the request was refused');
}

/** The text of an answer that is an error: an object whose status says so. */
function saidIn(answer: Answer): string {
  const body = answer.text();
  if (!/^\s*\{/.test(body) || !/"(?:ERROR|NOT_AUTHORIZED|NOT_FOUND)"/.test(body.slice(0, 400))) return '';
  const { error, message } = exactJson(answer, Grouped);
  return error ?? message ?? 'an error without a text';
}
