import type { BulkActionView, BulkPreviewView } from '@tickermill/core/contracts';
import { type ReactNode, useEffect, useState } from 'react';
import { useChange, useDryRun } from '../api/queries.ts';
import { bulk as words } from '../strings/bulk.ts';
import { showToast } from '../view/toasts.ts';
import { AskDialog } from './ask-dialog.tsx';
import { Failure, Skeleton } from './panel.tsx';
import { Time } from './time.tsx';

/** Says what a bulk action would do, and asks for it. */
export default function BulkDialog({
  action,
  selected,
  onStarted,
  onClose,
}: {
  action: BulkActionView['action'];
  /** As the API takes it. */
  selected: { readonly filter: Readonly<Record<string, string>> } | { readonly ids: string[] };
  onStarted: (id: string) => void;
  onClose: () => void;
}): ReactNode {
  const [note, setNote] = useState('');
  const [watchlist, setWatchlist] = useState('default');
  const isOfWatchlist = action === 'track-tickers' || action === 'untrack-tickers';
  const body = {
    action,
    ...selected,
    ...(action === 'resolve-findings' && note.trim() !== '' && { note: note.trim() }),
    ...(isOfWatchlist && watchlist.trim() !== '' && { watchlist: watchlist.trim() }),
  };
  const preview = useDryRun('post', '/bulk-actions');
  const start = useChange('post', '/bulk-actions', (started) => {
    if (!('id' in started)) return;
    showToast({
      tone: 'good',
      text: words.started(started.items),
      link: { href: `/bulk-actions?open=${started.id}`, text: words.report },
    });
    onStarted(started.id);
    onClose();
  });
  const { mutate } = preview;
  const told = preview.data && 'dry_run' in preview.data ? preview.data : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list of the same rows is told anew; a note touches nothing
  useEffect(() => mutate({ query: { dry_run: 'true' }, body }), [watchlist]);
  const label = words.labels[action];
  return (
    <AskDialog
      title={words.dialogTitle(label)}
      confirm={words.confirm(label, told?.items ?? 0)}
      change={{ isPending: start.isPending || preview.isPending || !told?.items, error: start.error }}
      onConfirm={() => told && start.mutate({ body: { ...body, expected: told.items } })}
      onClose={onClose}
    >
      {preview.error ? <Failure error={preview.error} /> : told ? <Told told={told} /> : <Skeleton rows={3} />}
      {action === 'resolve-findings' && (
        <label className="grid gap-1">
          {words.note}
          <input className="field" maxLength={1_000} value={note} onChange={({ target }) => setNote(target.value)} />
        </label>
      )}
      {isOfWatchlist && (
        <label className="grid gap-1">
          {words.watchlist}
          <input
            className="field"
            required
            maxLength={100}
            defaultValue={watchlist}
            onBlur={({ target }) => setWatchlist(target.value)}
          />
        </label>
      )}
    </AskDialog>
  );
}

function Told({ told: { sentence, sample, items, requests, ends_at: endsAt } }: { told: BulkPreviewView }): ReactNode {
  if (items === 0) return <p>{words.nothing}</p>;
  return (
    <>
      <p>{sentence}</p>
      <p className="break-words text-quiet">
        {words.first}: {sample.join(', ')} {items > sample.length && words.andMore(items - sample.length)}
      </p>
      {requests !== null && (
        <p>
          {words.requests(requests)}
          {requests > 0 && endsAt !== null && (
            <>
              {', '}
              {words.ends} <Time at={endsAt} />
            </>
          )}
        </p>
      )}
    </>
  );
}
