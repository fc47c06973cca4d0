import { getRouteApi, Link } from '@tanstack/react-router';
import type { WatchlistView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { Empty } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { whole } from '../../format/numbers.ts';
import { universe } from '../../strings/universe.ts';
import { OpenWatchlist } from './open-watchlist.tsx';
import { AddWatchlistDialog, RemoveWatchlistDialog } from './watchlist-dialogs.tsx';

const { watchlists: words } = universe;
const route = getRouteApi('/universe');

/** What is requested every night, list by list. */
export function Watchlists(): ReactNode {
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/watchlists', {});
  const openRow = (name: string) =>
    void navigate({ search: (before) => ({ ...before, open: name, page: 1 }), resetScroll: false });
  return (
    <WithOpened opened={open && <OpenWatchlist name={open} onClose={() => openRow('')} />}>
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        actions={[
          { label: words.remove, dialog: (list, onClose) => <RemoveWatchlistDialog list={list} onClose={onClose} /> },
        ]}
        keyOf={({ name }) => name}
        onOpen={({ name }) => openRow(name)}
        listAction={{ label: words.add, dialog: (onClose) => <AddWatchlistDialog onClose={onClose} /> }}
        empty={<Empty next={<Link to="/tickers">{words.next}</Link>}>{words.nothing}</Empty>}
      />
    </WithOpened>
  );
}

const columns: Column<WatchlistView>[] = [
  { id: 'name', title: words.columns.name, isHead: true, cell: ({ name }) => <ToList name={name}>{name}</ToList> },
  {
    id: 'tickers',
    title: words.columns.tickers,
    isNumber: true,
    cell: ({ name, tickers }) => <ToList name={name}>{whole(tickers)}</ToList>,
  },
  { id: 'priority', title: words.columns.priority, isNumber: true, cell: ({ priority }) => whole(priority) },
  { id: 'created', title: words.columns.created, cell: ({ created_at: at }) => <Time at={at} /> },
];

const ToList = ({ name, children }: { name: string; children: ReactNode }) => (
  <Link from="/universe" to="/universe" search={(before) => ({ ...before, open: name, page: 1 })} resetScroll={false}>
    {children}
  </Link>
);
