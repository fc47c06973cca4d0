// Lists that a caller may have whole as CSV, in place of a page as JSON.

import type { Request, Response } from 'express';
import { type Columns, sendCsv, wantsCsv } from './csv.ts';
import { rowsOf } from './paging.ts';

/** A CSV has the whole list: more rows than this are no list that a person reads. */
const maxCsvRows = 100_000;

/** The rows of a page, or all for a CSV. */
export const rangeOf = (request: Request, page: { page: number; limit: number }) =>
  wantsCsv(request) ? { limit: maxCsvRows, offset: 0 } : rowsOf(page);

/** Sends the rows as CSV if the caller prefers that; false if not. */
export async function sentAsCsv<T>(
  request: Request,
  response: Response,
  about: {
    readonly name: string;
    readonly columns: Columns<T>;
    readonly items: readonly T[];
    readonly query: { readonly safe: boolean; readonly bom?: boolean };
  },
): Promise<boolean> {
  if (!wantsCsv(request)) return false;
  const { name, columns, items, query } = about;
  await sendCsv(response, { name, columns, batches: [items], safe: query.safe, bom: query.bom ?? false });
  return true;
}
