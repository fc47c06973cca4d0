import { Link } from '@tanstack/react-router';
import type { AlertChannelView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { ChannelTestDialog } from '../../components/channel-test-dialog.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { alerts } from '../../strings/alerts.ts';

const { channels: words } = alerts;

/** Whom alerts are sent to, and whether they arrive. */
export function Channels(): ReactNode {
  const query = useAnswer('/alert-channels', {});
  const toSettings = (text: string) => (
    <Link to="/settings" search={{ tab: 'channels' }}>
      {text}
    </Link>
  );
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
        ]}
        keyOf={({ id }) => id}
        tools={toSettings(words.manage)}
        empty={<Empty next={toSettings(words.add)}>{words.nothing}</Empty>}
      />
    </div>
  );
}

const columns: Column<AlertChannelView>[] = [
  { id: 'name', title: words.columns.name, isHead: true, cell: ({ name }) => name },
  { id: 'kind', title: words.columns.kind, cell: ({ kind }) => kind },
  {
    id: 'state',
    title: words.columns.state,
    cell: ({ state, retry_at: retry }) => (
      <>
        <State state={state} />{' '}
        {retry && (
          <span className="text-quiet">
            {words.retry} <Time at={retry} />
          </span>
        )}
      </>
    ),
  },
  { id: 'least', title: words.columns.least, cell: ({ min_severity: least }) => <State state={least} /> },
  { id: 'watch', title: words.columns.watch, cell: ({ watch_matches: watch }) => (watch ? words.yes : words.no) },
  {
    id: 'sent',
    title: words.columns.sent,
    cell: ({ last_sent_at: at }) => (at ? <Time at={at} /> : <span className="text-quiet">{words.never}</span>),
  },
  {
    id: 'error',
    title: words.columns.error,
    cell: ({ last_error: error }) => error && <span className="text-bad">{error}</span>,
  },
];
