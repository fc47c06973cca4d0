import { Link } from '@tanstack/react-router';
import type { UniverseResponse } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, counted, whole } from '../../format/numbers.ts';
import { universe } from '../../strings/universe.ts';
import { showToast } from '../../view/toasts.ts';

const { listings: words } = universe;
type Listing = UniverseResponse['listings'][number];
const states = { done: 'done', unchanged: 'done', shrunk: 'warning', structure_error: 'failed', failed: 'failed' };

/** How the list of each exchange was read, and what they name. */
export function Listings(): ReactNode {
  const query = useAnswer('/universe', { query: {} });
  return (
    <div className="grid gap-3">
      <div className="card">
        <Answered query={query} rows={8}>
          {({ listings }) => (
            <>
              <DataTable
                caption={words.caption}
                columns={columns}
                actions={[
                  {
                    label: words.accept,
                    isFor: ({ status }) => status === 'shrunk',
                    dialog: (listing, onClose) => <AcceptDialog listing={listing} onClose={onClose} />,
                  },
                ]}
                rows={listings}
                keyOf={({ listing, exchange }) => `${listing} ${exchange}`}
                listAction={{ label: words.refresh, dialog: (onClose) => <RefreshDialog onClose={onClose} /> }}
              />
              {listings.length === 0 && <Empty>{words.nothing}</Empty>}
            </>
          )}
        </Answered>
      </div>
      <Panel title={words.counts}>
        <Answered query={query} rows={8}>
          {({ counts }) => (
            <ShortTable
              caption={words.counts}
              rows={counts}
              keyOf={({ exchange, kind, status }) => `${exchange} ${kind} ${status}`}
              columns={[
                {
                  title: words.countColumns.exchange,
                  cell: ({ exchange }) => exchange,
                },
                { title: words.countColumns.kind, cell: ({ kind }) => kind },
                { title: words.countColumns.status, cell: ({ status }) => status ?? absent },
                {
                  title: words.countColumns.count,
                  isNumber: true,
                  // The tickers are those that are listed now.
                  cell: ({ exchange, kind, status, count }) =>
                    status === 'active' ? (
                      <Link to="/tickers" search={{ exchange, kind }}>
                        {whole(count)}
                      </Link>
                    ) : (
                      whole(count)
                    ),
                },
              ]}
            />
          )}
        </Answered>
      </Panel>
    </div>
  );
}

const columns: Column<Listing>[] = [
  { id: 'exchange', title: words.columns.exchange, isHead: true, cell: ({ exchange }) => exchange },
  { id: 'listing', title: words.columns.listing, cell: ({ listing }) => listing },
  {
    id: 'status',
    title: words.columns.status,
    cell: ({ status }) => <State state={states[status]} word={status.replaceAll('_', ' ')} />,
  },
  { id: 'read', title: words.columns.read, cell: ({ read_at: at }) => <Time at={at} /> },
  { id: 'rows', title: words.columns.rows, isNumber: true, cell: ({ rows }) => whole(rows) },
  { id: 'listed', title: words.columns.listed, isNumber: true, cell: ({ listed }) => whole(listed) },
  { id: 'success', title: words.columns.success, cell: ({ last_success: day }) => day ?? absent },
  {
    id: 'refused',
    title: words.columns.refused,
    cell: ({ refused }) => refused && <span className="text-bad">{refused}</span>,
  },
];

function RefreshDialog({ onClose }: { onClose: () => void }): ReactNode {
  const refresh = useChange('post', '/universe/refresh', ({ run_id: run }) => {
    showToast({
      tone: 'good',
      text: words.refreshed(run),
      link: { href: `/runs/${run}`, text: words.watch },
    });
    onClose();
  });
  return (
    <AskDialog
      title={words.refreshTitle}
      confirm={words.refresh}
      change={refresh}
      onConfirm={() => refresh.mutate({ body: {} })}
      onClose={onClose}
    >
      <p>{words.refreshTouches}</p>
    </AskDialog>
  );
}

function AcceptDialog({ listing, onClose }: { listing: Listing; onClose: () => void }): ReactNode {
  const { exchange, rows, listed, refused } = listing;
  const accept = useChange('post', '/universe/confirm', () => {
    showToast({ tone: 'good', text: words.accepted(exchange) });
    onClose();
  });
  return (
    <AskDialog
      title={words.acceptTitle(exchange)}
      confirm={words.accept}
      change={accept}
      onConfirm={() => accept.mutate({ body: { exchange } })}
      onClose={onClose}
    >
      <p>{words.acceptTouches(counted(rows, words.instrument), whole(listed))}</p>
      {refused && <p className="text-quiet">{refused}</p>}
    </AskDialog>
  );
}
