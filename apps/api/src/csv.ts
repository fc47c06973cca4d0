import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import type { Request, RequestHandler, Response } from 'express';

/** Whether who asks would rather have CSV than JSON. */
export const wantsCsv = (request: Request): boolean => request.accepts(['application/json', 'text/csv']) === 'text/csv';

/** The columns of a CSV, each with how a row fills it. Values stand as they are stored, whatever a spreadsheet makes of them. */
export type Columns<T> = Readonly<Record<string, (row: T) => string | number | boolean | null>>;

/**
 * Writes batches of rows as they come, and waits while who reads is slow: no more than a batch is held. When a batch
 * fails after the first, the connection breaks, so that a part is not taken for the whole.
 */
export async function sendCsv<T>(
  response: Response,
  {
    name,
    columns,
    batches,
  }: { name: string; columns: Columns<T>; batches: AsyncIterable<readonly T[]> | Iterable<readonly T[]> },
): Promise<void> {
  const fields = Object.entries(columns);
  const toLines = (rows: readonly T[]) =>
    stringify(
      rows.map((row) => fields.map(([, fill]) => fill(row))),
      { cast: { boolean: String } },
    );
  const header = stringify([fields.map(([field]) => field)]);
  // What cannot be read at all is still answered as a problem.
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  let next = await iterator.next();
  response.status(200).type('text/csv; charset=utf-8').attachment(`${name}.csv`);
  response.write(header);
  try {
    for (; next.done !== true; next = await iterator.next()) {
      if (response.destroyed) return;
      if (!response.write(toLines(next.value))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    await iterator.return?.();
  }
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
