// Writes Parquet from columns of text, as they come from Postgres, a row group at a time.

import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { toEpochDay } from '../columns.ts';
import { elementOf, withStructList } from '../to-parquet.ts';
import type { LakeType } from './tables.ts';

/** Values of columns as text: decimals with all of their places, instants in ms since 1970. */
export type TextColumns = Readonly<Record<string, readonly (string | null)[]>>;

/** A Parquet file while it is written: each call returns the bytes that it has added. */
export interface ParquetFile {
  /** Adds a row group. */
  add(columns: TextColumns): Uint8Array;
  end(): Uint8Array;
}

interface ParquetFileOptions {
  readonly columns: Readonly<Record<string, LakeType>>;
  readonly compress: (bytes: Uint8Array) => Uint8Array;
}

const amount: Omit<SchemaElement, 'name'> = {
  type: 'FIXED_LEN_BYTE_ARRAY',
  type_length: 16,
  converted_type: 'DECIMAL',
  precision: 38,
  scale: 12,
  logical_type: { type: 'DECIMAL', precision: 38, scale: 12 },
};

/** Neighbours differ by little: their differences take a third of the place. */
const isDelta = (type: LakeType) => type === 'date' || type === 'decimal' || type === 'bigint' || type === 'instant';

/** Begins a file, compressed by Zstandard. */
export function openParquetFile({ columns, compress }: ParquetFileOptions): ParquetFile {
  const sink = new ByteWriter();
  const names = Object.entries(columns);
  const schema: SchemaElement[] = [
    { name: 'root', num_children: names.length },
    ...names.map(([name, type]) => ({
      name,
      repetition_type: 'OPTIONAL' as const,
      ...(type === 'amount' ? amount : elementOf[type]),
    })),
  ];
  const compressors = { ZSTD: compress };
  const writer = new ParquetWriter({ writer: sink, schema, codec: 'ZSTD', compressors, createdBy: 'tickermill' });
  const taken = () => {
    const written = Uint8Array.from(sink.getBytes());
    sink.index = 0;
    return written;
  };
  return {
    add(values) {
      const columnData = names.map(([name, type]) => ({
        name,
        data: (values[name] ?? []).map(toValue[type]),
        ...(isDelta(type) ? { encoding: 'DELTA_BINARY_PACKED' as const } : {}),
      }));
      const rowGroupSize = columnData[0]?.data.length ?? 0;
      // It writes at once: only a sink that flushes makes it wait.
      if (rowGroupSize > 0) void writer.write({ columnData, rowGroupSize });
      return taken();
    },
    end() {
      void writer.finish();
      return writer.num_rows > 0n ? taken() : withStructList(taken());
    },
  };
}

/** The days of a year come with every symbol. */
const days = new Map<string, number>();
const maxDays = 100_000;

function dayOf(text: string): number {
  const known = days.get(text);
  if (known !== undefined) return known;
  const day = toEpochDay(text);
  if (days.size >= maxDays) days.clear();
  days.set(text, day);
  return day;
}

/** The units of a decimal that has exactly so many places, as Postgres writes one. */
const unitsOf = (places: number) => (text: string | null) => {
  if (text === null) return null;
  if (text.at(-places - 1) !== '.') throw new RangeError(`${text} has not ${places} decimal places`);
  return BigInt(text.slice(0, -places - 1) + text.slice(-places));
};
const whole = (text: string | null) => (text === null ? null : BigInt(text));

const toValue: Readonly<Record<LakeType, (text: string | null) => unknown>> = {
  date: (text) => (text === null ? null : dayOf(text)),
  decimal: unitsOf(6),
  amount: unitsOf(12),
  bigint: whole,
  instant: whole,
  text: (text) => text,
  boolean: (text) => (text === null ? null : text === 'true'),
};
