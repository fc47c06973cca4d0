import { existsSync, readFileSync } from 'node:fs';

/** Real answers of price providers. They lie beside the repository and are not part of it. */
const folder = new URL('../../../../../shared/samples/', import.meta.url);

/** Reads a real answer as text; null, with a note in the output, if there is none. */
export function realAnswer(path: string): string | null {
  const place = new URL(path, folder);
  if (existsSync(place)) return readFileSync(place, 'utf8');
  console.log(`      No real answer ${path} in ../shared/samples: the shape is not compared.`);
  return null;
}

/** The paths of all values of some JSON with their types; of lists the first element, of objects by epoch any. */
export function shapeOf(value: unknown, path = ''): Map<string, string> {
  if (Array.isArray(value)) return value.length === 0 ? new Map([[path, 'list']]) : shapeOf(value[0], `${path}[]`);
  if (typeof value !== 'object' || value === null) return new Map([[path, value === null ? 'null' : typeof value]]);
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => {
      const name = /^\d{8,}$/.test(key) ? '<epoch>' : /^\d{4}-\d\d-\d\d$/.test(key) ? '<day>' : key;
      return [...shapeOf(inner, `${path}.${name}`)];
    }),
  );
}
