import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { download } from '../api/client.ts';
import { frame } from '../strings/frame.ts';
import { showToast } from '../view/toasts.ts';

/** Brings every row of a filter as CSV, cells defused for spreadsheets. `path` is one of the API that has the format. */
export function CsvButton({ path, query, file }: { path: string; query: object; file: string }): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const fetchFile = async () => {
    setBusy(true);
    await download(path, { ...query, safe: '1' }, `${file}.csv`).catch((error: Error) =>
      showToast({ tone: 'bad', text: error.message }),
    );
    setBusy(false);
  };
  return (
    <button type="button" className="button" disabled={isBusy} aria-busy={isBusy} onClick={() => void fetchFile()}>
      <Download size={14} aria-hidden="true" />
      {frame.csv}
    </button>
  );
}
