import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { RunProgress, RunState } from '../../components/run-progress.tsx';
import { overview } from '../../strings/overview.ts';
import { runs as runStrings } from '../../strings/runs.ts';

const { running: strings } = overview;

/** What runs, with its progress. The status that the frame has asked for holds the latest runs. */
export function RunningNow(): ReactNode {
  const query = useAnswer('/status', {});
  return (
    <Panel title={strings.title} aside={<Link to="/runs">{runStrings.title}</Link>}>
      <Answered query={query} rows={2}>
        {({ runs }) => {
          const open = runs.filter(({ finished_at: at }) => at === null);
          if (open.length === 0) return <Empty>{strings.nothing}</Empty>;
          return (
            <ul className="divide-y divide-line">
              {open.map((run) => (
                <li key={run.id} className="flex flex-wrap items-center gap-x-3 px-3 py-1.5">
                  <RunState run={run} />
                  <Link to="/runs/$id" params={{ id: run.id }} className="min-h-6 min-w-0 flex-1">
                    {run.dataset} <span className="font-mono text-[12px]">{run.id}</span>
                  </Link>
                  <RunProgress run={run} />
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </Panel>
  );
}
