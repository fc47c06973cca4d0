import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readParquetRows } from '@tickermill/testkit';
import { expect } from 'chai';
import { filePath, folderTarget, lakeColumns, loadZstd, openParquetFile } from '../files/index.ts';
import { askLake, askLakeForFile } from './index.ts';

describe('SQL over a lake', () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "tickermill-test-o'lake-"));
    const compress = await loadZstd();
    for (const [symbol, close] of [
      ['005930', '71500.000000'],
      ['^GSPC', '6800.123456'],
    ] as const) {
      const file = openParquetFile({ columns: lakeColumns.prices, compress });
      const one = (value: string | null) => [value];
      const row = file.add({
        instrument_id: one('1'),
        date: one('2026-11-20'),
        open: one(null),
        high: one(null),
        low: one(null),
        close: one(close),
        adj_close: one(null),
        volume: one('9007199254740993'),
        currency: one('USD'),
        provider: one('yahoo'),
        final: one('true'),
        source_ts: one(String(Date.parse('2026-11-20T22:00:00.123Z'))),
      });
      await folderTarget(folder).put(filePath({ dataset: 'prices', symbol, part: 0, year: 2026 }), [row, file.end()]);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const question = (sql: string, timeoutMs = 60_000) => ({ folder, sql, memoryMb: 256, timeoutMs });
  const ask = async (sql: string, timeoutMs?: number) => {
    const rows: unknown[] = [];
    let columns: readonly string[] = [];
    for await (const part of askLake(question(sql, timeoutMs))) {
      columns = part.columns;
      rows.push(...part.rows);
    }
    return { columns, rows };
  };
  const refusal = async (sql: string, timeoutMs?: number) => {
    const error = await ask(sql, timeoutMs).catch((thrown: unknown) => thrown);
    expect(error, sql).to.be.instanceOf(Error).with.property('code', 'LAKE_QUERY_FAILED');
    return (error as Error).message;
  };

  it('is answered to the digit, symbols as text and instants in UTC', async () => {
    expect(
      await ask('SELECT symbol, year, date, close, volume, source_ts, open FROM prices ORDER BY symbol; -- all'),
    ).to.deep.equal({
      columns: ['symbol', 'year', 'date', 'close', 'volume', 'source_ts', 'open'],
      rows: [
        ['005930', 2026, '2026-11-20', '71500.000000', '9007199254740993', '2026-11-20 22:00:00.123+00', null],
        ['^GSPC', 2026, '2026-11-20', '6800.123456', '9007199254740993', '2026-11-20 22:00:00.123+00', null],
      ],
    });
    expect((await ask('SELECT n FROM range(5000) t(n)')).rows).to.have.length(5_000);
    expect(await ask('SELECT symbol FROM prices WHERE year = 1999')).to.deep.equal({ columns: ['symbol'], rows: [] });
  });

  it('is written as Parquet', async () => {
    let read: unknown;
    const rows = await askLakeForFile(question('SELECT symbol, close FROM prices WHERE close > 7000'), async (file) => {
      read = readParquetRows(readFileSync(file)).rows;
    });
    expect([rows, read]).to.deep.equal([1, [{ symbol: '005930', close: '71500.000000' }]]);
  });

  it('reads nothing beside the lake, changes nothing, and cannot be set otherwise', async () => {
    const before = readdirSync(folder, { recursive: true });
    const within = folder.replaceAll("'", "''");
    const files = [
      `SELECT * FROM read_csv('/etc/passwd')`,
      `SELECT * FROM read_text('${within}/../../etc/passwd')`,
      `SELECT * FROM 'http://127.0.0.1:1/x.parquet'`,
    ];
    for (const sql of files) expect(await refusal(sql), sql).to.match(/Permission Error/);
    const others = [
      `COPY prices TO '${within}/x.parquet'`,
      `EXPLAIN ANALYZE COPY prices TO '${within}/x.parquet'`,
      `ATTACH '${within}/x.db'`,
      'SET enable_external_access = true',
    ];
    for (const sql of others) expect(await refusal(sql), sql).to.match(/^Only SELECT is run; this is [A-Z]+\.$/);
    expect(await refusal('SELECT 1; SELECT 2')).to.contain('2 statements');
    expect(await refusal('  ')).to.contain('One SELECT');
    expect(readdirSync(folder, { recursive: true })).to.deep.equal(before);
  });

  it('says what is wrong with it, and is ended after its time', async () => {
    expect(await refusal('SELEC 1')).to.contain('syntax error at or near "SELEC"');
    expect(await refusal('SELECT nope FROM prices')).to.contain('"nope" not found');
    expect(await refusal('SELECT * FROM valuations')).to.contain('valuations');
    const endless = 'SELECT count(*) FROM range(100000000000) a, range(100000000000) b';
    expect(await refusal(endless, 1_500)).to.contain('took longer than 1.5 s');
  });
});
