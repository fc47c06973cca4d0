import { getRouteApi } from '@tanstack/react-router';
import type { ScheduleView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { Action } from '../../components/action.tsx';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Explanation } from '../../components/explanation.tsx';
import { Opened } from '../../components/opened.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { PauseFacts } from '../../components/pause-facts.tsx';
import { SlotOutcomes } from '../../components/slot-outcomes.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { counted } from '../../format/numbers.ts';
import { frame } from '../../strings/frame.ts';
import { schedules } from '../../strings/schedules.ts';
import { showToast } from '../../view/toasts.ts';
import { nameOf, PauseSchedule, ScheduleActions } from './actions.tsx';
import { NextDay } from './next-day.tsx';

const route = getRouteApi('/schedules');

/** When next; why not? */
export default function SchedulesPage(): ReactNode {
  const query = useAnswer('/scheduler/jobs', { query: { own: 'true', limit: 200 } });
  const scheduler = useAnswer('/scheduler/status', {});
  const last = useAnswer('/scheduler/outcomes', {});
  const outcomes = new Map(last.data?.items.map((item) => [item.schedule_id, item.outcomes]));
  const [isAsked, setAsked] = useState(false);
  const [paused, setPaused] = useState<ScheduleView | null>(null);
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const explained = query.data?.items.find(({ id }) => id === open);
  const start = useChange('post', '/scheduler/start', () => showToast({ tone: 'good', text: schedules.started }));
  const stop = useChange('post', '/scheduler/stop', () => {
    showToast({ tone: 'warn', text: schedules.stopped });
    setAsked(false);
  });
  const { running: isRunning = true, jobs_count: jobs, stopped } = scheduler.data ?? {};
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
        {stopped && (
          <p className="card px-3 py-2.5">
            <State state="stopped" word={schedules.stopped} />{' '}
            <PauseFacts by={stopped.by} reason={stopped.reason} until={null} />
          </p>
        )}
        {explained && (
          <Opened
            title={schedules.whyOf(nameOf(explained))}
            onClose={() => void navigate({ search: {}, replace: true })}
          >
            <Explanation of={{ schedule: explained.id }} />
          </Opened>
        )}
        <Panel title={schedules.dayTitle}>
          <Answered query={query} rows={3}>
            {({ items }) => <NextDay schedules={isRunning ? items : []} />}
          </Answered>
        </Panel>
        <div className="card">
          <AnsweredTable
            query={query}
            skeleton={10}
            caption={schedules.caption}
            columns={columnsOf(isRunning, outcomes, (schedule) => (
              <ScheduleActions schedule={schedule} onPause={setPaused} />
            ))}
            keyOf={({ id }) => id}
            tools={<CsvButton path="/scheduler/jobs" query={{ own: 'true' }} file="schedules" />}
            empty={<Empty>{schedules.nothing}</Empty>}
          />
        </div>
      </div>
      {isAsked && (
        <AskDialog
          title={schedules.stopTitle}
          confirm={schedules.stopAll}
          isReasonWanted
          change={stop}
          onConfirm={(reason) => stop.mutate({ body: { reason } })}
          onClose={() => setAsked(false)}
        >
          <p>{schedules.stopTouches}</p>
        </AskDialog>
      )}
      {paused && <PauseSchedule schedule={paused} onClose={() => setPaused(null)} />}
    </>
  );
}

type Outcomes = Answer<'get', '/scheduler/outcomes'>['items'][number]['outcomes'];

const columnsOf = (
  isRunning: boolean,
  outcomes: ReadonlyMap<string, Outcomes>,
  actions: (schedule: ScheduleView) => ReactNode,
): Column<ScheduleView>[] => [
  {
    id: 'dataset',
    title: schedules.columns.dataset,
    isHead: true,
    cell: nameOf,
  },
  {
    id: 'kind',
    title: schedules.columns.kind,
    cell: ({ kind, tickers }) => (tickers === null ? schedules.kinds[kind] : counted(tickers, 'ticker')),
  },
  {
    id: 'when',
    title: schedules.columns.when,
    cell: ({ cron, cron_text: words }) => (
      <span className="grid min-w-40 whitespace-normal">
        {words}
        {cron && <span className="font-mono text-[12px] text-quiet">{cron}</span>}
      </span>
    ),
  },
  {
    id: 'next',
    title: schedules.columns.next,
    cell: ({ next_run: next }) => (next ? <Time at={next} /> : <span className="text-quiet">–</span>),
  },
  {
    id: 'outcomes',
    title: schedules.columns.outcomes,
    cell: ({ id }) => <SlotOutcomes outcomes={outcomes.get(id) ?? []} />,
  },
  { id: 'enabled', title: schedules.columns.enabled, cell: (schedule) => stateOf(schedule, isRunning) },
  {
    id: 'params',
    title: schedules.columns.params,
    isExtra: true,
    cell: ({ params }) =>
      Object.entries(params)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
  },
  { id: 'actions', title: frame.actions, cell: actions },
];

function stateOf(schedule: ScheduleView, isRunning: boolean): ReactNode {
  if (!schedule.enabled) return <State state="off" word={schedules.offWord} />;
  if (schedule.paused_at !== null)
    return (
      <>
        <State state="paused" />{' '}
        <PauseFacts by={schedule.paused_by} reason={schedule.pause_reason} until={schedule.pause_until} />
      </>
    );
  return isRunning ? (
    <State state="ok" word={schedules.onWord} />
  ) : (
    <State state="stopped" word={schedules.stoppedWord} />
  );
}
