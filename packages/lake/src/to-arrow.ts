import {
  AsyncByteQueue,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import { type Batches, type Column, type ColumnType, precision, scale, toEpochDay, toUnscaled } from './columns.ts';

type Value = string | boolean | null;

/** A table as an Arrow IPC stream, a record batch for each batch of rows. */
export async function* toArrow<T>(columns: readonly Column<T>[], batches: Batches<T>): AsyncGenerator<Uint8Array> {
  const fields = columns.map(({ name, type }) => new Field(name, typeOf[type](), true));
  const schema = new Schema(fields);
  let chunks: Uint8Array[] = [];
  // Its own queue would take whatever is written, however slowly it is read.
  const sink = Object.assign(new AsyncByteQueue(), {
    write: (chunk: Uint8Array) => {
      chunks.push(Uint8Array.from(chunk));
    },
    close: () => undefined,
  });
  const taken = () => {
    const written = Buffer.concat(chunks);
    chunks = [];
    return written;
  };
  const writer = new RecordBatchStreamWriter().reset(sink, schema);
  for await (const rows of batches) {
    const children = columns.map(({ type, of }) => toData(type, rows.map(of)));
    const data = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children });
    writer.write(new RecordBatch(schema, data));
    yield taken();
  }
  writer.close();
  yield taken();
}

const typeOf: Readonly<Record<ColumnType, () => DataType>> = {
  date: () => new DateDay(),
  decimal: () => new Decimal(scale, precision, 128),
  bigint: () => new Int64(),
  text: () => new Utf8(),
  boolean: () => new Bool(),
  instant: () => new TimestampMillisecond('UTC'),
};

function toData(type: ColumnType, values: readonly Value[]): Data {
  const length = values.length;
  const validity = bits(values.map((value) => value !== null));
  const nullCount = values.filter((value) => value === null).length;
  const common = { length, nullCount, nullBitmap: validity };
  const texts = values.map((value) => (value === null ? null : String(value)));
  switch (type) {
    case 'date':
      return makeData({
        type: new DateDay(),
        ...common,
        data: Int32Array.from(texts, (day) => (day === null ? 0 : toEpochDay(day))),
      });
    case 'decimal':
      return makeData({ type: new Decimal(scale, precision, 128), ...common, data: decimals(texts) });
    case 'bigint':
      return makeData({
        type: new Int64(),
        ...common,
        data: BigInt64Array.from(texts, (text) => BigInt(text ?? 0)),
      });
    case 'instant':
      return makeData({
        type: new TimestampMillisecond('UTC'),
        ...common,
        data: BigInt64Array.from(texts, (instant) => BigInt(instant === null ? 0 : Date.parse(instant))),
      });
    case 'boolean':
      return makeData({ type: new Bool(), ...common, data: bits(values.map((value) => value === true)) });
    case 'text': {
      const encoded = texts.map((text) => Buffer.from(text ?? ''));
      const valueOffsets = new Int32Array(length + 1);
      for (const [index, bytes] of encoded.entries())
        valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + bytes.length;
      return makeData({ type: new Utf8(), ...common, valueOffsets, data: Buffer.concat(encoded) });
    }
  }
}

/** 128 bits each, in two's complement, the lowest first. */
function decimals(texts: readonly (string | null)[]): Uint32Array {
  const words = new BigInt64Array(texts.length * 2);
  for (const [index, text] of texts.entries()) {
    const units = text === null ? 0n : toUnscaled(text);
    words[index * 2] = units;
    words[index * 2 + 1] = units < 0n ? -1n : 0n;
  }
  return new Uint32Array(words.buffer);
}

function bits(flags: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(flags.length / 8));
  for (const [index, flag] of flags.entries())
    if (flag) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  return bytes;
}
