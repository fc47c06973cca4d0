import { getRouteApi, Link } from '@tanstack/react-router';
import type { BulkActionView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { BulkHowFar, CallOff } from '../../components/bulk-progress.tsx';
import { Choice } from '../../components/choice.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { Opened } from '../../components/opened.tsx';
import { Pager } from '../../components/pager.tsx';
import { Answered, Empty } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { bulk as words } from '../../strings/bulk.ts';

const route = getRouteApi('/bulk-actions');
const { columns } = words;
const progressMs = 3_000;
const itemStates = ['failed', 'done', 'waiting', 'cancelled', 'all'];

/** A bulk action in full: how far it is, and the report of its items. */
export function OpenBulkAction({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const query = useAnswer(
    '/bulk-actions/{id}',
    { params: { id } },
    { everyMs: ({ finished_at: at }) => at === null && progressMs },
  );
  return (
    <Opened title={words.bulkAction(id)} onClose={onClose}>
      <Answered query={query} rows={6}>
        {(action) => <BulkAction action={action} />}
      </Answered>
      <Items id={id} key={id} />
    </Opened>
  );
}

function BulkAction({ action }: { action: BulkActionView }): ReactNode {
  const { filter, note, watchlist, runs, cancelled_by: cancelledBy, finished_at: finishedAt } = action;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-3 pt-2.5">
        <BulkHowFar action={action} />
        <CallOff action={action} />
      </div>
      <Facts
        facts={[
          [words.filter, filterInWords(filter)],
          [columns.who, cancelledBy ? `${action.created_by} · ${words.cancelledBy(cancelledBy)}` : action.created_by],
          [columns.created, <Time key="created" at={action.created_at} />],
          ...(finishedAt ? [[columns.finished, <Time key="finished" at={finishedAt} />] as const] : []),
          ...(note ? [[words.note, note] as const] : []),
          ...(watchlist ? [[words.watchlist, watchlist] as const] : []),
          ...(runs.length > 0 ? [[words.runs, <Runs key="runs" runs={runs} />] as const] : []),
        ]}
      />
    </>
  );
}

const filterInWords = (filter: BulkActionView['filter']): string => {
  if (filter === null) return words.bySelection;
  const fields = Object.entries(filter).map(([name, value]) => `${name} ${value}`);
  return fields.length === 0 ? words.everything : fields.join(', ');
};

const Runs = ({ runs }: { runs: readonly string[] }) => (
  <span className="flex flex-wrap gap-x-2">
    {runs.map((run) => (
      <Link key={run} to="/runs/$id" params={{ id: run }}>
        {words.run(run)}
      </Link>
    ))}
  </span>
);

/** What became of its items; first those that failed. */
function Items({ id }: { id: string }): ReactNode {
  const { items: state } = route.useSearch();
  const navigate = route.useNavigate();
  const [{ page, limit }, setPage] = useState({ page: 1, limit: 50 });
  const query = useAnswer('/bulk-actions/{id}/items', {
    params: { id },
    query: { page, limit, ...(state !== 'all' && { state }) },
  });
  return (
    <div className="border-line border-t">
      <div className="flex flex-wrap items-center justify-between gap-2 px-3 py-1.5">
        <Choice
          label={words.columns.state}
          value={state}
          words={itemStates}
          onChange={(to) =>
            void navigate({ search: (before) => ({ ...before, items: to as typeof state }), replace: true })
          }
        />
        <CsvButton
          path={`/bulk-actions/${id}/items`}
          query={state === 'all' ? {} : { state }}
          file={`bulk-action-${id}`}
        />
      </div>
      <Answered query={query} rows={4}>
        {({ items }) =>
          items.length === 0 && page === 1 ? (
            <Empty>{words.noItems}</Empty>
          ) : (
            <>
              <ShortTable
                caption={words.itemsOf(id)}
                rows={items}
                keyOf={(item) => item.id}
                columns={[
                  { title: columns.item, cell: ({ label }) => label },
                  { title: columns.state, cell: (item) => <State state={item.state} /> },
                  {
                    title: columns.why,
                    cell: ({ code, message, run_id: run }) =>
                      code ? (
                        <span className="break-words text-bad">
                          <span className="font-mono text-[12px]">{code}</span> {message}
                        </span>
                      ) : (
                        run && <Runs runs={[run]} />
                      ),
                  },
                ]}
              />
              <Pager page={page} limit={limit} rows={items.length} onChange={setPage} />
            </>
          )
        }
      </Answered>
    </div>
  );
}
