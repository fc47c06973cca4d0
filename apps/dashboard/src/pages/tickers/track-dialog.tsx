import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { counted } from '../../format/numbers.ts';
import { tickers } from '../../strings/tickers.ts';
import { showToast } from '../../view/toasts.ts';

/** Tracks tickers, and says what came of each. */
export default function TrackDialog({ given = '', onClose }: { given?: string; onClose: () => void }): ReactNode {
  const [typed, setTyped] = useState(given);
  const [list, setList] = useState('default');
  const track = useChange('post', '/watchlists/{name}/items', ({ tracked, run_id: run, refused }) => {
    showToast({
      tone: 'good',
      text: tickers.tracked(counted(tracked, 'ticker')),
      ...(run && { link: { href: `/runs/${run}`, text: tickers.toRuns } }),
    });
    if (refused.length > 0)
      showToast({
        tone: 'bad',
        text: tickers.notTracked(refused.map(({ ticker, reason }) => `${ticker} (${reason})`).join(', ')),
      });
    onClose();
  });
  return (
    <AskDialog
      title={tickers.trackTitle}
      confirm={tickers.track}
      change={track}
      onConfirm={() =>
        track.mutate({
          params: { name: list },
          body: { tickers: typed.split(/[\s,;]+/).filter((each) => each !== ''), skip_unknown: true },
        })
      }
      onClose={onClose}
    >
      <p>{tickers.trackTouches}</p>
      <label className="grid gap-1">
        {tickers.symbols}
        <textarea
          className="field min-h-16 font-mono"
          required
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <label className="grid gap-1">
        {tickers.list}
        <input
          className="field"
          required
          maxLength={100}
          value={list}
          onChange={({ target }) => setList(target.value)}
        />
      </label>
    </AskDialog>
  );
}
