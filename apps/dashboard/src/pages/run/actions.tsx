import type { RunView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { endedTasks } from '../../components/run-progress.tsx';
import { counted } from '../../format/numbers.ts';
import { runs } from '../../strings/runs.ts';
import { showToast } from '../../view/toasts.ts';

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
  if (run.finished_at !== null) return null;
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
