import { AskedTicker, PipelineError, tickerForms } from '@tickermill/core';
import { type CsvRecord, readCsv } from '@tickermill/lake/csv';
import { csvLimits } from '../csv.ts';

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

/**
 * The records below the heading, each with the line on which it begins. `firstLine` is the number of the heading.
 * @throws {PipelineError} `INVALID_INPUT` without these columns, `MALFORMED_CSV`, `CSV_TOO_LARGE`
 */
export async function csvLines(
  text: string,
  { firstLine, columns }: { readonly firstLine: number; readonly columns: readonly string[] },
): Promise<CsvLine[]> {
  const records: CsvRecord[] = [];
  for await (const record of readCsv(text, { ...csvLimits, firstLine })) records.push(record);
  const [heading, ...rows] = records;
  const names = (heading?.fields ?? []).map((name) =>
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
  return rows.flatMap(({ line, fields }) => {
    if (fields.every((field) => field.trim() === '')) return [];
    const filled = names.flatMap((name, place) => {
      const value = fields[place]?.trim() ?? '';
      return value === '' ? [] : [[name, value] as const];
    });
    return [{ line, fields: Object.fromEntries(filled) }];
  });
}

/** The ticker of a line, or why there is none. */
export function tickerOf({ fields }: CsvLine): { ticker: string } | { reason: string } {
  const ticker = AskedTicker.safeParse(fields['ticker']);
  return ticker.success ? { ticker: ticker.data } : { reason: `ticker: must be a ticker such as ${tickerForms}` };
}
