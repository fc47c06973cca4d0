import type { UserView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { settings } from '../../strings/settings.ts';
import { AddUserDialog, ChangeUserDialog, LoginLinkDialog, RemoveUserDialog } from './user-dialogs.tsx';

const { users: words } = settings;
type Asked = { readonly what: 'change' | 'remove' | 'link'; readonly user: UserView } | { what: 'add' };

/** Who may look, operate, and set. */
export function Users(): ReactNode {
  const [asked, setAsked] = useState<Asked | null>(null);
  const query = useAnswer('/users', {});
  const close = () => setAsked(null);
  const columns: Column<UserView>[] = [
    ...facts,
    {
      id: 'actions',
      title: settings.actions,
      cell: (user) => (
        <span className="flex flex-wrap gap-1.5">
          <Action needs="admin" onClick={() => setAsked({ what: 'link', user })}>
            {words.link}
          </Action>
          <Action needs="admin" onClick={() => setAsked({ what: 'change', user })}>
            {settings.change}
          </Action>
          <Action needs="admin" onClick={() => setAsked({ what: 'remove', user })}>
            {settings.remove}
          </Action>
        </span>
      ),
    },
  ];
  const add = (
    <Action needs="admin" isPrimary onClick={() => setAsked({ what: 'add' })}>
      {words.add}
    </Action>
  );
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        keyOf={({ id }) => id}
        tools={add}
        empty={<Empty>{words.nothing}</Empty>}
      />
      {asked?.what === 'add' && <AddUserDialog onClose={close} />}
      {asked?.what === 'change' && <ChangeUserDialog user={asked.user} onClose={close} />}
      {asked?.what === 'remove' && <RemoveUserDialog user={asked.user} onClose={close} />}
      {asked?.what === 'link' && <LoginLinkDialog user={asked.user} onClose={close} />}
    </div>
  );
}

const facts: Column<UserView>[] = [
  { id: 'name', title: words.columns.name, isHead: true, cell: ({ name }) => name },
  { id: 'role', title: words.columns.role, cell: ({ role }) => role },
  {
    id: 'state',
    title: words.columns.state,
    cell: ({ disabled }) =>
      disabled ? <State state="disabled" word={words.disabled} /> : <State state="active" word={words.active} />,
  },
  {
    id: 'password',
    title: words.columns.password,
    cell: ({ has_password: has }) => (has ? words.hasPassword : words.linksOnly),
  },
  {
    id: 'signed-in',
    title: words.columns.signedIn,
    cell: ({ signed_in_at: at }) => (at ? <Time at={at} /> : settings.never),
  },
  { id: 'created', title: words.columns.created, cell: ({ created_at: at }) => <Time at={at} /> },
];
