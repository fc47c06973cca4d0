import { getRouteApi, Link } from '@tanstack/react-router';
import type { RunView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { useBulk } from '../../components/bulk.tsx';
import { Choice } from '../../components/choice.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Filter } from '../../components/filter.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { RunProgress, RunState } from '../../components/run-progress.tsx';
import { Time } from '../../components/time.tsx';
import { duration, whole } from '../../format/numbers.ts';
import { runs } from '../../strings/runs.ts';
import { RunNights } from './nights.tsx';

const route = getRouteApi('/runs');
const states = ['planning', 'running', 'done', 'partial', 'failed', 'cancelled'];
const triggers = ['schedule', 'late', 'manual', 'backfill', 'retry', 'tracked'];

/** What happened, what happens? */
export default function RunsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, dataset, trigger, state, ticker } = search;
  const status = useAnswer('/status', {});
  const filter = {
    ...(dataset && { dataset }),
    ...(trigger && { trigger }),
    ...(state && { state }),
    ...(ticker && { ticker }),
  };
  const query = useAnswer('/runs', { query: { page, limit, ...filter } });
  const { bar, ...bulk } = useBulk({
    actions: ['cancel-runs'],
    filter,
    rows: query.data?.items,
    keyOf: ({ id }) => id,
    nameOf: ({ id }) => runs.run(id),
  });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  const isFiltered = Boolean(dataset || trigger || state || ticker);
  return (
    <>
      <PageHeader
        title={runs.title}
        actions={
          <Link to="/refresh-reports" className="button">
            {runs.refreshes}
          </Link>
        }
      />
      <div className="grid gap-3">
        <RunNights />
        <div className="card min-w-0">
          <AnsweredTable
            query={query}
            skeleton={12}
            caption={runs.caption}
            columns={columns}
            keyOf={({ id }) => id}
            list={JSON.stringify(search)}
            onOpen={({ id }) => void navigate({ to: '/runs/$id', params: { id } })}
            {...bulk}
            tools={
              <>
                <Choice
                  label={runs.filters.dataset}
                  value={dataset}
                  words={status.data?.datasets.map(({ id }) => id) ?? []}
                  all={runs.filters.all}
                  onChange={(to) => narrow({ dataset: to })}
                />
                <Choice
                  label={runs.filters.state}
                  value={state}
                  words={states}
                  all={runs.filters.all}
                  onChange={(to) => narrow({ state: to })}
                />
                <Choice
                  label={runs.filters.trigger}
                  value={trigger}
                  words={triggers}
                  all={runs.filters.all}
                  onChange={(to) => narrow({ trigger: to })}
                />
                <Filter label={runs.filters.ticker} value={ticker} onChange={(to) => narrow({ ticker: to })} />
                {bar}
                <CsvButton path="/runs" query={filter} file="runs" />
              </>
            }
            empty={
              <Empty next={!isFiltered && <Link to="/tickers">{runs.trackFirst}</Link>}>
                {isFiltered ? runs.nothing : runs.noRun}
              </Empty>
            }
            pages={{ page, limit, onChange: narrow }}
          />
        </div>
      </div>
    </>
  );
}

/** What a cell says, which narrows the list to the rows that say the same. */
const Only = ({
  of,
  children,
}: {
  of: { dataset?: string; trigger?: string; state?: string };
  children: ReactNode;
}) => (
  <Link
    from="/runs"
    to="/runs"
    search={(before) => ({ ...before, page: 1, ...of })}
    replace
    resetScroll={false}
    title={runs.only}
    className="text-inherit hover:underline"
  >
    {children}
  </Link>
);

const columns: Column<RunView>[] = [
  {
    id: 'run',
    title: runs.columns.run,
    isHead: true,
    cell: ({ id }) => (
      <Link to="/runs/$id" params={{ id }} className="font-mono">
        {id}
      </Link>
    ),
  },
  { id: 'dataset', title: runs.columns.dataset, cell: ({ dataset }) => <Only of={{ dataset }}>{dataset}</Only> },
  { id: 'trigger', title: runs.columns.trigger, cell: ({ trigger }) => <Only of={{ trigger }}>{trigger}</Only> },
  {
    id: 'state',
    title: runs.columns.state,
    cell: (run) => (
      <Only of={{ state: run.state }}>
        <RunState run={run} />
      </Only>
    ),
  },
  { id: 'progress', title: runs.columns.progress, isNumber: true, cell: (run) => <RunProgress run={run} /> },
  { id: 'targets', title: runs.columns.targets, isNumber: true, cell: ({ report }) => whole(report.targets) },
  {
    id: 'skipped',
    title: runs.columns.skipped,
    isNumber: true,
    cell: ({ report }) => whole(report.targets_by_state['skipped'] ?? 0),
  },
  { id: 'found', title: runs.columns.found, isNumber: true, cell: ({ report }) => whole(report.found) },
  { id: 'created', title: runs.columns.created, isNumber: true, cell: ({ report }) => whole(report.created) },
  {
    id: 'errors',
    title: runs.columns.errors,
    cell: ({ report: { errors } }) =>
      errors.length === 0 ? (
        <span className="text-quiet">–</span>
      ) : (
        <span className="font-mono text-[12px] text-bad">
          {errors.map(({ code, tasks }) => `${code} × ${whole(tasks)}`).join(', ')}
        </span>
      ),
  },
  { id: 'at', title: runs.columns.at, cell: ({ created_at: at }) => <Time at={at} /> },
  { id: 'took', title: runs.columns.took, isNumber: true, cell: ({ report }) => duration(report.duration_ms) },
];
