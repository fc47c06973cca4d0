import { type ReactNode, useEffect } from 'react';
import { useChange, useDryRun } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Failure } from '../../components/panel.tsx';
import { fundamentals } from '../../strings/fundamentals.ts';
import { showToast } from '../../view/toasts.ts';

const words = fundamentals.refresh;

/** Says what a refresh of all stocks would request, and starts it. */
export function StartDialog({
  onStarted,
  onClose,
}: {
  onStarted: (run: string) => void;
  onClose: () => void;
}): ReactNode {
  const preview = useDryRun('post', '/refresh');
  const start = useChange('post', '/refresh', (answer) => {
    if ('dry_run' in answer) return;
    const { run_id: run } = answer;
    showToast({ tone: 'good', text: words.started(run) });
    onClose();
    onStarted(run);
  });
  const { mutate } = preview;
  useEffect(() => mutate({ query: { dry_run: 'true' } }), [mutate]);
  const told = preview.data && 'dry_run' in preview.data ? preview.data : null;
  return (
    <AskDialog
      title={words.startTitle}
      confirm={words.start}
      change={{ isPending: start.isPending || told === null, error: start.error }}
      onConfirm={() => start.mutate({ query: {} })}
      onClose={onClose}
    >
      {preview.error && <Failure error={preview.error} />}
      {told === null ? (
        <p aria-busy={!preview.error}>{words.counting}</p>
      ) : (
        <>
          <p>{words.touches(told.stocks ?? 0, told.with_news, told.requests)}</p>
          <ul className="list-disc pl-5">
            {told.sources.map(({ source, requests }) => (
              <li key={source}>{words.of(requests, source)}</li>
            ))}
          </ul>
          <p>{told.minutes === null ? words.endless : words.lasts(told.minutes)}</p>
        </>
      )}
    </AskDialog>
  );
}
