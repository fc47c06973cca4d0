import { getRouteApi, Link } from '@tanstack/react-router';
import type { RefreshReportView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, duration, percent, whole } from '../../format/numbers.ts';
import { fundamentals } from '../../strings/fundamentals.ts';
import { OpenReport } from './open-report.tsx';
import { StartDialog } from './start-dialog.tsx';

const route = getRouteApi('/refresh-reports');
const words = fundamentals.refresh;
/** While one goes on, it is asked so often, ms. */
const progressMs = 3_000;

/** What did the refreshes of all stocks come to? */
export default function RefreshReportsPage(): ReactNode {
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const [isAsked, setAsked] = useState(false);
  const query = useAnswer(
    '/refresh-reports',
    { query: {} },
    { everyMs: ({ items }) => items.some(({ ended_at: at }) => at === null) && progressMs },
  );
  const openRow = (run: string) => void navigate({ search: { open: run }, resetScroll: false });
  return (
    <>
      <PageHeader
        title={words.title}
        remark={words.remark}
        actions={
          <Action isPrimary onClick={() => setAsked(true)}>
            {words.start}
          </Action>
        }
      />
      <WithOpened opened={open && <OpenReport run={open} onClose={() => openRow('')} />}>
        <AnsweredTable
          query={query}
          skeleton={6}
          caption={words.caption}
          columns={columns}
          keyOf={({ run_id: run }) => run}
          onOpen={({ run_id: run }) => openRow(run)}
          empty={<Empty>{words.empty}</Empty>}
        />
      </WithOpened>
      {isAsked && <StartDialog onStarted={openRow} onClose={() => setAsked(false)} />}
    </>
  );
}

const skippedOf = ({ skipped }: RefreshReportView) => Object.values(skipped).reduce((sum, each) => sum + each, 0);

const columns: Column<RefreshReportView>[] = [
  {
    id: 'run',
    title: words.columns.run,
    isHead: true,
    cell: ({ run_id: run }) => (
      <Link to="/refresh-reports" search={{ open: run }} resetScroll={false} className="font-mono">
        {run}
      </Link>
    ),
  },
  { id: 'profile', title: words.columns.profile, cell: ({ profile }) => profile },
  { id: 'state', title: words.columns.state, cell: ({ state }) => <State state={state} /> },
  { id: 'started', title: words.columns.started, cell: ({ started_at: at }) => <Time at={at} /> },
  {
    id: 'took',
    title: words.columns.took,
    isNumber: true,
    cell: ({ duration_ms: ms }) => <span className="whitespace-nowrap">{duration(ms)}</span>,
  },
  { id: 'stocks', title: words.columns.stocks, isNumber: true, cell: ({ total }) => whole(total) },
  { id: 'successful', title: words.columns.successful, isNumber: true, cell: ({ successful }) => whole(successful) },
  { id: 'failed', title: words.columns.failed, isNumber: true, cell: ({ failed }) => whole(failed) },
  { id: 'skipped', title: words.columns.skipped, isNumber: true, cell: (report) => whole(skippedOf(report)) },
  {
    id: 'rate',
    title: words.columns.rate,
    isNumber: true,
    cell: ({ success_rate: rate }) => (rate === null ? absent : percent(rate * 100)),
  },
  { id: 'reports', title: words.columns.reports, isNumber: true, cell: ({ new_reports: reports }) => whole(reports) },
  { id: 'revisions', title: words.columns.revisions, isNumber: true, cell: ({ revisions }) => whole(revisions) },
];
