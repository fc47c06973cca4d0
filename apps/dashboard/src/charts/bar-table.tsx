import type { ReactNode } from 'react';
import { whole } from '../format/numbers.ts';

/** A histogram that is its own table: a row each, its number and a bar as long as that. */
export function BarTable({
  caption,
  of,
  count,
  rows,
  link,
}: {
  caption: string;
  /** What the rows are called, and what is counted. */
  of: string;
  count: string;
  rows: readonly (readonly [name: string, value: number])[];
  /** Leads from the name of a row to what it counts. */
  link?: (name: string, shown: ReactNode) => ReactNode;
}): ReactNode {
  const max = Math.max(1, ...rows.map(([, value]) => value));
  return (
    <table className="w-full">
      <caption className="pb-1 text-left font-medium text-quiet">{caption}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{of}</th>
          <th scope="col">{count}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, value]) => (
          <tr key={name}>
            <th scope="row" className="w-px pr-3 text-right font-normal whitespace-nowrap">
              {link ? link(name, name) : name}
            </th>
            <td className="py-px">
              <span className="flex items-center gap-2">
                <span
                  aria-hidden="true"
                  className="h-4 min-w-px rounded-r-sm bg-data"
                  style={{ width: `${(value / max) * 85}%` }}
                />
                {whole(value)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
