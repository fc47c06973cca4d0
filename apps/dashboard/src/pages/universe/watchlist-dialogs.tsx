import type { WatchlistView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Field, Toggle } from '../../components/fields.tsx';
import { counted, whole } from '../../format/numbers.ts';
import { universe } from '../../strings/universe.ts';
import { showToast } from '../../view/toasts.ts';
import { tickersOfCsv } from './tickers-of-csv.ts';

const { watchlists: words } = universe;

export function AddWatchlistDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [priority, setPriority] = useState('0');
  const add = useChange('post', '/watchlists', (list) => {
    showToast({ tone: 'good', text: words.added(list.name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.addTitle}
      confirm={words.add}
      change={add}
      onConfirm={() => add.mutate({ body: { name: name.trim(), priority: Number(priority) } })}
      onClose={onClose}
    >
      <p>{words.addTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        <Field label={words.name} required maxLength={100} value={name} onChange={setName} />
        <Field
          label={words.priority}
          type="number"
          min={-1_000}
          max={1_000}
          required
          value={priority}
          onChange={setPriority}
        />
      </div>
    </AskDialog>
  );
}

export function RemoveWatchlistDialog({ list, onClose }: { list: WatchlistView; onClose: () => void }): ReactNode {
  const { name, tickers } = list;
  const remove = useChange('delete', '/watchlists/{name}', () => {
    showToast({ tone: 'warn', text: words.removed(name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.removeTitle(name)}
      confirm={words.remove}
      change={remove}
      onConfirm={() => remove.mutate({ params: { name } })}
      onClose={onClose}
    >
      <p>{words.removeTouches(counted(tickers, words.ticker))}</p>
    </AskDialog>
  );
}

export function UntrackDialog({
  name,
  ticker,
  onClose,
}: {
  name: string;
  ticker: string;
  onClose: () => void;
}): ReactNode {
  const untrack = useChange('delete', '/watchlists/{name}/items/{ticker}', () => {
    showToast({ tone: 'warn', text: words.untracked(ticker, name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.untrackTitle(ticker, name)}
      confirm={words.untrack}
      change={untrack}
      onConfirm={() => untrack.mutate({ params: { name, ticker } })}
      onClose={onClose}
    >
      <p>{words.untrackTouches}</p>
    </AskDialog>
  );
}

/** Reads a CSV in the browser, says how many tickers it has, and tracks them. */
export function ReadCsvDialog({ name, onClose }: { name: string; onClose: () => void }): ReactNode {
  const [tickers, setTickers] = useState<readonly string[] | null>(null);
  const [replace, setReplace] = useState(false);
  const track = useChange('post', '/watchlists/{name}/items', ({ tracked, removed, refused }) => {
    showToast({ tone: 'good', text: words.tracked(counted(tracked, words.ticker), whole(removed)) });
    if (refused.length > 0)
      showToast({
        tone: 'bad',
        text: words.refused(refused.map(({ ticker, reason }) => `${ticker} (${reason})`).join(', ')),
      });
    onClose();
  });
  return (
    <AskDialog
      title={words.readTitle(name)}
      confirm={words.track}
      change={{ isPending: track.isPending || tickers === null || tickers.length === 0, error: track.error }}
      onConfirm={() =>
        track.mutate({ params: { name }, body: { tickers: [...(tickers ?? [])], skip_unknown: true, replace } })
      }
      onClose={onClose}
    >
      <p>{words.readTouches}</p>
      <label className="grid gap-1">
        {words.file}
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          required
          onChange={({ target }) => void target.files?.[0]?.text().then((csv) => setTickers(tickersOfCsv(csv)))}
        />
      </label>
      {tickers && <p aria-live="polite">{words.found(counted(tickers.length, words.ticker))}</p>}
      <Toggle label={words.replace} checked={replace} onChange={setReplace} />
    </AskDialog>
  );
}
