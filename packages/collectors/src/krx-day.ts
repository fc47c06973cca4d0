// The Korean exchange: a day of KOSPI, KOSDAQ, KONEX or of all ETFs, by its keyed API or its market-data service.

import { type Day, tradingCalendar } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { codeOf, type KrxRow, krxRows, listedOf } from './krx-rows.ts';
import { checkNothing, collectDay, type MarketDay, type MarketDayRow, textOf, wrongAnswer } from './market-day.ts';

const fields = ['TDD_OPNPRC', 'TDD_HGPRC', 'TDD_LWPRC', 'TDD_CLSPRC', 'ACC_TRDVOL'];

/**
 * A day of a market, in won as it was traded. A share that was suspended has a close and zeros: it keeps the close alone. On a
 * closed day the service lists every share without a price. @throws {PipelineError} as the exchange refuses, and if the
 * answer is of another day
 */
export function readKrxDay(answer: Answer, day: Day): MarketDay {
  refuseFailure(answer);
  const rows = krxRows(answer, fields);
  const other = rows
    .map((row) => textOf(row, 'BAS_DD'))
    .find((named) => named !== null && named !== day.replaceAll('-', ''));
  if (other) throw wrongAnswer(answer, 'WRONG_ANSWER', `it is of ${other.slice(0, 10)}, not of ${day}`);
  const { bars, ...rest } = collectDay(day, 'raw', rows.map(toRow));
  const calendar = tradingCalendar('XKRX');
  if (bars.length === 0) checkNothing(answer, day, 'XKRX');
  else if (calendar.isKnown(day) && !calendar.isTradingDay(day))
    throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', `it has prices, and XKRX was closed on ${day}`);
  return { ...rest, bars };
}

function toRow(row: KrxRow): MarketDayRow {
  const code = codeOf(row);
  if (code === null)
    return { symbol: textOf(row, 'ISU_SRT_CD') ?? textOf(row, 'ISU_CD'), reason: 'its code is not of six characters' };
  const listed = listedOf(row);
  if (listed === null) return { symbol: code, reason: 'its market is not known' };
  const [open, high, low, close, volume] = fields.map((name) => numberOf(row[name]));
  const traded = (price: string | null | undefined) => (price === '0' ? null : price);
  return {
    symbol: listed.symbol,
    date: null,
    cells: { open: traded(open), high: traded(high), low: traded(low), close: traded(close), volume },
  };
}

/** A number without its thousands separators; what is missing is a hyphen or blank. */
function numberOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text === '-' ? null : /^[\d,]+(?:\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
}

/** Its failures: an ended session, a key without this service, a page that speaks of a restriction. */
function refuseFailure(answer: Answer): void {
  const { status } = answer;
  const body = answer.text().trim();
  const fail = (code: Parameters<typeof wrongAnswer>[1], why: string) => {
    throw wrongAnswer(answer, code, why);
  };
  if (body === 'LOGOUT') fail('SESSION_REFUSED', 'the session has ended');
  if (status === 401) fail('KEY_REFUSED', 'the key was not approved for this service');
  const isPage = body.startsWith('<');
  if (status === 429 || status === 403 || (isPage && /제한|차단|restrict|blocked/i.test(body)))
    fail('THROTTLED', 'the address is shut out');
  if (status >= 500) fail('SERVER_ERROR', 'an error of the server');
  if (status >= 400) fail('REFUSED', 'the request was refused');
  if (isPage || body === '') fail('UNEXPECTED_ANSWER', 'a page in place of data');
}
