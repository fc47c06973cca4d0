// Derives the lists of a statement that stores records from one list of their columns.

import { Prisma } from './database.ts';

/** A column, its type, and the field that it is read from where that is not its name in camel case. */
export type RecordColumn = readonly [column: string, type: string, field?: string];

const fieldOf = ([column, , field]: RecordColumn): string =>
  `"${field ?? column.replaceAll(/_([a-z])/g, (_mark, letter: string) => letter.toUpperCase())}"`;

/**
 * The lists of columns that records are stored in, made once: what `jsonb_to_recordset` reads, the columns, the fields in
 * the same order, and what replaces the columns of a stored row, save those named by `kept`.
 */
export function recordColumns(columns: readonly RecordColumn[], kept: readonly string[]) {
  const replaced = columns.filter(([column]) => !kept.includes(column));
  return {
    record: Prisma.raw(columns.map((column) => `${fieldOf(column)} ${column[1]}`).join(', ')),
    columns: Prisma.raw(columns.map(([column]) => column).join(', ')),
    fields: Prisma.raw(columns.map(fieldOf).join(', ')),
    replaced: Prisma.raw(replaced.map(([column]) => `${column} = EXCLUDED.${column}`).join(', ')),
  };
}
