// EODHD: the bulk day of an exchange.

import { type Day, isDay } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { z } from 'zod';
import { exactJson } from './exact-json.ts';
import { checkFields, collectDay, type MarketDay, type MarketDayRow, textOf, wrongAnswer } from './market-day.ts';

const Bulk = z.array(z.record(z.string(), z.unknown()));

/**
 * A bulk day as JSON: prices as they were traded. Its volume is adjusted for the splits since, and so has fractions. An
 * empty list is a closed day of its exchange, which the answer does not name. @throws {PipelineError} as the provider refuses
 */
export function readEodhdDay(answer: Answer, day: Day): MarketDay {
  refuseFailure(answer);
  const rows = exactJson(answer, Bulk);
  const warning = rows.map((row) => textOf(row, 'warning')).find((text) => text !== null);
  // What is missing from an answer that was cut short is not known.
  if (warning) throw wrongAnswer(answer, 'REFUSED', `it is cut short: ${warning.slice(0, 200)}`);
  checkFields(answer, rows, ['code', 'close']);
  return collectDay(day, 'raw', rows.map(toRow));
}

function toRow(row: Readonly<Record<string, unknown>>): MarketDayRow {
  const symbol = textOf(row, 'code');
  if (symbol === null) return { symbol, reason: 'it names no symbol' };
  if (/_old\d*$/i.test(symbol)) return { symbol, reason: 'it is a symbol that was given to another company' };
  const date = textOf(row, 'date');
  if (date === null || !isDay(date)) return { symbol, reason: 'its date cannot be read' };
  const volume = textOf(row, 'volume');
  // Of a day without trades the price of the day before is repeated.
  if (volume !== null && Number(volume) === 0) return { symbol, reason: 'nothing was traded: its price is repeated' };
  const { open, high, low, close } = row;
  return { symbol, date, cells: { open, high, low, close, volume } };
}

/** Its failures are texts, whatever type they say that they have. */
function refuseFailure(answer: Answer): void {
  const { status } = answer;
  const body = answer.text().trim();
  const said = /^[[{]/.test(body) ? '' : body.slice(0, 200);
  const fail = (code: Parameters<typeof wrongAnswer>[1], why: string) => {
    throw wrongAnswer(answer, code, why);
  };
  if (status === 402 || /exceeded your daily/i.test(said))
    fail('THROTTLED', 'the calls of the day are spent, until 00:00 UTC');
  if (status === 429) fail('THROTTLED', 'too many requests');
  if (/free users|data allowed/i.test(said)) fail('REFUSED', 'the plan of the key does not include it');
  if (status === 401 || /unauthenticated/i.test(said)) fail('KEY_REFUSED', 'it does not take the key');
  if (status >= 500) fail('SERVER_ERROR', 'an error of the server');
  if (status >= 400) fail('REFUSED', said || 'the request was refused');
  if (/^code,/i.test(said))
    fail('UNEXPECTED_ANSWER', 'it is CSV, whose rows have fewer fields than its heading: ask for JSON');
  if (said !== '') fail('UNEXPECTED_ANSWER', 'it is not JSON');
}
