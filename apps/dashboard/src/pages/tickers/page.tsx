import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { Action } from '../../components/action.tsx';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { useBulk } from '../../components/bulk.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Filter } from '../../components/filter.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { tickers } from '../../strings/tickers.ts';

const TrackDialog = lazy(() => import('./track-dialog.tsx'));
const route = getRouteApi('/tickers');

/** What is listed. */
export default function TickersPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, q, exchange, kind } = search;
  const [isAsked, setAsked] = useState(false);
  const filter = { ...(q && { q }), ...(exchange && { exchange }), ...(kind && { kind }) };
  const query = useAnswer('/instruments', { query: { page, limit, ...filter } });
  const { bar, ...bulk } = useBulk({
    actions: ['track-tickers', 'untrack-tickers', 'request-filings', 'recheck-prices'],
    filter,
    rows: query.data?.items,
    keyOf: ({ ticker }) => ticker,
    nameOf: ({ ticker }) => ticker,
  });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  return (
    <>
      <PageHeader
        title={tickers.title}
        actions={
          <>
            <Link to="/screen" className="button">
              {tickers.screen}
            </Link>
            <CsvButton path="/instruments" query={filter} file="tickers" />
            <Action isPrimary onClick={() => setAsked(true)}>
              {tickers.track}
            </Action>
          </>
        }
      />
      <div className="card">
        <AnsweredTable
          query={query}
          skeleton={12}
          caption={tickers.caption}
          columns={columns}
          keyOf={({ ticker }) => ticker}
          list={JSON.stringify(search)}
          onOpen={({ ticker }) => void navigate({ to: '/tickers/$ticker', params: { ticker } })}
          {...bulk}
          tools={
            <>
              <Filter label={tickers.filters.q} value={q} onChange={(to) => narrow({ q: to })} width="w-52" />
              <Filter
                label={tickers.filters.exchange}
                value={exchange}
                onChange={(to) => narrow({ exchange: to })}
                width="w-24"
              />
              <Filter label={tickers.filters.kind} value={kind} onChange={(to) => narrow({ kind: to })} width="w-24" />
              {bar}
            </>
          }
          empty={<Empty>{q || exchange || kind ? tickers.nothing : tickers.none}</Empty>}
          pages={{ page, limit, onChange: narrow }}
        />
      </div>
      <Suspense>{isAsked && <TrackDialog onClose={() => setAsked(false)} />}</Suspense>
    </>
  );
}

const columns: Column<Answer<'get', '/instruments'>['items'][number]>[] = [
  {
    id: 'ticker',
    title: tickers.columns.ticker,
    isHead: true,
    cell: ({ ticker }) => (
      <Link to="/tickers/$ticker" params={{ ticker }} className="font-medium">
        {ticker}
      </Link>
    ),
  },
  { id: 'name', title: tickers.columns.name, cell: ({ name }) => name },
  { id: 'exchange', title: tickers.columns.exchange, cell: ({ mic }) => mic },
  { id: 'kind', title: tickers.columns.kind, cell: ({ kind }) => kind },
  {
    id: 'cik',
    title: tickers.columns.cik,
    cell: ({ cik }) => <span className="font-mono text-[12.5px]">{cik ?? '–'}</span>,
  },
  {
    id: 'isin',
    title: tickers.columns.isin,
    isExtra: true,
    cell: ({ isin }) => <span className="font-mono text-[12.5px]">{isin ?? '–'}</span>,
  },
  { id: 'currency', title: tickers.columns.currency, isExtra: true, cell: ({ currency }) => currency ?? '–' },
];
