import { Link } from '@tanstack/react-router';
import type { RefreshReportView } from '@tickermill/core/contracts';
import { skipReason } from '@tickermill/core/skip-reasons';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Facts } from '../../components/facts.tsx';
import { Opened } from '../../components/opened.tsx';
import { Answered } from '../../components/panel.tsx';
import { ShortTable, type ShortTableProps } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, bytes, duration, percent, whole } from '../../format/numbers.ts';
import { fundamentals } from '../../strings/fundamentals.ts';

const words = fundamentals.refresh;
const progressMs = 2_000;

/** The report of a refresh in full, live while it goes on. */
export function OpenReport({ run, onClose }: { run: string; onClose: () => void }): ReactNode {
  const query = useAnswer(
    '/refresh-reports/{run}',
    { params: { run } },
    { everyMs: ({ ended_at: at }) => at === null && progressMs },
  );
  return (
    <Opened title={words.open(run)} onClose={onClose}>
      <Answered query={query} rows={10}>
        {(report) => <Report report={report} />}
      </Answered>
    </Opened>
  );
}

function Report({ report }: { report: RefreshReportView }): ReactNode {
  const { columns } = words;
  const { ended_at: endedAt, success_rate: rate, skipped } = report;
  return (
    <>
      <Facts
        facts={[
          [columns.state, <State key="state" state={report.state} />],
          [columns.started, <Time key="started" at={report.started_at} />],
          [words.ended, endedAt === null ? absent : <Time key="ended" at={endedAt} />],
          [columns.took, duration(report.duration_ms)],
          [words.backup, report.backup ?? words.noBackup],
          [columns.stocks, whole(report.total)],
          [columns.successful, whole(report.successful)],
          [columns.failed, whole(report.failed)],
          ...(report.waiting > 0 ? [[words.waiting, whole(report.waiting)] as const] : []),
          [columns.rate, rate === null ? absent : percent(rate * 100)],
          [columns.reports, whole(report.new_reports)],
          [columns.revisions, words.restated(report.revisions, report.revised_companies)],
          [words.findings, whole(report.findings)],
        ]}
      />
      <Part
        title={words.sources}
        rows={report.sources}
        keyOf={({ source }) => source}
        columns={[
          { title: words.source, cell: ({ source }) => source },
          {
            title: words.progress,
            isNumber: true,
            cell: ({ tasks, open }) => words.ofTasks(tasks - open, tasks),
          },
          { title: words.requests, isNumber: true, cell: ({ requests }) => whole(requests) },
          { title: words.received, isNumber: true, cell: (each) => bytes(each.bytes) },
        ]}
      />
      <Part
        title={words.datasets}
        rows={report.datasets}
        keyOf={({ run_id: run }) => run}
        columns={[
          {
            title: words.dataset,
            cell: ({ dataset, run_id: run }) => (
              <Link to="/runs/$id" params={{ id: run }}>
                {dataset}
              </Link>
            ),
          },
          { title: columns.state, cell: ({ state }) => <State state={state} /> },
          { title: words.targets, isNumber: true, cell: ({ targets }) => whole(targets) },
          { title: words.stored, isNumber: true, cell: ({ created }) => whole(created) },
        ]}
      />
      <Part
        title={words.skips}
        rows={Object.entries(skipped)}
        keyOf={([reason]) => reason}
        columns={[
          { title: words.why, cell: ([reason]) => skipReason(reason) },
          { title: columns.stocks, isNumber: true, cell: ([, stocks]) => whole(stocks) },
        ]}
      />
      <Part
        title={words.errors}
        rows={report.errors}
        keyOf={({ code }) => code}
        columns={[
          { title: words.code, cell: ({ code }) => <span className="font-mono text-[12px] text-bad">{code}</span> },
          { title: words.requests, isNumber: true, cell: ({ tasks }) => whole(tasks) },
        ]}
      />
      <Part
        title={words.failures}
        rows={report.failures}
        keyOf={({ ticker, dataset }) => `${ticker} ${dataset}`}
        columns={[
          { title: words.ticker, cell: ({ ticker }) => <Ticker ticker={ticker} /> },
          { title: words.dataset, cell: ({ dataset }) => dataset },
          {
            title: words.why,
            cell: ({ state, code, message }) => (
              <span className="break-words">{code === null ? state : `${code}: ${message ?? ''}`}</span>
            ),
          },
        ]}
      />
      <Part
        title={words.slowest}
        rows={report.slowest}
        keyOf={({ ticker, dataset }) => `${ticker} ${dataset}`}
        columns={[
          { title: words.ticker, cell: ({ ticker }) => <Ticker ticker={ticker} /> },
          { title: words.dataset, cell: ({ dataset }) => dataset },
          { title: columns.took, isNumber: true, cell: ({ ms }) => duration(ms) },
        ]}
      />
    </>
  );
}

const Ticker = ({ ticker }: { ticker: string }) => (
  <Link to="/tickers/$ticker" params={{ ticker }}>
    {ticker}
  </Link>
);

/** A table of the report under its heading; none without rows. */
function Part<R>({ title, ...table }: Omit<ShortTableProps<R>, 'caption'> & { title: string }): ReactNode {
  if (table.rows.length === 0) return null;
  return (
    <div className="border-line border-t py-2">
      <h3 className="px-3 pb-1 font-medium text-quiet">{title}</h3>
      <ShortTable {...table} caption={title} />
    </div>
  );
}
