import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Distance } from '../../components/time.tsx';
import { counted } from '../../format/numbers.ts';
import { overview } from '../../strings/overview.ts';

const { needs } = overview;
const gravity: readonly string[] = ['critical', 'warning', 'info'];

/** What needs a person: causes, not symptoms. What an alert explains is counted there. The worst first. */
export function NeedsYou(): ReactNode {
  const query = useAnswer('/alerts', { query: { state: 'open', class: 'operations', limit: 50 } });
  return (
    <Panel title={needs.title} aside={<a href="/alerts">{needs.more}</a>}>
      <Answered query={query} rows={4}>
        {({ items }) => {
          const causes = items
            .filter(({ held_by: heldBy }) => heldBy === null)
            .toSorted((one, other) => gravity.indexOf(one.severity) - gravity.indexOf(other.severity));
          if (causes.length === 0) return <Empty>{needs.nothing}</Empty>;
          return (
            <ul className="divide-y divide-line">
              {causes.map(({ id, severity, headline, count, opened_at: since }) => (
                <li key={id} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1.5">
                  <span className="w-20">
                    <State state={severity} />
                  </span>
                  <a href={`/alerts?open=${id}`} className="min-w-0 flex-1 basis-64">
                    {headline}
                  </a>
                  <span className="text-quiet">
                    {count > 1 && `${counted(count, 'event')} · `}
                    <Distance at={since} />
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </Panel>
  );
}
