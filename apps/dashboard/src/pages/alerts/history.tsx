import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { Choice } from '../../components/choice.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { Filter } from '../../components/filter.tsx';
import { MetricCard } from '../../components/metric-card.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { Empty } from '../../components/panel.tsx';
import { alerts } from '../../strings/alerts.ts';
import { historyColumns } from './columns.tsx';
import { OpenAlert } from './open-alert.tsx';

const route = getRouteApi('/alerts');

/** Every alert, the latest first: sent, held, silenced or left to the digest alike. */
export function History(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, state, class: kindOf, severity, kind, source, dataset, open } = search;
  const filter = {
    ...(state && { state }),
    ...(kindOf && { class: kindOf }),
    ...(severity && { severity }),
    ...(kind && { kind }),
    ...(source && { source }),
    ...(dataset && { dataset }),
  };
  const query = useAnswer('/alerts', { query: { page, limit, ...filter } });
  const status = useAnswer('/status', {});
  const sources = useAnswer('/sources', {});
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, open: '', ...to }), replace: true });
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  const isFiltered = Boolean(state || kindOf || severity || kind || source || dataset);
  const choice = (name: 'state' | 'severity' | 'class' | 'source' | 'dataset', words: readonly string[] = []) => (
    <Choice
      label={alerts.filters[name]}
      value={search[name]}
      words={words}
      all={alerts.all}
      onChange={(to) => narrow({ [name]: to } as Partial<typeof search>)}
    />
  );
  return (
    <div className="grid gap-3">
      <MetricCard slug="alerts-by-day" title={alerts.byDay} />
      <WithOpened opened={open && <OpenAlert id={open} onClose={() => openRow('')} />}>
        <AnsweredTable
          query={query}
          skeleton={12}
          caption={alerts.tabs.history}
          columns={historyColumns}
          keyOf={({ id }) => id}
          list={JSON.stringify({ ...search, open: '' })}
          onOpen={({ id }) => openRow(id)}
          tools={
            <>
              {choice('state', ['open', 'closed'])}
              {choice('severity', ['critical', 'warning', 'info'])}
              {choice('class', ['operations', 'watch'])}
              {choice(
                'source',
                sources.data?.items.map(({ id }) => id),
              )}
              {choice(
                'dataset',
                status.data?.datasets.map(({ id }) => id),
              )}
              <Filter label={alerts.filters.kind} value={kind} onChange={(to) => narrow({ kind: to })} width="w-28" />
              <CsvButton path="/alerts" query={filter} file="alerts" />
            </>
          }
          empty={
            <Empty
              next={
                isFiltered && (
                  <Link to="/alerts" search={{ tab: 'history' }}>
                    {alerts.tabs.history}
                  </Link>
                )
              }
            >
              {isFiltered ? alerts.nothing : alerts.noneEver}
            </Empty>
          }
          pages={{ page, limit, onChange: narrow }}
        />
      </WithOpened>
    </div>
  );
}
