import type { AlertChannelView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import type { RequestOptions } from '../../api/routes.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Field, Select, Toggle } from '../../components/fields.tsx';
import { settings } from '../../strings/settings.ts';
import { showToast } from '../../view/toasts.ts';
import { type ChannelKind, fieldsOf, kindsOfChannels, partsOf } from './channel-fields.ts';

const { channels: words } = settings;
const severities = ['info', 'warning', 'critical'] as const;
type NewChannel = RequestOptions<'post', '/alert-channels'>['body'];

interface DialogProps {
  readonly channel: AlertChannelView;
  readonly onClose: () => void;
}

/** Asks where alerts are to be sent. */
export function AddChannelDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [kind, setKind] = useState<ChannelKind>('telegram');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [name, setName] = useState('');
  const [least, setLeast] = useState<(typeof severities)[number]>('warning');
  const [watches, setWatches] = useState(true);
  const add = useChange('post', '/alert-channels', (channel) => {
    showToast({ tone: 'good', text: words.added(channel.name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.addTitle}
      confirm={words.add}
      change={add}
      onConfirm={() =>
        add.mutate({
          // What each kind takes is judged by the API, which names the field that is wrong.
          body: { name, kind, min_severity: least, watch_matches: watches, ...partsOf(kind, typed) } as NewChannel,
        })
      }
      onClose={onClose}
    >
      <p>{words.addTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        <Field label={words.name} required maxLength={50} value={name} onChange={setName} />
        <Select label={words.kind} value={kind} words={kindsOfChannels} onChange={setKind} />
      </div>
      {fieldsOf(kind).map((field) => (
        <Field
          key={`${kind} ${field.name}`}
          label={words.fields[field.name]}
          hint={field.isSecret ? words.secret : undefined}
          type={field.isSecret ? 'password' : 'text'}
          autoComplete="off"
          required={field.isOptional !== true}
          value={typed[field.name] ?? ''}
          onChange={(value) => setTyped({ ...typed, [field.name]: value })}
        />
      ))}
      <Select label={words.least} value={least} words={severities} onChange={setLeast} />
      <Toggle label={words.watch} checked={watches} onChange={setWatches} />
    </AskDialog>
  );
}

/** Changes what is sent to a channel, not where it is: for that it is made anew. */
export function ChangeChannelDialog({ channel, onClose }: DialogProps): ReactNode {
  const { id, name } = channel;
  const [least, setLeast] = useState(channel.min_severity);
  const [watches, setWatches] = useState(channel.watch_matches);
  const [enabled, setEnabled] = useState(channel.enabled);
  const change = useChange('patch', '/alert-channels/{id}', () => {
    showToast({ tone: 'good', text: words.changed(name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.changeTitle(name)}
      confirm={settings.save}
      change={change}
      onConfirm={() =>
        change.mutate({ params: { id }, body: { min_severity: least, watch_matches: watches, enabled } })
      }
      onClose={onClose}
    >
      <Select label={words.least} value={least} words={severities} onChange={setLeast} />
      <Toggle label={words.watch} checked={watches} onChange={setWatches} />
      <Toggle label={words.enabled} checked={enabled} onChange={setEnabled} />
    </AskDialog>
  );
}

export function RemoveChannelDialog({ channel: { id, name }, onClose }: DialogProps): ReactNode {
  const remove = useChange('delete', '/alert-channels/{id}', () => {
    showToast({ tone: 'warn', text: words.removed(name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.removeTitle(name)}
      confirm={settings.remove}
      change={remove}
      onConfirm={() => remove.mutate({ params: { id } })}
      onClose={onClose}
    >
      <p>{words.removeTouches}</p>
    </AskDialog>
  );
}
