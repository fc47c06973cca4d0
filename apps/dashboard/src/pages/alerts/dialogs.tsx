import type { AlertView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer, useChange, useDryRun } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Field, Select, Toggle } from '../../components/fields.tsx';
import { counted } from '../../format/numbers.ts';
import { instant, zoneOf } from '../../format/times.ts';
import { alerts } from '../../strings/alerts.ts';
import { usePreferences } from '../../view/preferences.ts';
import { showToast } from '../../view/toasts.ts';

const { actions, filters, durations } = alerts;
type Minutes = keyof typeof durations;
const minutesOffered = Object.keys(durations).toSorted((one, other) => Number(one) - Number(other)) as Minutes[];
const severities = ['', 'critical', 'warning', 'info'] as const;

interface DialogProps {
  readonly onClose: () => void;
}

/** Asks before somebody takes an alert on. */
export function AckDialog({ alert: { id, headline }, onClose }: DialogProps & { alert: AlertView }): ReactNode {
  const [note, setNote] = useState('');
  const ack = useChange('post', '/alerts/{id}/ack', () => {
    showToast({ tone: 'good', text: actions.acked });
    onClose();
  });
  return (
    <AskDialog
      title={actions.ackTitle}
      confirm={actions.ack}
      change={ack}
      onConfirm={() => ack.mutate({ params: { id }, body: note.trim() === '' ? {} : { note: note.trim() } })}
      onClose={onClose}
    >
      <p className="font-medium break-words">{headline}</p>
      <p>{actions.ackTouches}</p>
      <Field label={actions.note} value={note} onChange={setNote} maxLength={100} />
    </AskDialog>
  );
}

/** Asks before all alerts are muted for a while. */
export function MuteDialog({ onClose }: DialogProps): ReactNode {
  const [minutes, setMinutes] = useState<Minutes>('60');
  const zone = zoneOf(usePreferences().zone);
  const mute = useChange('post', '/alerts/mute', ({ ends_at: ends }) => {
    showToast({ tone: 'warn', text: actions.muted(instant(ends, zone)) });
    onClose();
  });
  return (
    <AskDialog
      title={actions.muteTitle}
      confirm={actions.mute}
      isReasonWanted
      change={mute}
      onConfirm={(reason) => mute.mutate({ body: { minutes: Number(minutes), reason } })}
      onClose={onClose}
    >
      <p>{actions.muteTouches}</p>
      <Select label={actions.duration} value={minutes} words={minutesOffered} names={durations} onChange={setMinutes} />
    </AskDialog>
  );
}

/** Asks before alerts of a kind are silenced; says first which it would hold now. */
export function SilenceDialog({
  of,
  onClose,
}: DialogProps & { of: Partial<Pick<AlertView, 'source' | 'dataset' | 'ticker' | 'check'>> }): ReactNode {
  const [what, setWhat] = useState({
    source: of.source ?? '',
    dataset: of.dataset ?? '',
    check: of.check ?? '',
    ticker: of.ticker ?? '',
  });
  const [severity, setSeverity] = useState<(typeof severities)[number]>('');
  const [minutes, setMinutes] = useState<Minutes>('240');
  const [untilRecovered, setUntilRecovered] = useState(false);
  const zone = zoneOf(usePreferences().zone);
  const sources = useAnswer('/sources', {});
  const status = useAnswer('/status', {});
  const preview = useDryRun('post', '/silences');
  const add = useChange('post', '/silences', (answer) => {
    if (!('ends_at' in answer)) return;
    showToast({ tone: 'warn', text: actions.silenced(instant(answer.ends_at, zone)) });
    onClose();
  });
  const set = (name: keyof typeof what) => (value: string) => {
    setWhat({ ...what, [name]: value });
    preview.reset();
  };
  const body = (reason: string) => ({
    reason,
    minutes: Number(minutes),
    until_recovered: untilRecovered,
    ...Object.fromEntries(Object.entries(what).filter(([, value]) => value.trim() !== '')),
    ...(severity && { severity }),
  });
  const words = {
    source: sources.data?.items.map(({ id }) => id) ?? [],
    dataset: status.data?.datasets.map(({ id }) => id) ?? [],
  };
  return (
    <AskDialog
      title={actions.silenceTitle}
      confirm={actions.silence}
      isReasonWanted
      change={{ isPending: add.isPending, error: add.error ?? preview.error }}
      onConfirm={(reason) => add.mutate({ body: body(reason) })}
      onClose={onClose}
    >
      <p>{actions.silenceTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        {(['source', 'dataset'] as const).map((name) => (
          <Select
            key={name}
            label={filters[name]}
            value={what[name]}
            words={[...new Set(['', what[name], ...words[name]])]}
            names={{ '': actions.any }}
            onChange={set(name)}
          />
        ))}
        <Field label={alerts.facts.check} value={what.check} onChange={set('check')} maxLength={200} />
        <Field label={alerts.facts.ticker} value={what.ticker} onChange={set('ticker')} maxLength={20} />
        <Select
          label={filters.severity}
          value={severity}
          words={severities}
          names={{ '': actions.any }}
          onChange={(to) => {
            setSeverity(to);
            preview.reset();
          }}
        />
        <Select
          label={actions.duration}
          value={minutes}
          words={minutesOffered}
          names={durations}
          onChange={setMinutes}
        />
      </div>
      <Toggle label={actions.untilRecovered} checked={untilRecovered} onChange={setUntilRecovered} />
      <div>
        <button
          type="button"
          className="button"
          disabled={preview.isPending}
          onClick={() => preview.mutate({ query: { dry_run: 'true' }, body: body('dry run') })}
        >
          {actions.hold}
        </button>
        {preview.data && 'would_hold' in preview.data && <Held alerts={preview.data.would_hold} />}
      </div>
    </AskDialog>
  );
}

const shown = 5;

function Held({ alerts: held }: { alerts: readonly AlertView[] }): ReactNode {
  return (
    <div className="mt-2" aria-live="polite">
      <p>{held.length === 0 ? actions.wouldHoldNone : actions.wouldHold(counted(held.length, 'open alert'))}</p>
      <ul className="list-inside list-disc">
        {held.slice(0, shown).map(({ id, headline }) => (
          <li key={id}>{headline}</li>
        ))}
      </ul>
    </div>
  );
}
