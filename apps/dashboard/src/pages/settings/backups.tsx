import { getRouteApi } from '@tanstack/react-router';
import type { BackupView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, bytes as inBytes, whole } from '../../format/numbers.ts';
import { settings } from '../../strings/settings.ts';
import { showToast } from '../../view/toasts.ts';

const { backups: words } = settings;
const route = getRouteApi('/settings');

/** The backups that there are, and asking for one more. */
export function Backups(): ReactNode {
  const { page, limit } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/backups', { query: { page, limit } });
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        keyOf={({ id }) => id}
        listAction={{ label: words.make, needs: 'admin', dialog: (onClose) => <MakeBackupDialog onClose={onClose} /> }}
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

function MakeBackupDialog({ onClose }: { onClose: () => void }): ReactNode {
  const make = useChange('post', '/backups', () => {
    showToast({ tone: 'good', text: words.requested });
    onClose();
  });
  return (
    <AskDialog
      title={words.makeTitle}
      confirm={words.make}
      change={make}
      onConfirm={() => make.mutate({})}
      onClose={onClose}
    >
      <p>{words.makeTouches}</p>
    </AskDialog>
  );
}

const columns: Column<BackupView>[] = [
  { id: 'as-of', title: words.columns.asOf, isHead: true, cell: (row) => <Time at={row.as_of ?? row.requested_at} /> },
  {
    id: 'state',
    title: words.columns.state,
    cell: ({ state, share, error_message: error }) => (
      <>
        <State state={state} /> {state === 'running' && words.share(share)}
        {state === 'failed' && <span className="break-words text-quiet">{error}</span>}
      </>
    ),
  },
  { id: 'trigger', title: words.columns.trigger, cell: ({ trigger, requested_by: by }) => by ?? trigger },
  {
    id: 'size',
    title: words.columns.size,
    isNumber: true,
    cell: ({ bytes }) => (bytes === null ? absent : inBytes(bytes)),
  },
  {
    id: 'rows',
    title: words.columns.rows,
    isNumber: true,
    cell: ({ rows }) => (rows === null ? absent : whole(rows)),
  },
  {
    id: 'verified',
    title: words.columns.verified,
    cell: ({ verified_at: at }) => (at === null ? settings.never : <Time at={at} />),
  },
  {
    id: 'encrypted',
    title: words.columns.encrypted,
    isExtra: true,
    cell: ({ encrypted }) => (encrypted ? settings.yes : settings.no),
  },
  { id: 'product', title: words.columns.product, isExtra: true, cell: ({ product }) => product ?? absent },
  {
    id: 'file',
    title: words.columns.file,
    isExtra: true,
    cell: ({ file }) => <span className="font-mono text-[12px] break-all">{file ?? absent}</span>,
  },
];
