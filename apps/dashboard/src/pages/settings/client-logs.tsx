import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { absent } from '../../format/numbers.ts';
import { settings } from '../../strings/settings.ts';

const { clientLogs: words } = settings;
const route = getRouteApi('/settings');

/** What failed in browsers that had the dashboard open. */
export function ClientLogs(): ReactNode {
  const { page, limit } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/client-logs', { query: { page, limit } });
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={8}
        caption={words.caption}
        columns={columns}
        keyOf={({ id }) => id}
        tools={<CsvButton path="/client-logs" query={{}} file="client-logs" />}
        empty={<Empty>{words.nothing}</Empty>}
        pages={{
          page,
          limit,
          onChange: (to) => void navigate({ search: (before) => ({ ...before, ...to }), replace: true }),
        }}
      />
    </div>
  );
}

const columns: Column<Answer<'get', '/client-logs'>['items'][number]>[] = [
  { id: 'at', title: words.columns.at, isHead: true, cell: ({ at }) => <Time at={at} /> },
  { id: 'who', title: words.columns.who, cell: ({ caller }) => caller },
  { id: 'page', title: words.columns.page, cell: ({ url }) => <span className="break-all">{url ?? absent}</span> },
  {
    id: 'message',
    title: words.columns.message,
    cell: ({ message }) => <span className="break-words">{message}</span>,
  },
  { id: 'build', title: words.columns.build, isExtra: true, cell: ({ build }) => build ?? absent },
  { id: 'browser', title: words.columns.browser, isExtra: true, cell: ({ user_agent: agent }) => agent ?? absent },
  {
    id: 'stack',
    title: words.columns.stack,
    isExtra: true,
    cell: ({ stack }) => <span className="font-mono text-[12px] break-all">{stack ?? absent}</span>,
  },
];
