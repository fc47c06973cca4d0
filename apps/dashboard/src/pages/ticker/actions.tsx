import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { ticker as strings } from '../../strings/ticker.ts';
import { sayRun } from './run-toast.ts';

const { actions } = strings;

const TrackDialog = lazy(() => import('../tickers/track-dialog.tsx'));
const RecheckDialog = lazy(() => import('./recheck-dialog.tsx'));

/** What may be done with a ticker. */
export function TickerActions({ ticker, isTracked }: { ticker: string; isTracked: boolean }): ReactNode {
  const [asked, setAsked] = useState<'track' | 'recheck' | null>(null);
  const scrape = useChange('post', '/scheduler/scrape/{ticker}', (answer) => {
    if ('dry_run' in answer) return;
    const { run_id: run, answered_by: by } = answer;
    const text = { 'new-run': actions.queued, 'open-run': actions.joined, 'recent-run': actions.fresh }[by](run);
    sayRun(text, run);
  });
  const close = () => setAsked(null);
  return (
    <>
      {!isTracked && <Action onClick={() => setAsked('track')}>{actions.track}</Action>}
      <Action isBusy={scrape.isPending} onClick={() => scrape.mutate({ params: { ticker } })}>
        {actions.scrape}
      </Action>
      <Action onClick={() => setAsked('recheck')}>{actions.recheck}</Action>
      <Suspense>
        {asked === 'track' && <TrackDialog given={ticker} onClose={close} />}
        {asked === 'recheck' && <RecheckDialog ticker={ticker} onClose={close} />}
      </Suspense>
    </>
  );
}
