import type { ReactNode } from 'react';
import { usePreferences } from '../view/preferences.ts';

export interface ShortTableProps<R> {
  readonly caption: string;
  readonly columns: readonly {
    readonly title: string;
    readonly cell: (row: R) => ReactNode;
    readonly isNumber?: boolean;
  }[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
}

/** A few rows in a panel: nothing to sort, to page or to choose. */
export function ShortTable<R>({ caption, columns, rows, keyOf }: ShortTableProps<R>): ReactNode {
  const { density } = usePreferences();
  return (
    <div className="overflow-x-auto max-sm:overflow-visible">
      <table className={`rows cards ${density === 'compact' ? 'compact' : ''}`}>
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" className={isNumber ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ title, cell, isNumber }) => (
                <td key={title} data-label={title} className={isNumber ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
