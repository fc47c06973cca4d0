import { AskedTicker, PipelineError, tickerForms } from '@tickermill/core';
import { readCsv } from '../csv.ts';

/** A line of a CSV by the names of its columns, in lower case: `Adj Close` is `adj_close`. What is empty is left out. */
export interface CsvLine {
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** Why a line cannot be taken. */
export interface Refusal {
  readonly line: number;
  readonly reason: string;
}

/** The lines below the heading. `firstLine` is the number of the heading. @throws {PipelineError} `INVALID_INPUT` without these columns. */
export function csvLines(
  text: string,
  { firstLine, columns }: { readonly firstLine: number; readonly columns: readonly string[] },
): CsvLine[] {
  const [heading = [], ...rows] = readCsv(text);
  const names = heading.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[^a-z]+/g, '_'),
  );
  if (!names.includes('ticker') && names.includes('symbol')) names[names.indexOf('symbol')] = 'ticker';
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw new PipelineError('INVALID_INPUT', `line ${firstLine}: there is no column ${missing.join(', ')}.`, {
      detail: { field: missing[0] ?? '' },
    });
  return rows.flatMap((row, index) => {
    if (row.every((field) => field.trim() === '')) return [];
    const filled = names.flatMap((name, place) => {
      const value = row[place]?.trim() ?? '';
      return value === '' ? [] : [[name, value] as const];
    });
    return [{ line: firstLine + 1 + index, fields: Object.fromEntries(filled) }];
  });
}

/** The ticker of a line, or why there is none. */
export function tickerOf({ fields }: CsvLine): { ticker: string } | { reason: string } {
  const ticker = AskedTicker.safeParse(fields['ticker']);
  return ticker.success ? { ticker: ticker.data } : { reason: `ticker: must be a ticker such as ${tickerForms}` };
}
