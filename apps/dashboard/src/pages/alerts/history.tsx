import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { Choice } from '../../components/choice.tsx';
import { Filter } from '../../components/filter.tsx';
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
  const query = useAnswer('/alerts', {
    query: {
      page,
      limit,
      ...(state && { state }),
      ...(kindOf && { class: kindOf }),
      ...(severity && { severity }),
      ...(kind && { kind }),
      ...(source && { source }),
      ...(dataset && { dataset }),
    },
  });
  const status = useAnswer('/status', {});
  const sources = useAnswer('/sources', {});
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, open: '', ...to }), replace: true });
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  const isFiltered = Boolean(state || kindOf || severity || kind || source || dataset);
  return (
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
            <Choice
              label={alerts.filters.state}
              value={state}
              words={['open', 'closed']}
              all={alerts.all}
              onChange={(to) => narrow({ state: to as typeof state })}
            />
            <Choice
              label={alerts.filters.severity}
              value={severity}
              words={['critical', 'warning', 'info']}
              all={alerts.all}
              onChange={(to) => narrow({ severity: to as typeof severity })}
            />
            <Choice
              label={alerts.filters.class}
              value={kindOf}
              words={['operations', 'watch']}
              all={alerts.all}
              onChange={(to) => narrow({ class: to as typeof kindOf })}
            />
            <Choice
              label={alerts.filters.source}
              value={source}
              words={sources.data?.items.map(({ id }) => id) ?? []}
              all={alerts.all}
              onChange={(to) => narrow({ source: to })}
            />
            <Choice
              label={alerts.filters.dataset}
              value={dataset}
              words={status.data?.datasets.map(({ id }) => id) ?? []}
              all={alerts.all}
              onChange={(to) => narrow({ dataset: to })}
            />
            <Filter label={alerts.filters.kind} value={kind} onChange={(to) => narrow({ kind: to })} width="w-28" />
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
  );
}
