import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PipelineError } from '@tickermill/core';
import type { ExportedTable } from '@tickermill/store/universe';
import { expect } from 'chai';
import { digestOf, verifyExport, writeExport } from './export-files.ts';

const prices: ExportedTable = {
  name: 'daily_prices',
  columns: {
    date: 'date',
    close: 'decimal',
    volume: 'bigint',
    final: 'boolean',
    known_from: 'instant',
    provider: 'text',
  },
  rows: [
    {
      date: '1990-01-02',
      close: '999999999999.999999',
      volume: '9007199254740993',
      final: 'true',
      known_from: '2026-11-20T22:00:00.123+00:00',
      provider: 'yahoo',
    },
    { date: '2026-11-20', close: '150.070000', volume: null, final: 'false', known_from: null, provider: '' },
    { date: '2026-11-23', close: '-0.000001', volume: '0', final: null, known_from: null, provider: '삼성' },
  ],
};
const none: ExportedTable = { name: 'adjustments', columns: { kind: 'text' }, rows: [] };
const tables = [prices, none];

describe('the files of an exported instrument', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'tickermill-export-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  const write = () => writeExport(parent, { name: '13-SAP.DE', day: '2029-01-01', tables });
  const refusal = async () => {
    const error = await verifyExport(path.join(parent, '13-SAP.DE'), tables).catch((thrown: unknown) => thrown);
    return error instanceof PipelineError ? error.code : 'none';
  };

  it('hold every value to the digit, with a manifest, and an older folder gives way', async () => {
    const manifest = await write();
    expect(manifest.files['daily_prices.parquet']?.rows).to.equal(3);
    expect(manifest.files['adjustments.parquet']?.rows).to.equal(0);
    expect(await refusal()).to.equal('none');
    expect(await write()).to.deep.equal(manifest);
    expect(await readdir(parent), 'nothing unfinished is left').to.deep.equal(['13-SAP.DE']);
    const kept = JSON.parse(await readFile(path.join(parent, '13-SAP.DE', 'manifest.json'), 'utf8'));
    expect(kept).to.deep.equal(manifest);
  });

  it('are refused where a value, a row or a byte is another', async () => {
    await write();
    const folder = path.join(parent, '13-SAP.DE');
    const others: ExportedTable[] = [
      { ...prices, rows: prices.rows.slice(1) },
      { ...prices, rows: prices.rows.map((row) => ({ ...row, close: '1.5' })) },
    ];
    for (const other of others) {
      const error = await verifyExport(folder, [other]).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(PipelineError).with.property('code', 'EXPORT_DAMAGED');
    }
    const file = path.join(folder, 'daily_prices.parquet');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 9));
    expect(await refusal()).to.equal('EXPORT_DAMAGED');
  });

  it('leave no folder where one could not be written', async () => {
    const wrong = { ...prices, rows: [{ ...prices.rows[0], close: 'none' }] };
    const error = await writeExport(parent, { name: 'x', day: '2029-01-01', tables: [wrong] }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(RangeError);
    expect(await readdir(parent)).to.deep.equal([]);
  });

  it('have a digest that any other value changes', () => {
    const digests = [tables, [none, prices], [prices], [{ ...prices, rows: [...prices.rows].reverse() }]].map(digestOf);
    expect(digests[0]).to.equal(digests[2]);
    expect(digests[0]).to.not.equal(digests[3]);
  });
});
