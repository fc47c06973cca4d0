import { tableFromIPC } from '@uwdata/flechette';
import { readParquet } from 'parquet-wasm/node';

type Row = Record<string, string | boolean | null>;

/** The rows of an Arrow IPC stream, read by a library that has no part in writing it; numbers as exact text. */
export function readArrowRows(bytes: Uint8Array): { types: Record<string, string>; rows: Row[] } {
  const table = tableFromIPC(bytes, { useDecimalInt: true, useBigInt: true });
  const types = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, describe(type)]));
  const columns = table.names.map((name) => [String(name), table.getChild(name), types[String(name)] ?? ''] as const);
  const rows = Array.from({ length: table.numRows }, (_, index) =>
    Object.fromEntries(columns.map(([name, column, type]) => [name, toText(column.at(index), type)])),
  );
  return { types, rows };
}

/** The rows of a Parquet file, likewise. */
export const readParquetRows = (bytes: Uint8Array) => readArrowRows(readParquet(bytes).intoIPCStream());

interface ArrowType {
  readonly typeId: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly bitWidth?: number;
  readonly timezone?: string | null;
}

/** As Arrow numbers its types. */
const names: Readonly<Record<number, string>> = {
  2: 'int',
  5: 'utf8',
  6: 'bool',
  7: 'decimal',
  8: 'date',
  10: 'timestamp',
};

function describe(type: unknown): string {
  const { typeId, precision, scale, bitWidth, timezone } = type as ArrowType;
  const name = names[typeId] ?? `type ${typeId}`;
  if (name === 'decimal') return `decimal${bitWidth}(${precision},${scale})`;
  if (name === 'int') return `int${bitWidth}`;
  return name === 'timestamp' ? `timestamp(${timezone})` : name;
}

function toText(value: unknown, type: string): string | boolean | null {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (type.startsWith('decimal')) {
    const units = BigInt(value as bigint);
    const scale = Number(/,(\d+)\)$/.exec(type)?.[1]);
    const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
    return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  }
  if (type === 'date') return new Date(Number(value)).toISOString().slice(0, 10);
  return type.startsWith('timestamp') ? new Date(Number(value)).toISOString() : String(value);
}
