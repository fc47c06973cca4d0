import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { DataTable } from '../../components/data-table.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { Answered, Empty } from '../../components/panel.tsx';
import { whole } from '../../format/numbers.ts';
import { alerts } from '../../strings/alerts.ts';
import { ackedColumns, openColumns } from './columns.tsx';
import { OpenAlert } from './open-alert.tsx';

const route = getRouteApi('/alerts');
/** Of one cause at most one alert is open: so many are far more than ever are. */
const most = 200;
const gravity: readonly string[] = ['critical', 'warning', 'info'];

/** The alerts that are open, the worst first; those that somebody has acknowledged apart. */
export function OpenAlerts({ isAcked }: { isAcked: boolean }): ReactNode {
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/alerts', { query: { state: 'open', limit: most } });
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  return (
    <WithOpened opened={open && <OpenAlert id={open} onClose={() => openRow('')} />}>
      <Answered query={query} rows={6}>
        {({ items }) => {
          const rows = items
            .filter(({ acked_at: at }) => (at !== null) === isAcked)
            .toSorted((one, other) => gravity.indexOf(one.severity) - gravity.indexOf(other.severity));
          return (
            <>
              {rows.length === 0 ? (
                <Empty next={<Elsewhere isAcked={isAcked} />}>
                  {isAcked ? alerts.nothingAcked : alerts.nothingOpen}
                </Empty>
              ) : (
                <DataTable
                  caption={isAcked ? alerts.tabs.acked : alerts.tabs.open}
                  columns={isAcked ? ackedColumns : openColumns}
                  rows={rows}
                  keyOf={({ id }) => id}
                  onOpen={({ id }) => openRow(id)}
                />
              )}
              {items.length === most && <p className="px-3 py-2 text-quiet">{alerts.tooMany(whole(most))}</p>}
            </>
          );
        }}
      </Answered>
    </WithOpened>
  );
}

const Elsewhere = ({ isAcked }: { isAcked: boolean }) => (
  <Link to="/alerts" search={isAcked ? {} : { tab: 'history' }}>
    {isAcked ? alerts.toOpen : alerts.toHistory}
  </Link>
);
