import { type ReactNode, useRef } from 'react';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { frame } from '../../strings/frame.ts';
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
  const output = useRef<HTMLOutputElement>(null);
  const select = () => {
    if (output.current) getSelection()?.selectAllChildren(output.current);
    showToast({ tone: 'warn', text: words.copyYourself });
  };
  // A browser has no clipboard for a page that came over plain HTTP from another machine, or may refuse it.
  const copy = () =>
    'clipboard' in navigator
      ? void navigator.clipboard
          .writeText(secret)
          .then(() => showToast({ tone: 'good', text: words.copied }))
          .catch(select)
      : select();
  return (
    <AskDialog title={title} confirm={words.copy} dismiss={frame.close} onConfirm={copy} onClose={onClose}>
      <p>{remark}</p>
      <output ref={output} className="block rounded bg-sunken p-2 font-mono text-[12.5px] break-all select-all">
        {secret}
      </output>
    </AskDialog>
  );
}
