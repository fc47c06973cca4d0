import type { ReactNode } from 'react';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { settings } from '../../strings/settings.ts';
import { showToast } from '../../view/toasts.ts';

const { users: words } = settings;

/** Something secret that no later answer contains, to be copied. */
export function ShownOnce({
  title,
  remark,
  secret,
  onClose,
}: {
  title: string;
  remark: ReactNode;
  secret: string;
  onClose: () => void;
}): ReactNode {
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(() => showToast({ tone: 'good', text: words.copied }));
  return (
    <AskDialog title={title} confirm={words.copy} onConfirm={copy} onClose={onClose}>
      <p>{remark}</p>
      <output className="block rounded bg-sunken p-2 font-mono text-[12.5px] break-all select-all">{secret}</output>
    </AskDialog>
  );
}
