import type { AlertChannelView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { ChannelTestDialog } from '../../components/channel-test-dialog.tsx';
import type { Column } from '../../components/data-table.tsx';
import { inOneLine } from '../../components/evidence.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { settings } from '../../strings/settings.ts';
import { AddChannelDialog, ChangeChannelDialog, RemoveChannelDialog } from './channel-dialogs.tsx';

const { channels: words } = settings;

/** Where alerts are sent to. */
export function Channels(): ReactNode {
  const query = useAnswer('/alert-channels', {});
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        actions={[
          {
            label: words.test,
            dialog: (channel, onClose) => <ChannelTestDialog channel={channel} onClose={onClose} />,
          },
          {
            label: settings.change,
            needs: 'admin',
            dialog: (channel, onClose) => <ChangeChannelDialog channel={channel} onClose={onClose} />,
          },
          {
            label: settings.remove,
            needs: 'admin',
            dialog: (channel, onClose) => <RemoveChannelDialog channel={channel} onClose={onClose} />,
          },
        ]}
        keyOf={({ id }) => id}
        listAction={{ label: words.add, needs: 'admin', dialog: (onClose) => <AddChannelDialog onClose={onClose} /> }}
        empty={<Empty>{words.nothing}</Empty>}
      />
    </div>
  );
}

const columns: Column<AlertChannelView>[] = [
  { id: 'name', title: words.columns.name, isHead: true, cell: ({ name }) => name },
  { id: 'kind', title: words.columns.kind, cell: ({ kind }) => kind },
  {
    id: 'settings',
    title: words.columns.settings,
    cell: ({ settings: set, secret }) => <span className="break-words">{inOneLine({ ...set, ...secret })}</span>,
  },
  { id: 'state', title: words.columns.state, cell: ({ state }) => <State state={state} /> },
  { id: 'least', title: words.columns.least, cell: ({ min_severity: least }) => <State state={least} /> },
  { id: 'watch', title: words.columns.watch, cell: ({ watch_matches: watch }) => (watch ? settings.yes : settings.no) },
  { id: 'enabled', title: words.columns.enabled, cell: ({ enabled }) => (enabled ? settings.yes : settings.no) },
];
