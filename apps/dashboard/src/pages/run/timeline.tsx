import { Link } from '@tanstack/react-router';
import type { RunTimelineView, RunView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { Time } from '../../components/time.tsx';
import { absent, change, counted, duration, whole } from '../../format/numbers.ts';
import { runs } from '../../strings/runs.ts';
import { useNow } from '../../view/now.ts';

const { timeline: words, compare } = runs;
type Phase = RunTimelineView['phases'][number];

const looks: Record<Phase['kind'], string> = {
  planning: 'bg-info',
  requests: 'bg-data',
  idle: 'border-line border-y border-dashed',
  ending: 'bg-data-soft',
};

/** How a run went by time, and how it differs from the one before. */
export function Timeline({ run }: { run: RunView }): ReactNode {
  const query = useAnswer('/runs/{id}/timeline', { params: { id: run.id } });
  return (
    <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Panel title={words.title}>
        <Answered query={query} rows={5}>
          {({ phases }) => <Phases phases={phases} isOver={run.finished_at !== null} />}
        </Answered>
      </Panel>
      <Panel title={compare.title}>
        <Answered query={query} rows={5}>
          {({ before }) => (before ? <Compared run={run} before={before} /> : <Empty>{compare.none}</Empty>)}
        </Answered>
      </Panel>
    </div>
  );
}

function Phases({ phases, isOver }: { phases: readonly Phase[]; isOver: boolean }): ReactNode {
  const now = useNow();
  const lastedMs = ({ from, to }: Phase) => (to === null ? now : Date.parse(to)) - Date.parse(from);
  const sum = (some: readonly Phase[]) => some.reduce((total, phase) => total + lastedMs(phase), 0);
  const busyMs = sum(phases.filter(({ kind }) => kind === 'requests'));
  const shownMs = sum(phases.filter(({ kind }) => kind !== 'idle'));
  const nameOf = (phase: Phase) =>
    words.label(
      words.kinds[phase.kind],
      duration(lastedMs(phase)),
      phase.kind === 'requests' ? counted(phase.requests, 'request') : '',
    );
  const sentence = isOver ? words.sentence : words.soFar;
  return (
    <>
      <figure aria-label={words.title} className="px-3 pt-2.5">
        <div className="flex h-6 gap-px" aria-hidden="true">
          {phases.map((phase) => (
            <span
              key={`${phase.kind} ${phase.from}`}
              title={nameOf(phase)}
              className={`min-w-1 rounded-sm ${looks[phase.kind]} ${phase.kind === 'idle' ? 'w-6 shrink-0 text-center leading-5 text-quiet' : 'basis-0'}`}
              style={
                phase.kind === 'idle'
                  ? undefined
                  : { flexGrow: Math.max(0.005, lastedMs(phase) / Math.max(1, shownMs)) }
              }
            >
              {phase.kind === 'idle' && '⋯'}
            </span>
          ))}
        </div>
        <figcaption className="py-2 text-quiet">
          {sentence(duration(sum(phases)), duration(busyMs))}{' '}
          {phases.some(({ kind }) => kind === 'idle') && words.folded}
        </figcaption>
      </figure>
      <ShortTable
        caption={words.caption}
        rows={phases}
        keyOf={({ kind, from }) => `${kind} ${from}`}
        columns={[
          {
            title: words.columns.phase,
            cell: ({ kind }) => (
              <span className="inline-flex items-center gap-2">
                <span aria-hidden="true" className={`inline-block size-2.5 rounded-sm ${looks[kind]}`} />
                {words.kinds[kind]}
              </span>
            ),
          },
          { title: words.columns.from, cell: ({ from }) => <Time at={from} far={false} /> },
          { title: words.columns.took, isNumber: true, cell: (phase) => duration(lastedMs(phase)) },
          {
            title: words.columns.requests,
            isNumber: true,
            cell: ({ kind, requests }) => (kind === 'requests' ? whole(requests) : absent),
          },
          {
            title: words.columns.failed,
            isNumber: true,
            cell: ({ kind, failed }) =>
              kind !== 'requests' ? absent : failed === 0 ? '0' : <span className="text-bad">{whole(failed)}</span>,
          },
          { title: words.columns.sources, cell: ({ sources }) => sources.join(', ') },
        ]}
      />
    </>
  );
}

/** The figures of two runs side by side. */
function Compared({ run, before }: { run: RunView; before: RunView }): ReactNode {
  const figures: readonly (readonly [name: string, of: (report: RunView['report']) => number])[] = [
    [runs.report.targets, ({ targets }) => targets],
    [compare.failed, ({ targets_by_state: states }) => states['failed'] ?? 0],
    [compare.skipped, ({ targets_by_state: states }) => states['skipped'] ?? 0],
    [compare.requests, ({ requests }) => requests],
    [runs.report.retried, ({ retried }) => retried],
    [runs.report.found, ({ found }) => found],
    [runs.report.created, ({ created }) => created],
  ];
  const [nowMs, beforeMs] = [run.report.duration_ms, before.report.duration_ms];
  const rows = [
    ...figures.map(([name, of]) => {
      const [now, then] = [of(run.report), of(before.report)];
      return { name, now: whole(now), earlier: whole(then), change: change(now - then) };
    }),
    {
      name: runs.report.duration,
      now: duration(nowMs),
      earlier: duration(beforeMs),
      change: `${nowMs < beforeMs ? '−' : '+'}${duration(Math.abs(nowMs - beforeMs))}`,
    },
  ];
  return (
    <>
      <p className="px-3 py-2 text-quiet">
        <Link to="/runs/$id" params={{ id: before.id }}>
          {runs.run(before.id)}
        </Link>{' '}
        · {before.state} · <Time at={before.created_at} />
      </p>
      <ShortTable
        caption={compare.caption}
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          { title: compare.figure, cell: ({ name }) => name },
          { title: compare.this, isNumber: true, cell: ({ now }) => now },
          { title: runs.run(before.id), isNumber: true, cell: ({ earlier }) => earlier },
          { title: compare.change, isNumber: true, cell: (row) => row.change },
        ]}
      />
    </>
  );
}
