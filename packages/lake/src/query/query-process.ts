// The process of one query. DuckDB runs here alone, so that neither its memory nor a query without end is anybody else's.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { LakeDataset } from '@tickermill/core';
import { type LakeAnswer, LakeQuestion, type LakeValue } from './protocol.ts';

type DuckDb = typeof import('@duckdb/node-api');

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;

const answer = (line: LakeAnswer) =>
  new Promise<void>((resolve, reject) => {
    process.stdout.write(`${JSON.stringify(line)}\n`, (error) => (error ? reject(error) : resolve()));
  });

/** Opens a database in memory that reads the lake and nothing else, and cannot be told otherwise. */
async function openConfined(duckdb: DuckDb, { folder, scratch, memoryMb }: LakeQuestion): Promise<DuckDBConnection> {
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: `${memoryMb}MB`,
    temp_directory: scratch,
    max_temp_directory_size: '4GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  for (const dataset of LakeDataset.options) {
    const isOfAll = dataset === 'prices-by-year';
    if (!existsSync(path.join(folder, dataset))) continue;
    const files = `${folder}/${dataset}/${isOfAll ? '*' : '*/*'}/*.parquet`;
    const types = isOfAll ? 'year: INTEGER' : 'symbol: VARCHAR, year: INTEGER';
    await connection.run(
      `CREATE VIEW "${dataset.replaceAll('-', '_')}" AS SELECT * FROM read_parquet(${quoted(files)}, hive_partitioning = true, hive_types = {${types}})`,
    );
  }
  await connection.run(`SET allowed_directories = [${quoted(`${folder}/`)}, ${quoted(`${scratch}/`)}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run(`SET TimeZone = 'UTC'`);
  await connection.run('SET lock_configuration = true');
  return connection;
}

/** Refuses what is no single SELECT: within the lake COPY would write in spite of every setting. */
async function refuseOthers(duckdb: DuckDb, connection: DuckDBConnection, sql: string): Promise<void> {
  if (sql.trim() === '') throw new Error('One SELECT is asked for.');
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw new Error(`One SELECT is asked for; these are ${statements.count} statements.`);
  const { statementType } = await statements.prepare(0);
  if (statementType !== duckdb.StatementType.SELECT)
    throw new Error(`Only SELECT is run; this is ${duckdb.StatementType[statementType] ?? 'something else'}.`);
}

/** A value as it is printed: what a number would round is text. */
function toValue(value: DuckDBValue): LakeValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  return String(value);
}

async function run(question: LakeQuestion, duckdb: DuckDb): Promise<void> {
  const { sql, file } = question;
  const connection = await openConfined(duckdb, question);
  await refuseOthers(duckdb, connection, sql);
  if (file !== null) {
    await connection.run(`CREATE TEMP TABLE result AS\n${sql}`);
    await connection.run(`COPY result TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd)`);
    const rows = (await connection.runAndReadAll('SELECT count(*) FROM result')).getRows();
    return answer({ written: Number(rows[0]?.[0]) });
  }
  const result = await connection.stream(sql);
  await answer({ columns: result.columnNames() });
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    await answer({ rows: chunk.getRows().map((row) => row.map(toValue)) });
  }
}

try {
  const question = LakeQuestion.parse(JSON.parse(await text(process.stdin)));
  const duckdb = await import('@duckdb/node-api').catch(() => null);
  if (duckdb) await run(question, duckdb);
  else await answer({ error: 'DuckDB is not installed.', isMissing: true });
} catch (error) {
  await answer({ error: error instanceof Error ? error.message : String(error), isMissing: false });
}
// Its threads would keep the process.
process.exit(0);
