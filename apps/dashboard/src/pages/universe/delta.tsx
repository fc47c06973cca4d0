import { getRouteApi, Link } from '@tanstack/react-router';
import type { UniverseDelta } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { inOneLine } from '../../components/evidence.tsx';
import { Pager } from '../../components/pager.tsx';
import { Answered, Empty } from '../../components/panel.tsx';
import { absent, whole } from '../../format/numbers.ts';
import { universe } from '../../strings/universe.ts';
import { useNow } from '../../view/now.ts';
import { showToast } from '../../view/toasts.ts';

const { delta: words } = universe;
const route = getRouteApi('/universe');
type Change = UniverseDelta['items'][number];

/** What came, went and changed its symbol in a month. */
export function Delta(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, what } = search;
  const current = new Date(useNow()).toISOString().slice(0, 7);
  const month = /^\d{4}-\d{2}$/.test(search.month) ? search.month : current;
  const query = useAnswer('/universe/delta', { query: { month, page, limit, ...(what && { what }) } });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  return (
    <div className="card">
      <Answered query={query} rows={12}>
        {({ items, counts }) => {
          const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
          return (
            <>
              <Counts counts={counts} what={what} />
              <DataTable
                caption={words.caption(month)}
                columns={columns}
                actions={[
                  {
                    label: words.confirm,
                    isFor: isProposal,
                    dialog: (change, onClose) => <ConfirmDialog change={change} onClose={onClose} />,
                  },
                ]}
                rows={items}
                keyOf={({ id }) => id}
                tools={
                  <>
                    <label className="flex items-center gap-1.5 text-quiet">
                      {words.month}
                      <input
                        type="month"
                        className="field"
                        value={month}
                        max={current}
                        onChange={({ target }) => narrow({ month: target.value === current ? '' : target.value })}
                      />
                    </label>
                    <CsvButton
                      path="/universe/delta"
                      query={{ month, ...(what && { what }) }}
                      file={`universe-${month}`}
                    />
                  </>
                }
              />
              {items.length === 0 && <Empty>{what === '' ? words.nothing(month) : words.noMatch}</Empty>}
              <Pager
                page={page}
                limit={limit}
                rows={items.length}
                total={what === '' ? all : (counts[what] ?? 0)}
                onChange={(to) => narrow(to)}
              />
            </>
          );
        }}
      </Answered>
    </div>
  );
}

const isProposal = ({ what, resolution }: Change) => what.endsWith('-proposed') && resolution === null;

/** How many changes of each kind; each count leads to its rows. */
function Counts({ counts, what }: { counts: UniverseDelta['counts']; what: string }): ReactNode {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <ul aria-label={words.what} className="flex flex-wrap gap-2 border-line border-b px-3 py-2">
      {[['', all] as const, ...Object.entries(counts)].map(([kind, count]) => (
        <li key={kind}>
          <Link
            from="/universe"
            to="/universe"
            search={(before) => ({ ...before, what: kind, page: 1 })}
            aria-current={kind === what ? 'true' : undefined}
            className="button no-underline aria-[current=true]:border-accent"
          >
            {kind || universe.all} <span className="text-quiet">{whole(count)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

const columns: Column<Change>[] = [
  {
    id: 'symbol',
    title: words.columns.symbol,
    isHead: true,
    cell: ({ symbol }) =>
      symbol ? (
        <Link to="/tickers/$ticker" params={{ ticker: symbol }} className="font-medium">
          {symbol}
        </Link>
      ) : (
        absent
      ),
  },
  { id: 'day', title: words.columns.day, cell: ({ day }) => <span className="whitespace-nowrap">{day}</span> },
  { id: 'what', title: words.columns.what, cell: ({ what }) => what },
  { id: 'name', title: words.columns.name, cell: ({ name }) => name },
  { id: 'exchange', title: words.columns.exchange, cell: ({ exchange }) => exchange ?? absent },
  { id: 'kind', title: words.columns.kind, cell: ({ kind }) => kind },
  { id: 'evidence', title: words.columns.evidence, cell: ({ evidence }) => inOneLine(evidence) },
  {
    id: 'confirmed',
    title: words.columns.confirmed,
    cell: ({ confirmed_by: by, resolution }) => [resolution, by].filter(Boolean).join(' · '),
  },
];

function ConfirmDialog({ change, onClose }: { change: Change; onClose: () => void }): ReactNode {
  const { id, symbol, name, evidence } = change;
  const called = symbol ?? name;
  const confirm = useChange('post', '/universe/confirm', () => {
    showToast({ tone: 'good', text: words.confirmed(called) });
    onClose();
  });
  return (
    <AskDialog
      title={words.confirmTitle(called)}
      confirm={words.confirm}
      change={confirm}
      onConfirm={() => confirm.mutate({ body: { change: id } })}
      onClose={onClose}
    >
      <p>{words.confirmTouches}</p>
      <p className="break-words text-quiet">{inOneLine(evidence)}</p>
    </AskDialog>
  );
}
