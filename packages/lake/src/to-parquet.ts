import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type Batches, type Column, type ColumnType, precision, scale, toEpochDay, toUnscaled } from './columns.ts';

/** Rows of a row group: readers skip whole ones, and no more are held. */
const groupRows = 50_000;

/** A table as a Parquet file, compressed by Snappy, which every reader knows. */
export async function* toParquet<T>(columns: readonly Column<T>[], batches: Batches<T>): AsyncGenerator<Uint8Array> {
  const sink = new ByteWriter();
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...elementOf[type] })),
  ];
  const writer = new ParquetWriter({ writer: sink, schema, createdBy: 'tickermill' });
  /** Returns the bytes written so far; offsets continue. */
  const taken = () => {
    const written = Uint8Array.from(sink.getBytes());
    sink.index = 0;
    return written;
  };
  let group: T[] = [];
  const write = async () => {
    const columnData = columns.map(({ name, type, of }) => ({
      name,
      data: group.map((row) => toParquetValue(type, of(row))),
    }));
    await writer.write({ columnData, rowGroupSize: groupRows });
    group = [];
  };
  for await (const rows of batches) {
    group.push(...rows);
    if (group.length < groupRows) continue;
    await write();
    yield taken();
  }
  if (group.length > 0) await write();
  await writer.finish();
  yield writer.num_rows > 0n ? taken() : withStructList(taken());
}

/** The library does not write the type of an empty list of row groups: stricter readers refuse the file. */
export function withStructList(file: Uint8Array): Uint8Array {
  const [rowsAndGroups, ofNothing, ofStructs] = [[0x16, 0x00, 0x19], 0x00, 0x0c];
  const place = Buffer.from(file).lastIndexOf(Buffer.from([...rowsAndGroups, ofNothing]));
  if (place >= 0) file[place + rowsAndGroups.length] = ofStructs;
  return file;
}

/** How Parquet keeps each type. */
export const elementOf: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  decimal: {
    type: 'INT64',
    converted_type: 'DECIMAL',
    precision,
    scale,
    logical_type: { type: 'DECIMAL', precision, scale },
  },
  bigint: { type: 'INT64' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  boolean: { type: 'BOOLEAN' },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

function toParquetValue(type: ColumnType, value: string | boolean | null): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (type === 'date') return toEpochDay(value);
  if (type === 'decimal') return toUnscaled(value); // a bigint is written as it stands, a number as a float
  if (type === 'bigint') return BigInt(value);
  return type === 'instant' ? new Date(value) : value;
}
