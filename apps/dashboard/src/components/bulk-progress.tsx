import { Link } from '@tanstack/react-router';
import type { BulkActionView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../api/queries.ts';
import { bulk as words } from '../strings/bulk.ts';
import { showToast } from '../view/toasts.ts';
import { Action } from './action.tsx';
import { State } from './state.tsx';

/** While one runs, its progress is asked for so often, ms: beside the events, which may be down. */
const progressMs = 3_000;

/** How far a bulk action is: beside the list that it was started from, until it is left. */
export default function BulkProgress({ id, onDismiss }: { id: string; onDismiss: () => void }): ReactNode {
  const { data } = useAnswer(
    '/bulk-actions/{id}',
    { params: { id } },
    { everyMs: ({ finished_at: at }) => at === null && progressMs },
  );
  if (!data) return null;
  return (
    <section
      aria-label={words.bulkAction(id)}
      className="order-last flex basis-full flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md border border-line px-2 py-1.5"
    >
      <BulkHowFar action={data} />
      <Link to="/bulk-actions" search={{ open: id }}>
        {words.report}
      </Link>
      <CallOff action={data} />
      {data.finished_at !== null && (
        <button type="button" className="button button-quiet" onClick={onDismiss}>
          {words.dismiss}
        </button>
      )}
    </section>
  );
}

/** Its state, a bar, and its counts. */
export function BulkHowFar({
  action: { id, action, state, items, done, failed },
}: {
  action: BulkActionView;
}): ReactNode {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2" aria-live="polite">
      <State state={state} word={`${words.labels[action]}: ${state}`} />
      <progress
        className="h-1.5 w-24 overflow-hidden rounded accent-(--accent)"
        max={Math.max(1, items)}
        value={done + failed}
        aria-label={words.bulkAction(id)}
      />
      {words.progress(done, items)}
      {failed > 0 && <span className="text-bad">{words.failures(failed)}</span>}
    </span>
  );
}

/** Calls one off that runs. */
export function CallOff({ action: { id, finished_at: finishedAt } }: { action: BulkActionView }): ReactNode {
  const cancel = useChange('post', '/bulk-actions/{id}/cancel', ({ items, done, failed }) =>
    showToast({ tone: 'good', text: words.calledOff(items - done - failed) }),
  );
  if (finishedAt !== null) return null;
  return (
    <Action isBusy={cancel.isPending} onClick={() => cancel.mutate({ params: { id } })}>
      {words.callOff}
    </Action>
  );
}
