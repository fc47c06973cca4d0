import type { ReactNode } from 'react';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { Pager } from './pager.tsx';
import { Answered, type AnsweredQuery } from './panel.tsx';

interface ListAnswer<R> {
  readonly items: readonly R[];
  readonly has_more?: boolean;
  readonly total?: number;
}

interface AnsweredTableProps<R> extends Omit<DataTableProps<R>, 'rows'> {
  readonly query: AnsweredQuery<ListAnswer<R>>;
  /** How many rows of skeleton stand for the answer. */
  readonly skeleton: number;
  /** Why there are no rows: an `Empty`. It takes the place of a table that has nothing above it to press. */
  readonly empty: ReactNode;
  /** Which page of the list it is, where the server cuts it into pages. */
  readonly pages?: {
    readonly page: number;
    readonly limit: number;
    readonly onChange: (to: { page: number; limit: number }) => void;
  };
}

/** A list of the API: a skeleton or what failed, its table, why that is empty, and its pages. */
export function AnsweredTable<R>({ query, skeleton, empty, pages, list, ...table }: AnsweredTableProps<R>): ReactNode {
  return (
    <Answered query={query} rows={skeleton}>
      {({ items, has_more: hasMore, total }) => {
        if (items.length === 0 && !table.tools && !table.listAction && (pages?.page ?? 1) === 1) return empty;
        return (
          <>
            {/* The rows of the list before stand in until this one is answered: they are none of its own. */}
            <DataTable {...table} rows={items} list={query.isPlaceholderData ? undefined : list} />
            {items.length === 0 && empty}
            {pages && <Pager {...pages} rows={items.length} hasMore={hasMore} total={total} />}
          </>
        );
      }}
    </Answered>
  );
}
