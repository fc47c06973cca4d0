import { AskedTicker, PipelineError, tickerForms } from '@tickermill/core';
import { type CsvRecord, readCsv } from '@tickermill/lake/csv';
import { csvLimits } from '../csv.ts';
import type { CsvBody } from '../read-body.ts';

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
 * The records below the heading as they arrive, each with the line on which it begins. `firstLine` is the number of the heading.
 * @throws {PipelineError} `INVALID_INPUT` without these columns, `MALFORMED_CSV`, `CSV_TOO_LARGE`
 */
export async function* csvLines(
  csv: CsvBody,
  { firstLine, columns }: { readonly firstLine: number; readonly columns: readonly string[] },
): AsyncGenerator<CsvLine> {
  let names: string[] | null = null;
  for await (const record of readCsv(csv, { ...csvLimits, firstLine })) {
    if (names !== null) yield* lineOf(record, names);
    else names = columnsOf(record, { firstLine, columns });
  }
  if (names === null) columnsOf(null, { firstLine, columns });
}

/** The names of a heading. */
function columnsOf(
  heading: CsvRecord | null,
  { firstLine, columns }: { readonly firstLine: number; readonly columns: readonly string[] },
): string[] {
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
  return names;
}

/** A record by the names of its fields; none where all are empty. */
function* lineOf({ line, fields }: CsvRecord, names: readonly string[]): Generator<CsvLine> {
  if (fields.every((field) => field.trim() === '')) return;
  const filled = names.flatMap((name, place) => {
    const value = fields[place]?.trim() ?? '';
    return value === '' ? [] : [[name, value] as const];
  });
  yield { line, fields: Object.fromEntries(filled) };
}

/** The ticker of a line, or why there is none. */
export function tickerOf({ fields }: CsvLine): { ticker: string } | { reason: string } {
  const ticker = AskedTicker.safeParse(fields['ticker']);
  return ticker.success ? { ticker: ticker.data } : { reason: `ticker: must be a ticker such as ${tickerForms}` };
}
