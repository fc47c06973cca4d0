import type { RunView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { whole } from '../format/numbers.ts';
import { runs } from '../strings/runs.ts';
import { State } from './state.tsx';

/** How many of a run's requests have ended. */
export const endedTasks = ({ report }: RunView): number => {
  const { waiting = 0, queued = 0, running = 0 } = report.tasks_by_state;
  return report.tasks - waiting - queued - running;
};

/** A run's state: paused and ending are said before what lies beneath. */
export function RunState({ run }: { run: RunView }): ReactNode {
  if (run.finished_at === null && run.ending) return <State state="waiting" word={runs.ending(run.ending)} />;
  return run.paused && run.finished_at === null ? <State state="paused" /> : <State state={run.state} />;
}

/** How far a run is: a bar while it runs, its requests once it has ended. */
export function RunProgress({ run }: { run: RunView }): ReactNode {
  const { report, finished_at: finishedAt, id } = run;
  const ended = endedTasks(run);
  if (finishedAt !== null) return <>{whole(report.tasks)}</>;
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <progress
        className="h-1.5 w-24 overflow-hidden rounded accent-(--accent)"
        max={Math.max(1, report.tasks)}
        value={ended}
        aria-label={`${runs.columns.progress}, ${runs.run(id)}`}
      />
      {runs.ofTasks(whole(ended), whole(report.tasks))}
    </span>
  );
}
