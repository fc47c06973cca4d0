import type { SourceView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { PauseDialog } from '../../components/pause-dialog.tsx';
import { counted, pace } from '../../format/numbers.ts';
import { sources } from '../../strings/sources.ts';
import { showToast } from '../../view/toasts.ts';

export interface SourceAction {
  readonly what: 'pause' | 'pace';
  readonly source: SourceView;
}

/** What may be done with a source. */
export function SourceActions({
  source,
  onAsk,
}: {
  source: SourceView;
  onAsk: (asked: SourceAction) => void;
}): ReactNode {
  const resume = useChange('post', '/sources/{id}/resume', ({ name }) =>
    showToast({ tone: 'good', text: sources.resumed(name) }),
  );
  return (
    <span className="flex flex-wrap gap-1.5 sm:flex-nowrap">
      {source.state === 'paused' ? (
        <Action isBusy={resume.isPending} onClick={() => resume.mutate({ params: { id: source.id } })}>
          {sources.resume}
        </Action>
      ) : (
        <Action onClick={() => onAsk({ what: 'pause', source })}>{sources.pause}</Action>
      )}
      <Action onClick={() => onAsk({ what: 'pace', source })}>{sources.changePace}</Action>
    </span>
  );
}

/** Asks before a source is paused or its pace is changed. */
export function SourceDialog({
  asked: { what, source },
  onClose,
}: {
  asked: SourceAction;
  onClose: () => void;
}): ReactNode {
  return what === 'pause' ? (
    <PauseSource source={source} onClose={onClose} />
  ) : (
    <PaceDialog source={source} onClose={onClose} />
  );
}

interface SourceDialogProps {
  readonly source: SourceView;
  readonly onClose: () => void;
}

function PauseSource({ source, onClose }: SourceDialogProps): ReactNode {
  const { id, name, waiting, queued } = source;
  const pause = useChange('post', '/sources/{id}/pause', () => {
    showToast({ tone: 'warn', text: sources.paused(name) });
    onClose();
  });
  return (
    <PauseDialog
      title={sources.pauseTitle(name)}
      change={pause}
      onPause={(body) => pause.mutate({ params: { id }, body })}
      onClose={onClose}
    >
      <p>{sources.pauseTouches(counted(waiting + queued, sources.requests))}</p>
    </PauseDialog>
  );
}

const minuteMs = 60_000;
const aMinute = ({ requests, per_ms: perMs }: SourceView['pace']) => Math.floor((requests * minuteMs) / perMs);

function PaceDialog({ source, onClose }: SourceDialogProps): ReactNode {
  const { id, name, pace: now, max_pace: most } = source;
  const [requests, setRequests] = useState(String(Math.max(1, aMinute(now))));
  const change = useChange('patch', '/sources/{id}', ({ pace: set }) => {
    showToast({ tone: 'good', text: sources.paceIs(name, pace(set)) });
    onClose();
  });
  return (
    <AskDialog
      title={sources.paceTitle(name)}
      confirm={sources.setPace}
      change={change}
      onConfirm={() =>
        change.mutate({ params: { id }, body: { pace: { requests: Number(requests), per_ms: minuteMs } } })
      }
      onClose={onClose}
    >
      <p>{sources.paceTouches(pace(most))}</p>
      <label className="grid gap-1">
        {sources.perMinute}
        <input
          className="field"
          type="number"
          min={1}
          max={aMinute(most)}
          required
          value={requests}
          onChange={({ target }) => setRequests(target.value)}
        />
      </label>
    </AskDialog>
  );
}
