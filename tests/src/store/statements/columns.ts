// Asks Postgres what a statement returns, without running it, and compares that with the type of its rows.

import type { withDatabase } from '@tickermill/testkit';
import ts from 'typescript';

type Client = Parameters<Parameters<typeof withDatabase>[1]>[0];

/** A column that a statement returns. */
export interface Column {
  readonly name: string;
  /** By its name in Postgres; an array's begins with `_`. */
  readonly type: string;
}

/** What prepares a statement and tells its columns; rejects with what Postgres says about one that it refuses. */
export async function openDescriber(client: Client): Promise<(text: string) => Promise<Column[]>> {
  const { rows } = await client.query<{ oid: number; typname: string }>('SELECT oid::int, typname FROM pg_type');
  const names = new Map(rows.map(({ oid, typname }) => [oid, typname]));
  return (text) =>
    new Promise((resolve, reject) => {
      let columns: Column[] = [];
      client.query({
        submit(connection) {
          connection.parse({ name: '', text, types: [] }, true);
          connection.describe({ type: 'S', name: '' }, true);
          connection.sync();
        },
        handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }) {
          columns = fields.map(({ name, dataTypeID }) => ({ name, type: names.get(dataTypeID) ?? String(dataTypeID) }));
        },
        handleError: reject,
        handleReadyForQuery: () => resolve(columns),
      });
    });
}

/**
 * How both handles, Prisma's and the driver's, read what Postgres sends. They differ about `numeric`, `date` and arrays of
 * `int8`, so these belong in no row: statements cast them.
 */
const readAs: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'bytes',
  float8: 'number',
  int2: 'number',
  int4: 'number',
  int8: 'bigint',
  json: 'json',
  jsonb: 'json',
  name: 'string',
  text: 'string',
  timestamptz: 'Date',
  varchar: 'string',
};

/** What of a statement's columns is not what the type of its rows promises. */
export function mismatches(
  columns: readonly Column[],
  { row, node, checker }: { row: ts.Type; node: ts.Node; checker: ts.TypeChecker },
): string[] {
  const properties = checker.getPropertiesOfType(row);
  const promised = new Map(properties.map((one) => [one.name, one]));
  const sent = new Set(columns.map(({ name }) => name));
  const isOptional = (one: ts.Symbol) => (one.flags & ts.SymbolFlags.Optional) !== 0;
  const missing = properties.filter((one) => !sent.has(one.name) && !isOptional(one)).map(({ name }) => `no ${name}`);
  const wrong = columns.flatMap(({ name, type }) => {
    const property = promised.get(name);
    if (!property) return [`${name} is in no row`];
    const kind = readAs[type.replace(/^_/, '')] ?? `a ${type}`;
    const known = type === '_int8' || type === '_bytea' ? `a ${type}` : kind;
    const read = type.startsWith('_') && known === kind ? `${kind}[]` : known;
    const wanted = checker.getTypeOfSymbolAtLocation(property, node);
    return isReadable(read, wanted, checker)
      ? []
      : [`${name} is ${type}, read as ${read}, not ${checker.typeToString(wanted)}`];
  });
  return [...missing, ...wrong];
}

/** Whether a value that is read so has the type. JSON is whatever Postgres built; its insides are not compared. */
function isReadable(read: string, type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.flags & ts.TypeFlags.Unknown) return true;
  if (type.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) return true;
  const isObject = (type.flags & ts.TypeFlags.Object) !== 0;
  const name = type.symbol?.name;
  if (type.isUnion()) return type.types.every((one) => isReadable(read, one, checker));
  if (read.endsWith('[]')) {
    const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return item !== undefined && isReadable(read.slice(0, -2), item, checker);
  }
  if (read === 'json') return name !== 'Date' && name !== 'Buffer' && !(type.flags & ts.TypeFlags.BigIntLike);
  if (read === 'Date') return name === 'Date';
  if (read === 'bytes') return isObject && ['Buffer', 'Uint8Array'].includes(name ?? '');
  const flags: Readonly<Record<string, ts.TypeFlags>> = {
    boolean: ts.TypeFlags.BooleanLike,
    string: ts.TypeFlags.StringLike,
    number: ts.TypeFlags.NumberLike,
    bigint: ts.TypeFlags.BigIntLike,
  };
  const wanted = flags[read];
  return wanted !== undefined && (checker.getBaseTypeOfLiteralType(type).flags & wanted) !== 0;
}
