import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** The parts of a page, each with a URL of its own. */
export function Tabs<T extends string>({
  path,
  label,
  names,
  current,
}: {
  /** Of the page; the part is its param `tab`. */
  path: string;
  label: string;
  /** Of the parts that are shown. */
  names: Readonly<Partial<Record<T, string>>>;
  current: T;
}): ReactNode {
  return (
    <nav aria-label={label} className="mb-3 flex gap-1 overflow-x-auto border-line border-b">
      {(Object.entries(names) as [T, string][]).map(([tab, name]) => (
        <Link
          key={tab}
          to={path as '/'}
          search={{ tab } as never}
          activeOptions={{ exact: true, includeSearch: false }}
          aria-current={tab === current ? 'page' : undefined}
          className={`-mb-px flex min-h-9 items-center border-b-2 px-3 font-medium whitespace-nowrap no-underline ${
            tab === current ? 'border-accent text-text' : 'border-transparent text-quiet hover:text-text'
          }`}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
