import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { CsvButton } from '../../components/csv-button.tsx';
import { FoldPanel } from '../../components/fold-panel.tsx';
import { overview } from '../../strings/overview.ts';
import { FetchErrors } from './fetch-errors.tsx';
import { ActiveTickers, Jumps, Lagging, MissingDates, type PanelProps } from './figure-rows.tsx';

const Metrics = lazy(() => import('./metrics.tsx'));
const route = getRouteApi('/');

type PanelId = keyof typeof overview.panels;
type ListId = Exclude<PanelId, 'metrics'>;

/** Each panel: the list that its figure counts, with what narrows it. */
const lists: Record<ListId, { readonly path: string; readonly query: object }> = {
  active: { path: '/tickers', query: { figure: 'active' } },
  new: { path: '/tickers', query: { figure: 'new_30d' } },
  delisted: { path: '/tickers', query: { figure: 'delisted_30d' } },
  timeliness: { path: '/tickers/lagging', query: {} },
  completeness: { path: '/tickers/missing-dates', query: {} },
  quality: { path: '/qa/failures', query: { figure: 'price_jumps_7d' } },
  fetch: { path: '/fetch/errors', query: {} },
};
const ids: readonly PanelId[] = [...(Object.keys(lists) as ListId[]), 'metrics'];

const rowsOf = (id: PanelId, { code, ...paging }: PanelProps & { readonly code: string }): ReactNode => {
  switch (id) {
    case 'active':
      return <ActiveTickers figure="active" empty={overview.empty.active} {...paging} />;
    case 'new':
      return <ActiveTickers figure="new_30d" empty={overview.empty.new} {...paging} />;
    case 'delisted':
      return <ActiveTickers figure="delisted_30d" empty={overview.empty.delisted} {...paging} />;
    case 'timeliness':
      return <Lagging {...paging} />;
    case 'completeness':
      return <MissingDates {...paging} />;
    case 'quality':
      return <Jumps {...paging} />;
    case 'fetch':
      return <FetchErrors code={code} {...paging} />;
    case 'metrics':
      return (
        <Suspense>
          <Metrics />
        </Suspense>
      );
  }
};

/** The rows behind the figures, one list open at a time: the URL names it. */
export function Panels(): ReactNode {
  const { panel, date, page, limit, code } = route.useSearch();
  const navigate = route.useNavigate();
  const asOf = date === '' ? {} : { date };
  const onPage = (to: { page: number; limit: number }) =>
    void navigate({ search: (before) => ({ ...before, ...to }), resetScroll: false });
  return ids.map((id) => (
    <FoldPanel
      key={id}
      id={`panel-${id}`}
      title={overview.panels[id]}
      isOpen={panel === id}
      onToggle={() =>
        void navigate({
          search: (before) => ({ ...before, panel: panel === id ? 'none' : id, page: 1, code: '' }),
          resetScroll: false,
        })
      }
      aside={
        id !== 'metrics' && (
          <CsvButton
            path={lists[id].path}
            query={{ ...lists[id].query, ...asOf, ...(id === 'fetch' && { code }) }}
            file={id}
          />
        )
      }
    >
      {() => rowsOf(id, { asOf, page, limit, onPage, code })}
    </FoldPanel>
  ));
}
