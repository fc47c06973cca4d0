import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { ticker as strings } from '../../strings/ticker.ts';

const { actions } = strings;

const TrackDialog = lazy(() => import('../tickers/track-dialog.tsx'));
const RecheckDialog = lazy(() => import('./recheck-dialog.tsx'));

/** What may be done with a ticker. */
export function TickerActions({ ticker, isTracked }: { ticker: string; isTracked: boolean }): ReactNode {
  const [asked, setAsked] = useState<'track' | 'recheck' | null>(null);
  const scrape = useChange('post', '/scheduler/scrape/{ticker}', async (answer) => {
    if (!('dry_run' in answer)) (await import('./run-toast.ts')).sayScrape(answer);
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
