import type { ReactNode } from 'react';
import { absent } from '../format/numbers.ts';

/** Facts that the API names by words of its own, as they are. */
export function Evidence({ of }: { of: Readonly<Record<string, unknown>> }): ReactNode {
  const facts = Object.entries(of).filter(([, value]) => value !== null && value !== undefined);
  if (facts.length === 0) return <span className="text-quiet">{absent}</span>;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-quiet">{name.replaceAll('_', ' ')}</dt>
          <dd className="break-words">{written(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same in one line, for a cell of a table. */
export const inOneLine = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${written(value)}`)
    .join(' · ');

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join(', ');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, each]) => `${name} ${written(each)}`)
      .join(' ');
  return String(value);
}
