import type { BulkActionView } from '@tickermill/core/contracts';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { bulk as words } from '../strings/bulk.ts';
import { Action } from './action.tsx';
import type { Column } from './data-table.tsx';

const BulkDialog = lazy(() => import('./bulk-dialog.tsx'));
const BulkProgress = lazy(() => import('./bulk-progress.tsx'));

type Kind = BulkActionView['action'];

interface BulkOffer<R> {
  readonly actions: readonly Kind[];
  /** The filter of the list, of which all rows can be selected; null: only rows that are shown. */
  readonly filter: Readonly<Record<string, string>> | null;
  readonly rows: readonly R[] | undefined;
  readonly keyOf: (row: R) => string;
  readonly nameOf: (row: R) => string;
}

/** What a list needs to offer bulk actions. */
interface Bulk<R> {
  /** The boxes, as the first column of its table. */
  readonly lead: Column<R>;
  /** What a key does with a row. */
  readonly onMark: (row: R) => void;
  /** What is selected, and what may be done with it: the tools of its table. */
  readonly bar: ReactNode;
}

/**
 * Rows of a list can be selected, over its pages or all that match its filter, and changed at once. What was selected is
 * let go when the filter changes.
 */
export function useBulk<R>({ actions, filter, rows = [], keyOf, nameOf }: BulkOffer<R>): Bulk<R> {
  const list = JSON.stringify(filter);
  const [selection, setSelection] = useState<{ list: string; ids: ReadonlySet<string> | 'all' }>();
  const [asked, setAsked] = useState<Kind>();
  const [started, setStarted] = useState<string>();
  const selected = selection?.list === list ? selection.ids : new Set<string>();
  const has = (row: R) => selected === 'all' || selected.has(keyOf(row));
  const select = (ids: ReadonlySet<string> | 'all') => setSelection({ list, ids });
  const toggle = (row: R) => {
    const next = new Set(selected === 'all' ? rows.map(keyOf) : selected);
    if (!next.delete(keyOf(row))) next.add(keyOf(row));
    select(next);
  };
  const count = selected === 'all' ? null : selected.size;
  return {
    lead: {
      id: 'selected',
      title: words.select,
      cell: (row) => (
        <span className="inline-block max-sm:pb-2">
          <input
            type="checkbox"
            className="size-6 align-middle sm:size-4"
            checked={has(row)}
            onChange={() => toggle(row)}
            aria-label={words.selectRow(nameOf(row))}
          />
        </span>
      ),
    },
    onMark: toggle,
    bar: (
      <>
        {count === 0 ? (
          rows.length > 0 && (
            <>
              <button type="button" className="button" onClick={() => select(new Set(rows.map(keyOf)))}>
                {words.selectPage}
              </button>
              {filter && (
                <button type="button" className="button" onClick={() => select('all')}>
                  {words.selectAll}
                </button>
              )}
            </>
          )
        ) : (
          <>
            <span aria-live="polite" className="font-medium">
              {count === null ? words.allSelected : words.selected(count)}
            </span>
            {actions.map((action) => (
              <Action key={action} onClick={() => setAsked(action)}>
                {words.labels[action]}
              </Action>
            ))}
            <button type="button" className="button button-quiet" onClick={() => select(new Set())}>
              {words.none}
            </button>
          </>
        )}
        <Suspense>
          {asked && (
            <BulkDialog
              action={asked}
              selected={selected === 'all' ? { filter: filter ?? {} } : { ids: [...selected] }}
              onStarted={(id) => {
                setStarted(id);
                select(new Set());
              }}
              onClose={() => setAsked(undefined)}
            />
          )}
          {started && <BulkProgress id={started} onDismiss={() => setStarted(undefined)} />}
        </Suspense>
      </>
    ),
  };
}
