// Rows of the Korea Exchange: by its keyed API or its market-data service, numbers as texts with separators.

import { type Day, type KoreanMic, roundTo, toDecimal, toListedSymbol, tradingCalendar } from '@tickermill/core';
import { type Answer, postForm, type UpstreamRequest } from '@tickermill/upstream';
import { z } from 'zod';
import { nothing, type Outcome } from './collector.ts';
import { exactJson } from './exact-json.ts';
import { checkFields, textOf, wrongAnswer } from './market-day.ts';

/** A row as the exchange writes it. */
export type KrxRow = Readonly<Record<string, unknown>>;

const Rows = z.array(z.record(z.string(), z.unknown()));
/** The key of the list differs from page to page. */
const Listed = z.object({ OutBlock_1: Rows.optional(), output: Rows.optional(), block1: Rows.optional() });

/** The rows of an answer. @throws {PipelineError} `UNEXPECTED_ANSWER` if it has no list, or one of other rows. */
export function krxRows(answer: Answer, fields: readonly string[]): KrxRow[] {
  const listed = exactJson(answer, Listed);
  const rows = listed.OutBlock_1 ?? listed.output ?? listed.block1;
  if (rows === undefined) throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', 'it has no list of rows');
  checkFields(answer, rows, fields);
  return rows;
}

/** The short code of six characters: text, as it may begin with zeros and hold letters. The keyed API calls it otherwise. */
export const codeOf = (row: KrxRow): string | null => {
  const code = textOf(row, 'ISU_SRT_CD') ?? textOf(row, 'ISU_CD');
  return code !== null && /^[0-9A-Z]{6}$/.test(code) ? code : null;
};

const mics: Readonly<Record<string, KoreanMic>> = {
  STK: 'XKRX',
  KOSPI: 'XKRX',
  KSQ: 'XKOS',
  KOSDAQ: 'XKOS',
  KNX: 'XKON',
  KONEX: 'XKON',
};

/** The market of a row, by its id or its name (`KOSDAQ GLOBAL`); ETFs name none, and are listed on KOSPI. */
function micOfRow(row: KrxRow): KoreanMic | null {
  const market = textOf(row, 'MKT_ID') ?? textOf(row, 'MKT_NM') ?? textOf(row, 'MKT_TP_NM') ?? 'STK';
  return mics[market.split(' ')[0] ?? ''] ?? null;
}

/** A row with what it is about, in our form; null where it names nothing that can be. */
export function listedOf(row: KrxRow): { symbol: string; mic: KoreanMic } | null {
  const [code, mic] = [codeOf(row), micOfRow(row)];
  return code === null || mic === null ? null : { symbol: toListedSymbol(code, mic), mic };
}

/** A number without its thousands separators, of at most six digits after the point; null for a hyphen, a blank, a word. */
export function krxNumber(row: KrxRow, name: string): string | null {
  const text = (textOf(row, name) ?? '').replaceAll(',', '');
  const decimal = toDecimal(text);
  return decimal === undefined ? null : roundTo(decimal, 6);
}

/** A request of the market-data service: one page (`bld`) with its fields, a day among them. */
export const krxPage = (page: string, fields: Readonly<Record<string, string>>): UpstreamRequest =>
  postForm('https://data.krx.co.kr/comm/bldAttendant/getJsonData.cmd', {
    bld: `dbms/MDC/STAT/standard/${page}`,
    locale: 'ko_KR',
    ...fields,
  });

/** A day as the exchange is asked for it: `20261120`. */
export const krxDay = (day: Day): string => day.replaceAll('-', '');

/**
 * What an answer without a single value means: on a closed day that there is none, and on a session that it is not
 * published yet. @throws {PipelineError} `UNEXPECTED_ANSWER` on a session
 */
export function withoutValues(answer: Answer, day: Day): Outcome<never> {
  const calendar = tradingCalendar('XKRX');
  if (calendar.isKnown(day) && calendar.isTradingDay(day))
    throw wrongAnswer(answer, 'UNEXPECTED_ANSWER', `it holds nothing of ${day}, a session of Korea; ask again later`);
  return nothing(`${day} was no session of Korea`);
}

/** Rows by what they are about: one that is named twice is nobody's. */
export function uniqueRows<R extends { symbol: string; mic: string }>(rows: readonly R[]): R[] {
  const counts = new Map<string, number>();
  const keyOf = ({ symbol, mic }: R) => `${mic}:${symbol}`;
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return rows.filter((row) => counts.get(keyOf(row)) === 1);
}
