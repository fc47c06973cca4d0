import { type ReactNode, useState } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { counted } from '../../format/numbers.ts';
import { alerts } from '../../strings/alerts.ts';
import { showToast } from '../../view/toasts.ts';
import { MuteDialog, SilenceDialog } from './dialogs.tsx';
import { isMute } from './mute.ts';

const { actions } = alerts;

/** What may be done with all alerts. */
export function AlertActions(): ReactNode {
  const [asked, setAsked] = useState<'ack' | 'mute' | 'silence' | null>(null);
  const open = useAnswer('/alerts', { query: { state: 'open', severity: 'critical', limit: 200 } });
  const silences = useAnswer('/silences', {});
  const owed = open.data?.items.filter(({ acked_at: at }) => at === null).length ?? 0;
  const isMuted = silences.data?.items.some(isMute) ?? false;
  const unmute = useChange('delete', '/alerts/mute', () => showToast({ tone: 'good', text: actions.unmuted }));
  const close = () => setAsked(null);
  return (
    <>
      <Action because={owed === 0 ? actions.noCritical : null} onClick={() => setAsked('ack')}>
        {actions.ackAll}
      </Action>
      <Action onClick={() => setAsked('silence')}>{actions.silence}</Action>
      {isMuted ? (
        <Action isBusy={unmute.isPending} onClick={() => unmute.mutate({})}>
          {actions.unmute}
        </Action>
      ) : (
        <Action onClick={() => setAsked('mute')}>{actions.mute}</Action>
      )}
      {asked === 'ack' && <AckAllDialog owed={owed} onClose={close} />}
      {asked === 'silence' && <SilenceDialog of={{}} onClose={close} />}
      {asked === 'mute' && <MuteDialog onClose={close} />}
    </>
  );
}

function AckAllDialog({ owed, onClose }: { owed: number; onClose: () => void }): ReactNode {
  const ack = useChange('post', '/alerts/ack', ({ acked }) => {
    showToast({ tone: 'good', text: actions.ackedAll(counted(acked, 'alert')) });
    onClose();
  });
  return (
    <AskDialog
      title={actions.ackAllTitle}
      confirm={actions.ackAll}
      change={ack}
      onConfirm={() => ack.mutate({})}
      onClose={onClose}
    >
      <p>{actions.ackAllTouches(counted(owed, 'open critical alert'))}</p>
    </AskDialog>
  );
}
