import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { inOneLine } from '../../components/evidence.tsx';
import { DayFilter, Filter } from '../../components/filter.tsx';
import { Empty } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { absent } from '../../format/numbers.ts';
import { settings } from '../../strings/settings.ts';

const { audit: words } = settings;
const route = getRouteApi('/settings');
type Entry = Answer<'get', '/audit'>['items'][number];

/** What was changed by whom. */
export function Audit(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, actor, action, from, to } = search;
  const filter = {
    ...(actor && { actor }),
    ...(action && { action }),
    ...(from && { from: `${from}T00:00:00.000Z` }),
    ...(to && { to: `${to}T23:59:59.999Z` }),
  };
  const query = useAnswer('/audit', { query: { page, limit, ...filter } });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={12}
        caption={words.caption}
        columns={columns}
        keyOf={({ id }) => id}
        list={JSON.stringify(search)}
        tools={
          <>
            <Filter label={words.actor} value={actor} onChange={(to) => narrow({ actor: to })} />
            <Filter label={words.action} value={action} onChange={(to) => narrow({ action: to })} />
            <DayFilter label={words.from} value={from} onChange={(day) => narrow({ from: day })} />
            <DayFilter label={words.to} value={to} onChange={(day) => narrow({ to: day })} />
            <CsvButton path="/audit" query={filter} file="audit" />
          </>
        }
        empty={<Empty>{actor || action || from || to ? words.noMatch : words.nothing}</Empty>}
        pages={{ page, limit, onChange: narrow }}
      />
    </div>
  );
}

const mono = 'font-mono text-[12.5px]';

const columns: Column<Entry>[] = [
  { id: 'at', title: words.columns.at, isHead: true, cell: ({ at }) => <Time at={at} /> },
  { id: 'actor', title: words.columns.actor, cell: ({ actor }) => actor },
  { id: 'role', title: words.columns.role, isExtra: true, cell: ({ role }) => role ?? absent },
  { id: 'action', title: words.columns.action, cell: ({ action }) => <span className={mono}>{action}</span> },
  { id: 'path', title: words.columns.path, cell: ({ path }) => <span className={`${mono} break-all`}>{path}</span> },
  {
    id: 'status',
    title: words.columns.status,
    isNumber: true,
    cell: ({ status }) => <span className={status >= 400 ? 'text-bad' : undefined}>{status}</span>,
  },
  {
    id: 'detail',
    title: words.columns.detail,
    cell: ({ detail }) => <span className="break-words text-quiet">{inOneLine(detail)}</span>,
  },
  { id: 'ip', title: words.columns.ip, isExtra: true, cell: ({ ip }) => ip ?? absent },
  {
    id: 'request',
    title: words.columns.request,
    isExtra: true,
    cell: ({ request_id: id }) => <span className={mono}>{id}</span>,
  },
];
