import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PipelineError } from '@tickermill/core';
import { LakeAnswer, type LakeQuestion, type LakeValue } from './protocol.ts';

const script = fileURLToPath(new URL('./query-process.js', import.meta.url));

/** How a lake is asked. */
export interface LakeQuery {
  /** The folder of the lake. */
  readonly folder: string;
  readonly sql: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/** Rows of an answer, some thousands at a time; the columns are the same each time. */
export interface LakeRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly LakeValue[])[];
}

const failed = (message: string) => new PipelineError('LAKE_QUERY_FAILED', message);

/**
 * The rows of one SELECT, by DuckDB in a process of its own that reads nothing but the lake and is ended after its time.
 * @throws {PipelineError} `LAKE_QUERY_FAILED`, `LAKE_QUERY_UNAVAILABLE`
 */
export async function* askLake(query: LakeQuery): AsyncGenerator<LakeRows> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'tickermill-query-'));
  try {
    let columns: readonly string[] = [];
    for await (const line of linesOf(query, { scratch, file: null })) {
      if ('columns' in line) {
        columns = line.columns;
        yield { columns, rows: [] };
      } else if ('rows' in line) yield { columns, rows: line.rows };
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Writes the rows of one SELECT to a Parquet file, and hands it to `take` before it is gone. Returns how many. */
export async function askLakeForFile(query: LakeQuery, take: (file: string) => Promise<void>): Promise<number> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'tickermill-query-'));
  try {
    const file = path.join(scratch, 'result.parquet');
    let rows = 0;
    for await (const line of linesOf(query, { scratch, file })) if ('written' in line) rows = line.written;
    await take(file);
    return rows;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function* linesOf(
  { folder, sql, memoryMb, timeoutMs }: LakeQuery,
  place: Pick<LakeQuestion, 'scratch' | 'file'>,
): AsyncGenerator<LakeAnswer> {
  // It is given neither keys nor addresses.
  const child = spawn(process.execPath, ['--max-old-space-size=256', script], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  try {
    child.stdin.on('error', () => {}); // how it ended says more
    child.stdin.end(JSON.stringify({ folder: path.resolve(folder), sql, memoryMb, ...place } satisfies LakeQuestion));
    for await (const text of createInterface({ input: child.stdout })) {
      const line = parsed(text);
      if (line === null) break;
      if ('error' in line) throw line.isMissing ? missing() : failed(line.error);
      yield line;
    }
    const code = await ended;
    if (isLate)
      throw failed(`It took longer than ${timeoutMs / 1_000} s, and was ended. Ask for less, or give it more time.`);
    if (code !== 0) throw failed(`Its process was ended (by ${child.signalCode ?? code}), perhaps for its memory.`);
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await ended;
  }
}

/** A line of the answer; null: it was cut off, with its process. */
function parsed(text: string): LakeAnswer | null {
  try {
    return LakeAnswer.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const missing = () =>
  new PipelineError('LAKE_QUERY_UNAVAILABLE', 'DuckDB is not installed: "npm install --include=optional" brings it.');
