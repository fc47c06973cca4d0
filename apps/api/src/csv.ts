import type { Batches } from '@tickermill/lake';
import type { CsvLimits } from '@tickermill/lake/csv';
import type { Request, Response } from 'express';
import { sendRows } from './row-stream.ts';

/** Whether the caller prefers CSV to JSON. */
export const wantsCsv = (request: Request): boolean => request.accepts(['application/json', 'text/csv']) === 'text/csv';

/**
 * The columns of a CSV, each with the value of a row. Values are written as stored, whatever a spreadsheet makes of
 * them.
 */
export type Columns<T> = Readonly<Record<string, (row: T) => string | number | boolean | null>>;

/** Streams rows as CSV, under a line that names the columns. */
export async function sendCsv<T>(
  response: Response,
  {
    name,
    columns,
    batches,
    safe,
    bom = false,
  }: { name: string; columns: Columns<T>; batches: Batches<T>; safe: boolean; bom?: boolean },
): Promise<void> {
  const fields = Object.entries(columns);
  const fills = fields.map(([, fill]) => (safe ? (row: T) => defused(fill(row)) : fill));
  // Said before the first cell is known: whoever opens it in a spreadsheet is to know what it may hold.
  response.set('x-csv-cells', safe ? 'defused' : 'as-stored');
  await sendRows(response, {
    type: 'text/csv; charset=utf-8',
    fileName: `${name}.csv`,
    batches,
    head: `${bom ? byteOrderMark : ''}${lineOf(fields.map(([field]) => field))}`,
    toText: (rows) => rows.map((row) => lineOf(fills.map((fill) => fill(row)))).join(''),
  });
}

/** By it Excel knows UTF-8; others may take it for a part of the first name. */
const byteOrderMark = '\uFEFF';

/** What stands in quotes in a CSV. */
const special = /[",\n\r]/;

/** A line of a CSV, as RFC 4180 has it but for its end; null is empty. */
export const lineOf = (cells: readonly (string | number | boolean | null)[]): string => {
  let line = '';
  for (let index = 0; index < cells.length; index++) {
    if (index > 0) line += ',';
    const cell = cells[index];
    if (cell === null || cell === undefined) continue;
    const text = typeof cell === 'string' ? cell : String(cell);
    line += special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }
  return `${line}\n`;
};

/** Beginnings that a spreadsheet takes for a formula. */
const formula = /^[=+\-@\t\r]/;
const number = /^[+-]?\d+(?:\.\d+)?$/;

/** A cell that no spreadsheet computes: an apostrophe before what would be a formula. Numbers stay. */
export const defused = <V>(cell: V): V | string =>
  typeof cell === 'string' && formula.test(cell) && !number.test(cell) ? `'${cell}` : cell;

/** The limits of an uploaded CSV; its bytes are counted after inflating. */
export const csvLimits: CsvLimits = {
  maxBytes: 8 * 1024 * 1024,
  maxLines: 200_000,
  maxColumns: 50,
  maxCellChars: 1_000,
};
