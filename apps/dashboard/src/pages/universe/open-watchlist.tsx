import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { Opened } from '../../components/opened.tsx';
import { Pager } from '../../components/pager.tsx';
import { Answered, Empty } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { absent } from '../../format/numbers.ts';
import { frame } from '../../strings/frame.ts';
import { universe } from '../../strings/universe.ts';
import { ReadCsvDialog, UntrackDialog } from './watchlist-dialogs.tsx';

const { watchlists: words } = universe;
const route = getRouteApi('/universe');

/** The tickers of a watchlist, as CSV in and out. */
export function OpenWatchlist({ name, onClose }: { name: string; onClose: () => void }): ReactNode {
  const { page, limit } = route.useSearch();
  const navigate = route.useNavigate();
  const [asked, setAsked] = useState<{ ticker: string } | 'csv' | null>(null);
  const query = useAnswer('/watchlists/{name}/items', { params: { name }, query: { page, limit } });
  return (
    <Opened title={words.items(name)} onClose={onClose}>
      <div className="flex flex-wrap gap-2 px-3 py-2">
        <CsvButton path={`/watchlists/${encodeURIComponent(name)}/items`} query={{}} file={name} />
        <Action onClick={() => setAsked('csv')}>{words.read}</Action>
      </div>
      <Answered query={query} rows={8}>
        {({ items, total }) => (
          <>
            {items.length === 0 ? (
              <Empty>{words.noItems}</Empty>
            ) : (
              <ShortTable
                caption={words.items(name)}
                rows={items}
                keyOf={(item) => item.ticker ?? item.name}
                columns={[
                  {
                    title: words.item.ticker,
                    cell: ({ ticker }) =>
                      ticker ? (
                        <Link to="/tickers/$ticker" params={{ ticker }} className="font-medium">
                          {ticker}
                        </Link>
                      ) : (
                        absent
                      ),
                  },
                  { title: words.item.name, cell: (item) => item.name },
                  {
                    title: frame.actions,
                    cell: ({ ticker }) =>
                      ticker && <Action onClick={() => setAsked({ ticker })}>{words.untrack}</Action>,
                  },
                ]}
              />
            )}
            <Pager
              page={page}
              limit={limit}
              rows={items.length}
              hasMore={page * limit < total}
              total={total}
              onChange={(to) => void navigate({ search: (before) => ({ ...before, ...to }), replace: true })}
            />
          </>
        )}
      </Answered>
      {asked === 'csv' && <ReadCsvDialog name={name} onClose={() => setAsked(null)} />}
      {asked && asked !== 'csv' && <UntrackDialog name={name} ticker={asked.ticker} onClose={() => setAsked(null)} />}
    </Opened>
  );
}
