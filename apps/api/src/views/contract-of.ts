/** Values of the domain in the form that the contracts of the API give them. */

/** Names that are not made by rule. */
const named = { is10b5_1: 'is_10b5_1' } as const;

/** Fields whose keys are data (states, ids of footnotes, names of parameters), and stay as they are. */
const keyedByData = ['targetsByState', 'tasksByState', 'skipped', 'footnotes', 'refused'] as const;
type KeyedByData = (typeof keyedByData)[number];

type Snake<S extends string> = S extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : S;
type NameOf<K> = K extends keyof typeof named ? (typeof named)[K] : K extends string ? Snake<K> : never;

/** A record whose keys are data is allowed only if `keyedByData` lists it: else its keys would be renamed. */
type FieldOf<K, V> = K extends KeyedByData
  ? V
  : V extends Readonly<Record<string, unknown>>
    ? string extends keyof V
      ? never
      : ContractOf<V>
    : ContractOf<V>;

/** What `contractOf` makes of a type: names in snake_case, instants and big numbers as text. */
export type ContractOf<T> = T extends Date | bigint
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? ContractOf<Item>[]
      : { -readonly [K in keyof T as NameOf<K>]: FieldOf<K, T[K]> };

const asIs: ReadonlySet<string> = new Set(keyedByData);
const names = new Map<string, string>(Object.entries(named));

/** A name in snake_case. */
export function contractName(key: string): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  names.set(key, name);
  return name;
}

/** A domain value as the contracts have it: names in snake_case, instants and big numbers as text, all else as it is. */
export function contractOf<T>(value: T): ContractOf<T> {
  return converted(value) as ContractOf<T>;
}

function converted(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(converted);
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value))
    fields[contractName(key)] = asIs.has(key) ? field : converted(field);
  return fields;
}
