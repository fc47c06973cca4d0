import type { RunView } from '@tickermill/core/contracts';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { endedTasks } from '../../components/run-progress.tsx';
import { counted } from '../../format/numbers.ts';
import { runs } from '../../strings/runs.ts';
import { showToast } from '../../view/toasts.ts';

const BulkDialog = lazy(() => import('../../components/bulk-dialog.tsx'));
const { actions } = runs;

/** What may be done with a run. */
export function RunActions({ run }: { run: RunView }): ReactNode {
  const [isAsked, setAsked] = useState(false);
  const params = { id: run.id };
  const pause = useChange('post', '/runs/{id}/pause', () => showToast({ tone: 'warn', text: actions.paused(run.id) }));
  const resume = useChange('post', '/runs/{id}/resume', () =>
    showToast({ tone: 'good', text: actions.resumed(run.id) }),
  );
  const cancel = useChange('post', '/runs/{id}/cancel', () => {
    showToast({ tone: 'warn', text: actions.cancelled(run.id) });
    setAsked(false);
  });
  if (run.finished_at !== null) return <RetryFailed run={run} />;
  return (
    <>
      {run.paused ? (
        <Action isBusy={resume.isPending} onClick={() => resume.mutate({ params })}>
          {actions.resume}
        </Action>
      ) : (
        <Action isBusy={pause.isPending} onClick={() => pause.mutate({ params })}>
          {actions.pause}
        </Action>
      )}
      <Action onClick={() => setAsked(true)}>{actions.cancel}</Action>
      {isAsked && (
        <AskDialog
          title={actions.cancelTitle(run.id)}
          confirm={actions.cancel}
          dismiss={actions.keep}
          change={cancel}
          onConfirm={() => cancel.mutate({ params })}
          onClose={() => setAsked(false)}
        >
          <p>{actions.cancelTouches(counted(run.report.tasks - endedTasks(run), actions.request))}</p>
        </AskDialog>
      )}
    </>
  );
}

/** Requests again what failed of a run that has ended: the same as its targets selected one by one. */
function RetryFailed({ run: { id, report } }: { run: RunView }): ReactNode {
  const [isAsked, setAsked] = useState(false);
  const { failed = 0, partial = 0 } = report.targets_by_state;
  if (failed + partial === 0) return null;
  const close = () => setAsked(false);
  return (
    <>
      <Action onClick={() => setAsked(true)}>{actions.retry}</Action>
      <Suspense>
        {isAsked && (
          <BulkDialog action="retry-targets" selected={{ filter: { run: id } }} onStarted={close} onClose={close} />
        )}
      </Suspense>
    </>
  );
}
