import { Columns3 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { frame } from '../strings/frame.ts';
import { useMay } from '../view/me.tsx';
import { usePreferences } from '../view/preferences.ts';
import { useRowKeys } from '../view/row-keys.ts';
import { useSteadyRows } from '../view/steady-rows.ts';
import { Action } from './action.tsx';
import { type RowAction, RowActions } from './row-actions.tsx';

/** A column of a table. */
export interface Column<R> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: R) => ReactNode;
  readonly isNumber?: boolean;
  /** Names the row: read out with each of its cells, and its heading on a telephone. */
  readonly isHead?: boolean;
  /** What the API sorts by, ascending and descending; a press goes through both. */
  readonly sorts?: readonly [ascending: string, descending: string];
  /** Shown only to those who choose it. */
  readonly isExtra?: boolean;
}

export interface DataTableProps<R> {
  /** What the table holds, for those who hear it. */
  readonly caption: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  /** Which list it is, by its filter: rows that come while the same is shown wait above it. Without, all are shown at once. */
  readonly list?: string | undefined;
  readonly sort?: { readonly by: string; readonly onSort: (by: string) => void } | undefined;
  /** A column before all others, which nobody leaves out. */
  readonly lead?: Column<R>;
  /** What `x` does with the current row. */
  readonly onMark?: (row: R) => void;
  /** What may be done with a row, in a last column; without `onOpen`, `Enter` asks for the first. */
  readonly actions?: readonly RowAction<R>[];
  /** What may be done with the list, such as adding to it: a button above the table. */
  readonly listAction?: Omit<RowAction<R>, 'isFor' | 'dialog'> & {
    readonly dialog: (onClose: () => void) => ReactNode;
  };
  /** What `Enter` on a row does. */
  readonly onOpen?: ((row: R) => void) | undefined;
  /** What stands above the table beside the choice of columns. */
  readonly tools?: ReactNode;
}

/** Columns that say by themselves what they are, on a telephone too: the box before a row and the buttons behind it. */
const unlabelled = ['selected', 'actions'];

/** A table whose rows the server has sorted, filtered and cut into pages. On a telephone each row is a card. */
export function DataTable<R>(props: DataTableProps<R>): ReactNode {
  const { caption, keyOf, list, sort, lead, onMark, actions, listAction, tools } = props;
  const [dialog, setDialog] = useState<ReactNode>(null);
  const close = () => setDialog(null);
  const ask = (row: R, action: RowAction<R>) => setDialog(action.dialog(row, close));
  const [first] = actions ?? [];
  const mayFirst = useMay(first?.needs ?? 'operator');
  const onOpen = props.onOpen ?? ((row: R) => first && mayFirst && (first.isFor?.(row) ?? true) && ask(row, first));
  const columns = actions ? [...props.columns, columnOf(actions, ask)] : props.columns;
  const { density } = usePreferences();
  const { rows, waiting, show } = useSteadyRows(props.rows, keyOf, list);
  const [shown, setShown] = useState(() => readShown(caption, columns));
  const current = useRowKeys(
    rows.length,
    (index) => rows[index] && onOpen(rows[index]),
    onMark && ((index) => rows[index] && onMark(rows[index])),
  );
  const visible = [...(lead ? [lead] : []), ...columns.filter(({ id, isHead }) => isHead || shown.has(id))];
  const toggle = (id: string) => {
    const next = new Set(shown);
    if (!next.delete(id)) next.add(id);
    setShown(next);
    localStorage.setItem(storageKey(caption), [...next].join(','));
  };
  return (
    <>
      <div className="flex min-h-9 flex-wrap items-center gap-2 px-3 py-1">
        {listAction && (
          <Action needs={listAction.needs} isPrimary onClick={() => setDialog(listAction.dialog(close))}>
            {listAction.label}
          </Action>
        )}
        {tools}
        {waiting > 0 && (
          <button type="button" className="button" onClick={show}>
            {frame.newRows(waiting)}
          </button>
        )}
        <ColumnChoice columns={columns} shown={shown} onToggle={toggle} name={caption} />
      </div>
      <div className="overflow-x-auto max-sm:overflow-visible">
        <table className={`rows cards ${density === 'compact' ? 'compact' : ''}`}>
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {visible.map((column) => (
                <Heading key={column.id} column={column} sort={sort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={keyOf(row)} data-current={index === current} data-row={index}>
                {visible.map(({ id, title, cell, isNumber, isHead }) =>
                  isHead ? (
                    <th key={id} scope="row">
                      {cell(row)}
                    </th>
                  ) : (
                    <td
                      key={id}
                      data-label={unlabelled.includes(id) ? undefined : title}
                      className={isNumber ? 'number' : undefined}
                    >
                      {cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {dialog}
    </>
  );
}

const columnOf = <R,>(actions: readonly RowAction<R>[], ask: (row: R, action: RowAction<R>) => void): Column<R> => ({
  id: 'actions',
  title: frame.actions,
  cell: (row) => <RowActions row={row} actions={actions} onAsk={(action) => ask(row, action)} />,
});

function Heading<R>({ column, sort }: { column: Column<R>; sort: DataTableProps<R>['sort'] }): ReactNode {
  const { title, isNumber, sorts } = column;
  const className = isNumber ? 'number' : undefined;
  if (!sort || !sorts)
    return (
      <th scope="col" className={className}>
        {title}
      </th>
    );
  const [ascending, descending] = sorts;
  const order = sort.by === ascending ? 'ascending' : sort.by === descending ? 'descending' : 'none';
  return (
    <th scope="col" className={className} aria-sort={order}>
      <button
        type="button"
        className="min-h-6 cursor-pointer hover:text-text"
        onClick={() => sort.onSort(order === 'descending' ? ascending : descending)}
      >
        {title}
        <span aria-hidden="true">{{ ascending: ' ▲', descending: ' ▼', none: '' }[order]}</span>
      </button>
    </th>
  );
}

function ColumnChoice<R>({
  columns,
  shown,
  onToggle,
  name,
}: {
  columns: readonly Column<R>[];
  shown: ReadonlySet<string>;
  onToggle: (id: string) => void;
  name: string;
}): ReactNode {
  const id = `columns-${name.replace(/\W+/g, '-')}`;
  return (
    <div className="relative ml-auto">
      <button type="button" className="button button-quiet" popoverTarget={id} aria-label={frame.columnsOf(name)}>
        <Columns3 size={15} aria-hidden="true" />
      </button>
      <div id={id} popover="auto" className="card m-auto max-h-[80vh] overflow-auto p-3 text-text">
        <fieldset className="grid gap-1">
          <legend className="mb-1 font-medium">{frame.columns}</legend>
          {columns
            .filter(({ isHead }) => !isHead)
            .map((column) => (
              <label key={column.id} className="flex min-h-6 items-center gap-2">
                <input type="checkbox" checked={shown.has(column.id)} onChange={() => onToggle(column.id)} />
                {column.title}
              </label>
            ))}
        </fieldset>
      </div>
    </div>
  );
}

const storageKey = (caption: string) => `columns ${caption}`;

function readShown<R>(caption: string, columns: readonly Column<R>[]): Set<string> {
  const kept = localStorage.getItem(storageKey(caption));
  const ids = kept === null ? columns.filter(({ isExtra }) => !isExtra).map(({ id }) => id) : kept.split(',');
  return new Set(ids);
}
