import { getRouteApi, Link } from '@tanstack/react-router';
import type { BulkActionView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, whole } from '../../format/numbers.ts';
import { bulk as words } from '../../strings/bulk.ts';
import { OpenBulkAction } from './open-bulk-action.tsx';

const route = getRouteApi('/bulk-actions');
/** Events say when one goes on; where they are down it is asked so often, ms. */
const progressMs = 5_000;

/** What was changed at once, how far is it, what failed? */
export default function BulkActionsPage(): ReactNode {
  const { page, limit, open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer(
    '/bulk-actions',
    { query: { page, limit } },
    {
      everyMs: ({ items }) => items.some(({ finished_at: at }) => at === null) && progressMs,
    },
  );
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  return (
    <>
      <PageHeader title={words.title} remark={words.remark} />
      <WithOpened opened={open && <OpenBulkAction id={open} onClose={() => openRow('')} />}>
        <AnsweredTable
          query={query}
          skeleton={6}
          caption={words.caption}
          columns={columns}
          keyOf={({ id }) => id}
          onOpen={({ id }) => openRow(id)}
          empty={<Empty next={<Link to="/quality">{words.toQuality}</Link>}>{words.empty}</Empty>}
          pages={{
            page,
            limit,
            onChange: (to) => void navigate({ search: (before) => ({ ...before, ...to }), replace: true }),
          }}
        />
      </WithOpened>
    </>
  );
}

const columns: Column<BulkActionView>[] = [
  {
    id: 'id',
    title: words.columns.id,
    isHead: true,
    cell: ({ id }) => (
      <Link
        from="/bulk-actions"
        to="/bulk-actions"
        search={(before) => ({ ...before, open: id })}
        resetScroll={false}
        className="font-mono"
      >
        {id}
      </Link>
    ),
  },
  { id: 'action', title: words.columns.action, cell: ({ action }) => words.does[action] },
  { id: 'state', title: words.columns.state, cell: ({ state }) => <State state={state} /> },
  {
    id: 'progress',
    title: words.columns.progress,
    cell: ({ done, items }) => <span className="whitespace-nowrap">{words.progress(done, items)}</span>,
  },
  { id: 'failed', title: words.columns.failed, isNumber: true, cell: ({ failed }) => whole(failed) },
  { id: 'who', title: words.columns.who, cell: ({ created_by: who }) => who },
  { id: 'created', title: words.columns.created, cell: ({ created_at: at }) => <Time at={at} /> },
  {
    id: 'finished',
    title: words.columns.finished,
    isExtra: true,
    cell: ({ finished_at: at }) => (at ? <Time at={at} /> : absent),
  },
];
