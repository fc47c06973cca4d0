import { createReadStream } from 'node:fs';
import path from 'node:path';
import { PipelineError } from '@tickermill/core';
import type { LakeRows } from '@tickermill/lake/query';
import { dataFolder, readSettings } from '@tickermill/runtime';
import { Command, InvalidArgumentError, Option } from 'commander';
import { commandHost } from './command-host.ts';
import { refuseBinary, writeBody } from './download.ts';
import { counted, dim, print, printAside, table } from './terminal.ts';

interface QueryOptions {
  format: 'table' | 'csv' | 'parquet';
  output?: string;
  folder?: string;
  timeout: number;
  memory: number;
  json?: boolean;
}

/** So many rows are shown as a table: more are for a file. */
const maxShown = 1_000;

/** `tickermill lake query`: SQL over the files of the lake. */
export const lakeQueryCommand = (): Command =>
  new Command('query')
    .description('Ask the lake with SQL: one SELECT, by DuckDB. It needs no running installation.')
    .argument('<sql>', 'over prices, prices_by_year, insider_trades, fundamentals, valuations')
    .addOption(
      new Option('--format <format>', 'how the answer is written')
        .choices(['table', 'csv', 'parquet'])
        .default('table'),
    )
    .option('--output <file>', 'write to this file')
    .option('--folder <folder>', 'the lake; LAKE_DIR, or lake in the data directory')
    .option('--timeout <seconds>', 'end it after so long', toWhole, 60)
    .option('--memory <MB>', 'what it may hold before it spills to the disk', toWhole, 512)
    .option('--json', 'print a line of JSON for each row')
    .action(query);

function toWhole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}

async function query(sql: string, { format, output, folder, timeout, memory, json }: QueryOptions): Promise<void> {
  const settings = readSettings(['LAKE_DIR', 'TICKERMILL_HOME'], commandHost().env);
  const lake = folder ?? settings.LAKE_DIR ?? path.join(dataFolder(settings.TICKERMILL_HOME), 'lake');
  const question = { folder: lake, sql, memoryMb: memory, timeoutMs: timeout * 1_000 };
  // Loaded when asked: nobody else waits for it.
  const { askLake, askLakeForFile } = await import('@tickermill/lake/query');
  if (json) {
    await writeBody(encoded(askLake(question), toJsonLines), output);
  } else if (format === 'parquet') {
    refuseBinary(format, output);
    const rows = await askLakeForFile(question, (file) => writeBody(createReadStream(file), output));
    if (output !== undefined) printAside(`  ${counted(rows, 'row')} in ${output}`);
  } else if (format === 'csv') await writeBody(encoded(askLake(question), toCsv), output);
  else if (output !== undefined)
    throw new PipelineError('INVALID_INPUT', 'A table is for reading: --output takes --format csv or parquet.');
  else await showTable(askLake(question));
}

async function* encoded(
  answer: AsyncIterable<LakeRows>,
  toText: (part: LakeRows) => string,
): AsyncGenerator<Uint8Array> {
  for await (const part of answer) yield Buffer.from(toText(part));
}

const toJsonLines = ({ columns, rows }: LakeRows) =>
  rows.map((row) => `${JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at]])))}\n`).join('');

const cell = (value: LakeRows['rows'][number][number]) => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
/** The columns come once, before any rows. */
const toCsv = ({ columns, rows }: LakeRows) =>
  (rows.length === 0 ? [columns] : rows).map((row) => `${row.map(cell).join(',')}\n`).join('');

async function showTable(answer: AsyncIterable<LakeRows>): Promise<void> {
  const shown: string[][] = [];
  let headings: readonly string[] = [];
  let total = 0;
  for await (const { columns, rows } of answer) {
    headings = columns;
    total += rows.length;
    for (const row of rows.slice(0, maxShown - shown.length))
      shown.push(row.map((value) => (value === null ? '–' : String(value))));
  }
  for (const line of table([...headings], shown)) print(line);
  if (total > shown.length) print(dim(`  … ${counted(total - shown.length, 'more row')}: --format csv has them`));
}
