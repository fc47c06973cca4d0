import type { AlertChannelView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Action } from '../../components/action.tsx';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { ChannelTestDialog } from '../../components/channel-test-dialog.tsx';
import type { Column } from '../../components/data-table.tsx';
import { inOneLine } from '../../components/evidence.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { settings } from '../../strings/settings.ts';
import { AddChannelDialog, ChangeChannelDialog, RemoveChannelDialog } from './channel-dialogs.tsx';

const { channels: words } = settings;
type Asked = { readonly what: 'change' | 'remove' | 'test'; readonly channel: AlertChannelView } | { what: 'add' };

/** Where alerts are sent to. */
export function Channels(): ReactNode {
  const [asked, setAsked] = useState<Asked | null>(null);
  const query = useAnswer('/alert-channels', {});
  const close = () => setAsked(null);
  const columns: Column<AlertChannelView>[] = [
    ...facts,
    {
      id: 'actions',
      title: settings.actions,
      cell: (channel) => (
        <span className="flex flex-wrap gap-1.5">
          <Action onClick={() => setAsked({ what: 'test', channel })}>{words.test}</Action>
          <Action needs="admin" onClick={() => setAsked({ what: 'change', channel })}>
            {settings.change}
          </Action>
          <Action needs="admin" onClick={() => setAsked({ what: 'remove', channel })}>
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
      {asked?.what === 'add' && <AddChannelDialog onClose={close} />}
      {asked?.what === 'change' && <ChangeChannelDialog channel={asked.channel} onClose={close} />}
      {asked?.what === 'remove' && <RemoveChannelDialog channel={asked.channel} onClose={close} />}
      {asked?.what === 'test' && <ChannelTestDialog channel={asked.channel} onClose={close} />}
    </div>
  );
}

const facts: Column<AlertChannelView>[] = [
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
