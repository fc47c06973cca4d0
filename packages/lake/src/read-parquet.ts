import { PipelineError } from '@tickermill/core';
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { fromUnscaled } from './columns.ts';

/** Rows that are read at once, so that a large row group is not held as objects. */
const rowsAtOnce = 20_000;

/**
 * The rows of a Parquet file, their values as exact text: decimals to the digit, days `YYYY-MM-DD`, instants ISO.
 * Binary floats become their shortest decimal. Only flat columns.
 * @throws {PipelineError} `FILE_UNREADABLE`
 */
export async function* readParquet(file: AsyncBuffer): AsyncGenerator<Record<string, string | null>[]> {
  const metadata = await parquetMetadataAsync(file).catch((cause: unknown) => {
    throw new PipelineError('FILE_UNREADABLE', 'This is no Parquet file, or not the whole of one.', { cause });
  });
  const [, ...elements] = metadata.schema;
  if (elements.some(({ num_children }) => num_children !== undefined && num_children > 0))
    throw new PipelineError('FILE_UNREADABLE', 'The Parquet file has nested columns.');
  // The library would make floats of decimals: it reads the whole numbers that they are kept as.
  const schema = metadata.schema.map((element) => (isDecimal(element) ? asKept(element) : element));
  const readers = new Map(elements.map((element) => [element.name, readerOf(element)]));
  const rows = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < rows; rowStart += rowsAtOnce) {
    const read = await parquetReadObjects({
      file,
      compressors,
      metadata: { ...metadata, schema },
      parsers: { uuidFromBytes: (bytes: Uint8Array) => bytes },
      rowStart,
      rowEnd: Math.min(rows, rowStart + rowsAtOnce),
    });
    yield read.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, value == null ? null : (readers.get(name)?.(value) ?? null)]),
      ),
    );
  }
}

const isDecimal = ({ converted_type, logical_type }: SchemaElement) =>
  converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL';

function asKept(element: SchemaElement): SchemaElement {
  const { converted_type: _converted, logical_type: _logical, ...kept } = element;
  // Without a meaning of its own a byte array is read as text.
  return kept.type === 'BYTE_ARRAY' ? { ...kept, type: 'BYTE_ARRAY', logical_type: { type: 'UUID' } } : kept;
}

function readerOf(element: SchemaElement): (value: unknown) => string {
  if (isDecimal(element)) {
    const scale = element.scale ?? (element.logical_type?.type === 'DECIMAL' ? element.logical_type.scale : 0);
    return (value) => fromUnscaled(toInteger(value), scale);
  }
  const isDay = element.converted_type === 'DATE' || element.logical_type?.type === 'DATE';
  return (value) => {
    if (value instanceof Date) return isDay ? value.toISOString().slice(0, 10) : value.toISOString();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    return typeof value === 'number' ? plainNumber(value) : String(value);
  };
}

/** A whole number as Parquet keeps it: of 32 or 64 bits, or in two's complement, the highest byte first. */
function toInteger(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  const hex = Buffer.from(value).toString('hex');
  return BigInt.asIntN(value.length * 8, BigInt(`0x${hex || '0'}`));
}

/** A float by its shortest decimal, in plain notation. */
function plainNumber(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign, whole = '', fraction = '', exponent] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}${digits.length > point ? `.${digits.slice(point)}` : ''}`;
}
