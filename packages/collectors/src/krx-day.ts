// The Korean exchange: a day of KOSPI, KOSDAQ, KONEX or of all ETFs, by its keyed API or its market-data service.

import { type Day, tradingCalendar } from '@tickermill/core';
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

type Row = Readonly<Record<string, unknown>>;
const Rows = z.array(z.record(z.string(), z.unknown()));
/** The key of the list differs from page to page. */
const Listed = z.object({ OutBlock_1: Rows.optional(), output: Rows.optional(), block1: Rows.optional() });

/** Of each market, by its id or its name, what follows the code in a symbol; ETFs name none, and are listed on KOSPI. */
const suffixes = { STK: '.KS', KOSPI: '.KS', KSQ: '.KQ', KOSDAQ: '.KQ', KNX: '', KONEX: '' } as const;
const fields = ['TDD_OPNPRC', 'TDD_HGPRC', 'TDD_LWPRC', 'TDD_CLSPRC', 'ACC_TRDVOL'];

/**
 * A day of a market, in won as it was traded. A share that was suspended has a close and zeros: it keeps the close alone. On a
 * closed day the service lists every share without a price. @throws {PipelineError} as the exchange refuses, and if the
 * answer is of another day
 */
export function readKrxDay(answer: Answer, day: Day): MarketDay {
  refuseFailure(answer);
  const listed = exactJson(answer, Listed);
  const rows = listed.OutBlock_1 ?? listed.output ?? listed.block1;
  if (rows === undefined) throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', 'it has no list of rows');
  checkFields(answer, rows, fields);
  const other = rows
    .map((row) => textOf(row, 'BAS_DD'))
    .find((named) => named !== null && named !== day.replaceAll('-', ''));
  if (other) throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', `it is of ${other.slice(0, 10)}, not of ${day}`);
  const { bars, ...rest } = collectDay(day, 'raw', rows.map(toRow));
  const calendar = tradingCalendar('XKRX');
  if (bars.length === 0) checkNothing(answer, day, 'XKRX');
  else if (calendar.isKnown(day) && !calendar.isTradingDay(day))
    throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', `it has prices, and XKRX was closed on ${day}`);
  return { ...rest, bars };
}

/** The short code of six characters: text, as it may begin with zeros and hold letters. The keyed API calls it otherwise. */
const codeOf = (row: Row): string | null => textOf(row, 'ISU_SRT_CD') ?? textOf(row, 'ISU_CD');

function toRow(row: Row): MarketDayRow {
  const market = textOf(row, 'MKT_ID') ?? textOf(row, 'MKT_NM')?.split(' ')[0] ?? 'STK';
  const code = codeOf(row);
  if (code === null || !/^[0-9A-Z]{6}$/.test(code))
    return { symbol: code, reason: 'its code is not of six characters' };
  if (!(market in suffixes)) return { symbol: code, reason: `its market is not known: ${market.slice(0, 20)}` };
  const symbol = `${code}${suffixes[market as keyof typeof suffixes]}`;
  const [open, high, low, close, volume] = fields.map((name) => numberOf(row[name]));
  const traded = (price: string | null | undefined) => (price === '0' ? null : price);
  return {
    symbol,
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
