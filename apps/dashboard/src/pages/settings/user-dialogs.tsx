import type { UserView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../api/queries.ts';
import { AskDialog } from '../../components/ask-dialog.tsx';
import { Field, Select, Toggle } from '../../components/fields.tsx';
import { Time } from '../../components/time.tsx';
import { settings } from '../../strings/settings.ts';
import { showToast } from '../../view/toasts.ts';
import { ShownOnce } from './shown-once.tsx';

const { users: words } = settings;
const roles = ['viewer', 'operator', 'admin'] as const;
const shortestPassword = 12;

interface UserDialogProps {
  readonly user: UserView;
  readonly onClose: () => void;
}

export function AddUserDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof roles)[number]>('viewer');
  const [password, setPassword] = useState('');
  const add = useChange('post', '/users', (user) => {
    showToast({ tone: 'good', text: words.added(user.name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.addTitle}
      confirm={words.add}
      change={add}
      onConfirm={() => add.mutate({ body: { name, role, ...(password && { password }) } })}
      onClose={onClose}
    >
      <p>{words.addTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        <Field label={words.name} hint={settings.nameHint} required maxLength={64} value={name} onChange={setName} />
        <Select label={words.role} value={role} words={roles} onChange={setRole} />
      </div>
      <Field
        label={words.password}
        type="password"
        autoComplete="new-password"
        minLength={shortestPassword}
        value={password}
        onChange={setPassword}
      />
    </AskDialog>
  );
}

export function ChangeUserDialog({ user, onClose }: UserDialogProps): ReactNode {
  const { id, name } = user;
  const [role, setRole] = useState(user.role);
  const [disabled, setDisabled] = useState(user.disabled);
  const [password, setPassword] = useState('');
  const change = useChange('patch', '/users/{id}', () => {
    showToast({ tone: 'good', text: words.changed(name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.changeTitle(name)}
      confirm={settings.save}
      change={change}
      onConfirm={() => change.mutate({ params: { id }, body: { role, disabled, ...(password && { password }) } })}
      onClose={onClose}
    >
      <p>{words.changeTouches}</p>
      <Select label={words.role} value={role} words={roles} onChange={setRole} />
      <Field
        label={words.newPassword}
        type="password"
        autoComplete="new-password"
        minLength={shortestPassword}
        value={password}
        onChange={setPassword}
      />
      <Toggle label={words.isDisabled} checked={disabled} onChange={setDisabled} />
    </AskDialog>
  );
}

export function RemoveUserDialog({ user: { id, name }, onClose }: UserDialogProps): ReactNode {
  const remove = useChange('delete', '/users/{id}', () => {
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

export function LoginLinkDialog({ user: { id, name }, onClose }: UserDialogProps): ReactNode {
  const make = useChange('post', '/users/{id}/login-link');
  if (make.data)
    return (
      <ShownOnce
        key="made"
        title={words.link}
        remark={
          <>
            {words.linkMade} {words.ends} <Time at={make.data.expires_at} />
          </>
        }
        secret={make.data.url}
        onClose={onClose}
      />
    );
  return (
    <AskDialog
      title={words.linkTitle(name)}
      confirm={words.link}
      change={make}
      onConfirm={() => make.mutate({ params: { id } })}
      onClose={() => make.isPending || onClose()}
    >
      <p>{words.linkTouches}</p>
    </AskDialog>
  );
}
