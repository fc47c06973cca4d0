import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { Field } from '../../components/fields.tsx';
import { Empty, Failure, Panel } from '../../components/panel.tsx';
import { settings } from '../../strings/settings.ts';
import { useMe } from '../../view/me.tsx';
import { showToast } from '../../view/toasts.ts';

const { password: words } = settings;
const shortest = 12;

/** The password of whoever looks. */
export function Password(): ReactNode {
  const { via } = useMe();
  return (
    <div className="max-w-md">
      <Panel title={words.title}>{via === 'session' ? <PasswordForm /> : <Empty>{words.noSession}</Empty>}</Panel>
    </div>
  );
}

const empty = { current: '', fresh: '', repeat: '' };

function PasswordForm(): ReactNode {
  const [typed, setTyped] = useState(empty);
  const change = useChange('put', '/me/password', () => {
    setTyped(empty);
    showToast({ tone: 'good', text: words.done });
  });
  const { current, fresh, repeat } = typed;
  const because = fresh.length < shortest ? words.freshHint : fresh === repeat ? null : words.differ;
  const set = () =>
    change.mutate({ body: { password: fresh, ...(current === '' ? {} : { current_password: current }) } });
  return (
    <form
      className="grid gap-3 px-3 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (because === null) set();
      }}
    >
      <p>{words.touches}</p>
      <Field
        label={words.current}
        hint={words.currentHint}
        type="password"
        autoComplete="current-password"
        value={current}
        onChange={(value) => setTyped({ ...typed, current: value })}
      />
      <Field
        label={words.fresh}
        hint={words.freshHint}
        type="password"
        autoComplete="new-password"
        minLength={shortest}
        required
        value={fresh}
        onChange={(value) => setTyped({ ...typed, fresh: value })}
      />
      <Field
        label={words.repeat}
        hint={repeat !== '' && repeat !== fresh ? words.differ : undefined}
        type="password"
        autoComplete="new-password"
        required
        value={repeat}
        onChange={(value) => setTyped({ ...typed, repeat: value })}
      />
      {change.error && <Failure error={change.error} />}
      <div>
        <Action needs="viewer" isPrimary isBusy={change.isPending} because={because} onClick={set}>
          {words.set}
        </Action>
      </div>
    </form>
  );
}
