import type { AttentionView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useOperation } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { PathLink } from '../../components/path-link.tsx';
import { State } from '../../components/state.tsx';
import { Distance } from '../../components/time.tsx';
import { overview } from '../../strings/overview.ts';
import { showToast } from '../../view/toasts.ts';

const { needs } = overview;

/** What needs a person: causes, not symptoms, the worst first. */
export function NeedsYou(): ReactNode {
  const query = useAnswer('/attention', {});
  return (
    <Panel title={needs.title} aside={<PathLink href="/alerts">{needs.more}</PathLink>}>
      <Answered query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{needs.nothing}</Empty>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((cause) => (
                <Cause key={cause.key} cause={cause} />
              ))}
            </ul>
          )
        }
      </Answered>
    </Panel>
  );
}

function Cause({ cause }: { cause: AttentionView }): ReactNode {
  const { severity, headline, since, affects, action, operation, page, runbook, acked_by: ackedBy } = cause;
  const mend = useOperation(() => showToast({ tone: 'good', text: needs.done(operation?.label ?? '') }));
  return (
    <li className="grid gap-x-3 px-3 py-2 sm:grid-cols-[5.5rem_1fr_auto]" data-cause={cause.key}>
      <State state={severity} />
      <div className="min-w-0">
        <p>
          <PathLink href={page} className="inline-block min-h-6 font-medium">
            {headline}
          </PathLink>
          {since && (
            <span className="text-quiet">
              {' · '}
              <Distance at={since} />
            </span>
          )}
          {ackedBy && <span className="text-quiet"> · {needs.acked(ackedBy)}</span>}
        </p>
        <p className="text-quiet">
          {needs.affects} {affects}
          {action && ` · ${action}`}
        </p>
        {mend.error && <p className="text-bad">{mend.error.message}</p>}
      </div>
      <div className="flex items-center gap-2">
        {runbook && (
          <a href={runbook.replace(/^docs/, '')} className="inline-flex min-h-7 items-center px-1">
            {needs.runbook}
          </a>
        )}
        {operation && (
          <Action needs={operation.role} isBusy={mend.isPending} onClick={() => mend.mutate(operation)}>
            {operation.label}
          </Action>
        )}
      </div>
    </li>
  );
}
