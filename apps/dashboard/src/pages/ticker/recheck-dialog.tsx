import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { ticker as page } from '../../strings/ticker.ts';
import { tickerOpened } from '../../strings/ticker-opened.ts';
import { sayRun } from './run-toast.ts';

const { recheck: strings } = tickerOpened;

/** Asks before prices are fetched again. */
export default function RecheckDialog({ ticker, onClose }: { ticker: string; onClose: () => void }): ReactNode {
  const [range, setRange] = useState({ from: '', to: '' });
  const recheck = useChange('post', '/prices/{ticker}/recheck', ({ run_id: run }) => {
    sayRun(strings.queued(run), run);
    onClose();
  });
  const { from, to } = range;
  return (
    <AskDialog
      title={strings.title(ticker)}
      confirm={page.actions.recheck}
      change={recheck}
      onConfirm={() => recheck.mutate({ params: { ticker }, query: from && to ? { from, to } : {} })}
      onClose={onClose}
    >
      <p>{strings.touches}</p>
      <div className="grid grid-cols-2 gap-3">
        {(['from', 'to'] as const).map((end) => (
          <label key={end} className="grid gap-1">
            {strings[end]}
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
