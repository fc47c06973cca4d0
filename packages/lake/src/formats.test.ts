import { readArrowRows, readParquetRows } from '@tickermill/testkit';
import { expect } from 'chai';
import { type Column, toUnscaled } from './columns.ts';
import { readParquet } from './read-parquet.ts';
import { toArrow } from './to-arrow.ts';
import { toParquet } from './to-parquet.ts';

interface Row {
  readonly day: string;
  readonly price: string | null;
  readonly volume: string | null;
  readonly name: string | null;
  readonly isFinal: boolean | null;
  readonly at: string | null;
}

const columns: Column<Row>[] = [
  { name: 'day', type: 'date', of: ({ day }) => day },
  { name: 'price', type: 'decimal', of: ({ price }) => price },
  { name: 'volume', type: 'bigint', of: ({ volume }) => volume },
  { name: 'name', type: 'text', of: ({ name }) => name },
  { name: 'is_final', type: 'boolean', of: ({ isFinal }) => isFinal },
  { name: 'at', type: 'instant', of: ({ at }) => at },
];
const toRow = ({ isFinal, ...row }: Row) => ({ ...row, is_final: isFinal });

/** Values that a float, a 32-bit number or an encoding would bend. */
const odd: Row[] = [
  { day: '1990-01-02', price: '999999999999.999999', volume: '9007199254740993', name: 'GBp', isFinal: true, at: null },
  { day: '1969-12-31', price: '-0.000001', volume: '0', name: '삼성', isFinal: false, at: '2026-11-20T22:00:00.123Z' },
  { day: '2026-11-20', price: null, volume: null, name: null, isFinal: null, at: '1969-12-31T23:59:59.999Z' },
  { day: '2024-02-29', price: '150.070007', volume: '999999999999999999', name: '', isFinal: true, at: null },
];
async function all<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const part of parts) read.push(part);
  return read;
}
const collect = async (chunks: AsyncIterable<Uint8Array>) => Buffer.concat(await all(chunks));
const types = {
  day: 'date',
  price: 'decimal128(18,6)',
  volume: 'int64',
  name: 'utf8',
  is_final: 'bool',
  at: 'timestamp(UTC)',
};

describe('tables as columns', () => {
  const formats = { Arrow: [toArrow, readArrowRows], Parquet: [toParquet, readParquetRows] } as const;

  for (const [name, [write, read]] of Object.entries(formats)) {
    it(`are read back from ${name} to the digit, by another library`, async () => {
      const { rows, types: found } = read(await collect(write(columns, [odd.slice(0, 3), odd.slice(3)])));
      expect(found).to.deep.equal(types);
      expect(rows).to.deep.equal(odd.map(toRow));
    });

    it(`have their columns in ${name} without a row`, async () => {
      const { rows, types: found } = read(await collect(write(columns, [])));
      expect([rows, found]).to.deep.equal([[], types]);
    });
  }

  it('are read back from our own Parquet to the digit', async () => {
    const file = await collect(toParquet(columns, [odd]));
    const [rows] = await all(readParquet(toFile(file)));
    const inText = odd.map(({ price, isFinal, ...row }) => ({
      ...row,
      price: price?.replace(/\.?0+$/, '') ?? null,
      is_final: isFinal === null ? null : String(isFinal),
    }));
    expect(rows).to.deep.equal(inText);
  });

  it('ask for no more than a group of rows before they hand on what they have', async () => {
    const rows = Array.from({ length: 1_000 }, () => odd[0] as Row);
    for (const [write, most] of [
      [toArrow, 2],
      [toParquet, 51],
    ] as const) {
      let asked = 0;
      const many = (function* () {
        for (;;) {
          asked += 1;
          yield rows;
        }
      })();
      const chunks = write(columns, many);
      await chunks.next();
      await chunks.next();
      expect(asked, write.name).to.be.at.most(most * 2);
      await chunks.return(undefined);
    }
  });

  it('refuse what is no Parquet file', async () => {
    let code = '';
    await all(readParquet(toFile(Buffer.from('date,close\n2026-11-20,1\n')))).catch((error: { code: string }) => {
      code = error.code;
    });
    expect(code).to.equal('FILE_UNREADABLE');
  });

  it('refuse a decimal that would lose a digit', () => {
    for (const text of ['1.0000001', '1e3', '', '1234567890123'])
      expect(() => toUnscaled(text), text).to.throw(RangeError);
  });
});

const toFile = (bytes: Buffer) => ({
  byteLength: bytes.length,
  slice: (start: number, end?: number) => Uint8Array.from(bytes.subarray(start, end)).buffer,
});
