import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action, AskDialog } from '../../components/action.tsx';
import { ticker as strings } from '../../strings/ticker.ts';
import { showToast } from '../../view/toasts.ts';
import { TrackDialog } from '../tickers/track-dialog.tsx';

const { actions } = strings;

/** What came of a request, with the way to its run. */
const sayRun = (text: string, run: string) =>
  showToast({ tone: 'good', text, link: { href: `/runs/${run}`, text: actions.watch } });

/** What may be done with a ticker. */
export function TickerActions({ ticker }: { ticker: string }): ReactNode {
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
      <Action onClick={() => setAsked('track')}>{actions.track}</Action>
      <Action isBusy={scrape.isPending} onClick={() => scrape.mutate({ params: { ticker } })}>
        {actions.scrape}
      </Action>
      <Action onClick={() => setAsked('recheck')}>{actions.recheck}</Action>
      {asked === 'track' && <TrackDialog given={ticker} onClose={close} />}
      {asked === 'recheck' && <RecheckDialog ticker={ticker} onClose={close} />}
    </>
  );
}

function RecheckDialog({ ticker, onClose }: { ticker: string; onClose: () => void }): ReactNode {
  const [range, setRange] = useState({ from: '', to: '' });
  const recheck = useChange('post', '/prices/{ticker}/recheck', ({ run_id: run }) => {
    sayRun(actions.rechecked(run), run);
    onClose();
  });
  const { from, to } = range;
  return (
    <AskDialog
      title={actions.recheckTitle(ticker)}
      confirm={actions.recheck}
      isBusy={recheck.isPending}
      error={recheck.error}
      onConfirm={() => recheck.mutate({ params: { ticker }, query: from && to ? { from, to } : {} })}
      onClose={onClose}
    >
      <p>{actions.recheckTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        {(['from', 'to'] as const).map((end) => (
          <label key={end} className="grid gap-1">
            {actions[end]}
            <input
              type="date"
              className="field"
              required={from !== '' || to !== ''}
              value={range[end]}
              onChange={({ target }) => setRange({ ...range, [end]: target.value })}
            />
          </label>
        ))}
      </div>
    </AskDialog>
  );
}
