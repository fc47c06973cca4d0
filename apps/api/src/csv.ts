import type { Batches } from '@tickermill/lake';
import { stringify } from 'csv-stringify/sync';
import type { Request, RequestHandler, Response } from 'express';
import { sendRows } from './row-stream.ts';

/** Whether who asks would rather have CSV than JSON. */
export const wantsCsv = (request: Request): boolean => request.accepts(['application/json', 'text/csv']) === 'text/csv';

/** The columns of a CSV, each with how a row fills it. Values stand as they are stored, whatever a spreadsheet makes of them. */
export type Columns<T> = Readonly<Record<string, (row: T) => string | number | boolean | null>>;

/** Streams rows as CSV, under a line that names the columns. */
export async function sendCsv<T>(
  response: Response,
  { name, columns, batches }: { name: string; columns: Columns<T>; batches: Batches<T> },
): Promise<void> {
  const fields = Object.entries(columns);
  await sendRows(response, {
    type: 'text/csv; charset=utf-8',
    fileName: `${name}.csv`,
    batches,
    head: stringify([fields.map(([field]) => field)]),
    toText: (rows) =>
      stringify(
        rows.map((row) => fields.map(([, fill]) => fill(row))),
        { cast: { boolean: String } },
      ),
  });
}

/** A body of tickers as CSV: those of the column `ticker`, or of the first where no column is named so. */
export const tickersOfCsv: RequestHandler = (request, _response, next) => {
  if (typeof request.body === 'string') {
    const [head = [], ...rows] = readCsv(request.body);
    const named = head.findIndex((field) => /^(?:ticker|symbol)$/i.test(field.trim()));
    const tickers = (named === -1 ? [head, ...rows] : rows).map((row) => row[Math.max(named, 0)] ?? '');
    request.body = { tickers: tickers.filter((ticker) => ticker.trim() !== '') };
  }
  next();
};

/** The fields of each line, as RFC 4180 writes them: a quoted field may hold commas, line ends and doubled quotes. */
export function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"[^,\r\n]*|([^,\r\n]*))(,|\r\n|\r|\n|$)/gy;
  const body = text.replace(/^\uFEFF/, '');
  while (field.lastIndex < body.length) {
    const match = field.exec(body);
    if (!match) break;
    const [, quoted, plain = '', end] = match;
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',' && field.lastIndex < body.length) continue;
    if (end === ',') line.push('');
    lines.push(line);
    line = [];
  }
  return lines;
}
