import type { AlertChannelView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useChange } from '../api/queries.ts';
import { alerts } from '../strings/alerts.ts';
import { showToast } from '../view/toasts.ts';
import { AskDialog } from './ask-dialog.tsx';

const { channels: words } = alerts;

/** Asks before a test message is sent, and says whether the channel took it. */
export function ChannelTestDialog({
  channel: { id, name },
  onClose,
}: {
  channel: AlertChannelView;
  onClose: () => void;
}): ReactNode {
  const test = useChange('post', '/alert-channels/{id}/test', ({ delivered, error, headline }) => {
    showToast(
      delivered
        ? { tone: 'good', text: words.tested(name, headline) }
        : { tone: 'bad', text: words.refused(name, error ?? '') },
    );
    onClose();
  });
  return (
    <AskDialog
      title={words.testTitle(name)}
      confirm={words.test}
      change={test}
      onConfirm={() => test.mutate({ params: { id } })}
      onClose={onClose}
    >
      <p>{words.testTouches(name)}</p>
    </AskDialog>
  );
}
