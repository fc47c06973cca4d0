import { getRouteApi } from '@tanstack/react-router';
import type { ApiTokenView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Field, Select } from '../../components/fields.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { settings } from '../../strings/settings.ts';
import { useNow } from '../../view/now.ts';
import { showToast } from '../../view/toasts.ts';
import { ShownOnce } from './shown-once.tsx';

const { tokens: words } = settings;
const roles = ['viewer', 'operator', 'admin'] as const;
const route = getRouteApi('/settings');

/** By what programs are known. */
export function Tokens(): ReactNode {
  const { page, limit } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/tokens', { query: { page, limit } });
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        actions={[
          {
            label: words.revoke,
            needs: 'admin',
            isFor: ({ revoked_at: at }) => at === null,
            dialog: (token, onClose) => <RevokeDialog token={token} onClose={onClose} />,
          },
        ]}
        keyOf={({ id }) => id}
        listAction={{ label: words.add, needs: 'admin', dialog: (onClose) => <AddTokenDialog onClose={onClose} /> }}
        empty={<Empty>{words.nothing}</Empty>}
        pages={{
          page,
          limit,
          onChange: (to) => void navigate({ search: (before) => ({ ...before, ...to }), replace: true }),
        }}
      />
    </div>
  );
}

const columns: Column<ApiTokenView>[] = [
  { id: 'name', title: words.columns.name, isHead: true, cell: ({ name }) => name },
  {
    id: 'prefix',
    title: words.columns.prefix,
    cell: ({ prefix }) => <span className="font-mono text-[12.5px]">{prefix}…</span>,
  },
  { id: 'role', title: words.columns.role, cell: ({ role }) => role },
  { id: 'state', title: words.columns.state, cell: (token) => <TokenState token={token} /> },
  { id: 'by', title: words.columns.by, cell: ({ created_by: by }) => by },
  {
    id: 'used',
    title: words.columns.used,
    cell: ({ last_used_at: at }) => (at ? <Time at={at} /> : settings.never),
  },
  {
    id: 'expires',
    title: words.columns.expires,
    cell: ({ expires_at: at }) => (at ? <Time at={at} /> : settings.never),
  },
  { id: 'created', title: words.columns.created, cell: ({ created_at: at }) => <Time at={at} /> },
];

function TokenState({ token: { revoked_at: revoked, expires_at: expires } }: { token: ApiTokenView }): ReactNode {
  const now = useNow();
  if (revoked) return <State state="disabled" word={words.revoked} />;
  if (expires && Date.parse(expires) <= now) return <State state="disabled" word={words.expired} />;
  return <State state="active" word={words.active} />;
}

function AddTokenDialog({ onClose }: { onClose: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [role, setRole] = useState<(typeof roles)[number]>('viewer');
  const [days, setDays] = useState('');
  const add = useChange('post', '/tokens');
  if (add.data)
    return <ShownOnce key="made" title={add.data.name} remark={words.made} secret={add.data.token} onClose={onClose} />;
  return (
    <AskDialog
      title={words.addTitle}
      confirm={words.add}
      change={add}
      onConfirm={() => add.mutate({ body: { name, role, ...(days && { expires_in_days: Number(days) }) } })}
      onClose={() => add.isPending || onClose()}
    >
      <p>{words.addTouches}</p>
      <div className="grid grid-cols-2 gap-3">
        <Field label={words.name} hint={settings.nameHint} required maxLength={64} value={name} onChange={setName} />
        <Select label={words.role} value={role} words={roles} onChange={setRole} />
      </div>
      <Field label={words.days} type="number" min={1} max={3_650} value={days} onChange={setDays} />
    </AskDialog>
  );
}

function RevokeDialog({ token: { id, name }, onClose }: { token: ApiTokenView; onClose: () => void }): ReactNode {
  const revoke = useChange('delete', '/tokens/{id}', () => {
    showToast({ tone: 'warn', text: words.isRevoked(name) });
    onClose();
  });
  return (
    <AskDialog
      title={words.revokeTitle(name)}
      confirm={words.revoke}
      change={revoke}
      onConfirm={() => revoke.mutate({ params: { id } })}
      onClose={onClose}
    >
      <p>{words.revokeTouches}</p>
    </AskDialog>
  );
}
