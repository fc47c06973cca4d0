import type { UserView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { settings } from '../../strings/settings.ts';
import { AddUserDialog, ChangeUserDialog, LoginLinkDialog, RemoveUserDialog } from './user-dialogs.tsx';

const { users: words } = settings;

/** Who may look, operate, and set. */
export function Users(): ReactNode {
  const query = useAnswer('/users', {});
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        actions={[
          {
            label: words.link,
            needs: 'admin',
            dialog: (user, onClose) => <LoginLinkDialog user={user} onClose={onClose} />,
          },
          {
            label: settings.change,
            needs: 'admin',
            dialog: (user, onClose) => <ChangeUserDialog user={user} onClose={onClose} />,
          },
          {
            label: settings.remove,
            needs: 'admin',
            dialog: (user, onClose) => <RemoveUserDialog user={user} onClose={onClose} />,
          },
        ]}
        keyOf={({ id }) => id}
        listAction={{ label: words.add, needs: 'admin', dialog: (onClose) => <AddUserDialog onClose={onClose} /> }}
        empty={<Empty>{words.nothing}</Empty>}
      />
    </div>
  );
}

const columns: Column<UserView>[] = [
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
