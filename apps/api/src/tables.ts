// Sends rows as a table in the formats that have columns, for routes with long answers.

import { arrowType, parquetType } from '@tickermill/core/contracts';
import type { Batches, Column } from '@tickermill/lake';
import type { Request, Response } from 'express';
import { accepted } from './accepted.ts';
import { sendCsv } from './csv.ts';
import { sendChunks, sendLines, whileRead } from './row-stream.ts';

/** The libraries of Arrow and Parquet, loaded on first use: a start is quicker without. */
const lake = () => import('@tickermill/lake');

const tableTypes = ['text/csv', 'application/x-ndjson', arrowType, parquetType] as const;
/** A format in which every row is sent. */
export type TableType = (typeof tableTypes)[number];

/**
 * The format of a table that the caller prefers to JSON; null: JSON.
 * @throws {PipelineError} `NOT_ACCEPTABLE`
 */
export function tableType(request: Request): TableType | null {
  const type = accepted(request, ['application/json', ...tableTypes]);
  return type === 'application/json' ? null : type;
}

/** Streams rows as a table: a column for each that is named, or an object as JSON on each line. */
export async function sendTable<T>(
  response: Response,
  about: {
    readonly type: TableType;
    readonly name: string;
    readonly columns: readonly Column<T>[];
    readonly batches: Batches<T>;
    readonly safe: boolean;
  },
): Promise<void> {
  const { type, name, columns, batches, safe } = about;
  if (type === 'application/x-ndjson') await sendLines(response, { name, batches });
  else if (type === 'text/csv') {
    const named = Object.fromEntries(columns.map((column) => [column.name, column.of]));
    await sendCsv(response, { name, columns: named, batches, safe });
  } else if (type === arrowType) {
    const chunks = (await lake()).toArrow(columns, whileRead(response, batches));
    await sendChunks(response, { type, fileName: `${name}.arrows`, chunks });
  } else {
    const chunks = (await lake()).toParquet(columns, whileRead(response, batches));
    await sendChunks(response, { type, fileName: `${name}.parquet`, chunks });
  }
}
