import type { ScheduleView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { Action, AskDialog } from '../../components/action.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { counted } from '../../format/numbers.ts';
import { schedules } from '../../strings/schedules.ts';
import { showToast } from '../../view/toasts.ts';
import { NextDay } from './next-day.tsx';

/** When next; why not? */
export default function SchedulesPage(): ReactNode {
  const query = useAnswer('/scheduler/jobs', { query: { own: 'true', limit: 200 } });
  const scheduler = useAnswer('/scheduler/status', {});
  const [isAsked, setAsked] = useState(false);
  const start = useChange('post', '/scheduler/start', () => showToast({ tone: 'good', text: schedules.started }));
  const stop = useChange('post', '/scheduler/stop', () => {
    showToast({ tone: 'warn', text: schedules.stopped });
    setAsked(false);
  });
  const { running: isRunning = true, jobs_count: jobs } = scheduler.data ?? {};
  return (
    <>
      <PageHeader
        title={schedules.title}
        remark={jobs === undefined ? null : schedules.summary(counted(jobs, schedules.schedule))}
        actions={
          isRunning ? (
            <Action onClick={() => setAsked(true)}>{schedules.stopAll}</Action>
          ) : (
            <Action isPrimary isBusy={start.isPending} onClick={() => start.mutate({})}>
              {schedules.startAll}
            </Action>
          )
        }
      />
      <div className="grid gap-3">
        <Panel title={schedules.dayTitle}>
          <Answered query={query} rows={3}>
            {({ items }) => <NextDay schedules={isRunning ? items : []} />}
          </Answered>
        </Panel>
        <div className="card">
          <Answered query={query} rows={10}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty>{schedules.nothing}</Empty>
              ) : (
                <DataTable
                  caption={schedules.caption}
                  columns={columnsOf(isRunning)}
                  rows={items}
                  keyOf={({ id }) => id}
                  list="schedules"
                />
              )
            }
          </Answered>
        </div>
      </div>
      {isAsked && (
        <AskDialog
          title={schedules.stopTitle}
          confirm={schedules.stopAll}
          isBusy={stop.isPending}
          error={stop.error}
          onConfirm={() => stop.mutate({})}
          onClose={() => setAsked(false)}
        >
          <p>{schedules.stopTouches}</p>
        </AskDialog>
      )}
    </>
  );
}

const columnsOf = (isRunning: boolean): Column<ScheduleView>[] => [
  {
    id: 'dataset',
    title: schedules.columns.dataset,
    isHead: true,
    cell: ({ dataset, ticker }) => (ticker === null ? dataset : `${dataset} · ${ticker}`),
  },
  {
    id: 'kind',
    title: schedules.columns.kind,
    cell: ({ kind, tickers }) => (tickers === null ? schedules.kinds[kind] : counted(tickers, 'ticker')),
  },
  {
    id: 'when',
    title: schedules.columns.when,
    cell: ({ cron, zone, after, not_before: notBefore }) =>
      cron === null ? (
        `${schedules.after} ${after}${notBefore ? `, ${schedules.notBefore} ${notBefore} ${zone}` : ''}`
      ) : (
        <>
          <span className="font-mono">{cron}</span> <span className="text-quiet">{zone}</span>
        </>
      ),
  },
  {
    id: 'next',
    title: schedules.columns.next,
    cell: ({ next_run: next }) => (next ? <Time at={next} /> : <span className="text-quiet">–</span>),
  },
  {
    id: 'enabled',
    title: schedules.columns.enabled,
    cell: ({ enabled }) =>
      !enabled ? (
        <State state="off" word={schedules.offWord} />
      ) : isRunning ? (
        <State state="ok" word={schedules.onWord} />
      ) : (
        <State state="stopped" word={schedules.stoppedWord} />
      ),
  },
  {
    id: 'params',
    title: schedules.columns.params,
    isExtra: true,
    cell: ({ params }) =>
      Object.entries(params)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
  },
  { id: 'actions', title: schedules.columns.actions, cell: (schedule) => <Switch schedule={schedule} /> },
];

function Switch({ schedule: { id, dataset, enabled } }: { schedule: ScheduleView }): ReactNode {
  const change = useChange('patch', '/scheduler/jobs/{id}', (now) =>
    showToast({
      tone: now.enabled ? 'good' : 'warn',
      text: now.enabled ? schedules.enabled(dataset) : schedules.disabled(dataset),
    }),
  );
  return (
    <Action isBusy={change.isPending} onClick={() => change.mutate({ params: { id }, body: { enabled: !enabled } })}>
      {enabled ? schedules.disable : schedules.enable}
    </Action>
  );
}
