import type { BackfillView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { counted } from '../../format/numbers.ts';
import { backfills } from '../../strings/backfills.ts';
import { showToast } from '../../view/toasts.ts';

const { actions: words } = backfills;

/** What may be done with a backfill that has not ended. */
export function BackfillActions({ backfill }: { backfill: BackfillView }): ReactNode {
  const [isAsked, setAsked] = useState(false);
  const { id, state, finished_at: finishedAt, tasks_by_state: tasks } = backfill;
  const params = { id };
  const pause = useChange('post', '/backfills/{id}/pause', () => showToast({ tone: 'warn', text: words.paused(id) }));
  const resume = useChange('post', '/backfills/{id}/resume', () =>
    showToast({ tone: 'good', text: words.resumed(id) }),
  );
  const cancel = useChange('post', '/backfills/{id}/cancel', () => {
    showToast({ tone: 'warn', text: words.cancelled(id) });
    setAsked(false);
  });
  if (finishedAt !== null) return null;
  const { waiting = 0, queued = 0, running = 0 } = tasks;
  return (
    <>
      {state === 'paused' ? (
        <Action isBusy={resume.isPending} onClick={() => resume.mutate({ params })}>
          {words.resume}
        </Action>
      ) : (
        <Action isBusy={pause.isPending} onClick={() => pause.mutate({ params })}>
          {words.pause}
        </Action>
      )}
      <Action onClick={() => setAsked(true)}>{words.cancel}</Action>
      {isAsked && (
        <AskDialog
          title={words.cancelTitle(id)}
          confirm={words.cancel}
          dismiss={words.keep}
          change={cancel}
          onConfirm={() => cancel.mutate({ params })}
          onClose={() => setAsked(false)}
        >
          <p>{words.cancelTouches(counted(waiting + queued + running, words.openRequest))}</p>
        </AskDialog>
      )}
    </>
  );
}
