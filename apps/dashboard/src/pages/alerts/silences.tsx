import type { SilenceView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty } from '../../components/panel.tsx';
import { Time } from '../../components/time.tsx';
import { alerts } from '../../strings/alerts.ts';
import { showToast } from '../../view/toasts.ts';
import { ofWhat } from './columns.tsx';
import { isMute } from './mute.ts';

const { silences: words } = alerts;

/** What is not sent for a while. */
export function Silences(): ReactNode {
  const query = useAnswer('/silences', {});
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={4}
        caption={words.caption}
        columns={columns}
        actions={[
          { label: words.end, dialog: (silence, onClose) => <EndDialog silence={silence} onClose={onClose} /> },
        ]}
        keyOf={({ id }) => id}
        empty={<Empty>{words.nothing}</Empty>}
      />
    </div>
  );
}

const named = (silence: SilenceView): string => {
  const { check, source, dataset, ticker, severity } = silence;
  return isMute(silence) ? words.everything : ofWhat({ source, dataset, check, ticker, severity });
};

const columns: Column<SilenceView>[] = [
  { id: 'what', title: words.columns.what, isHead: true, cell: named },
  { id: 'reason', title: words.columns.reason, cell: ({ reason }) => reason },
  {
    id: 'ends',
    title: words.columns.ends,
    cell: ({ ends_at: at, until_recovered: early }) => (
      <>
        <Time at={at} /> {early && words.recovered}
      </>
    ),
  },
  { id: 'starts', title: words.columns.starts, cell: ({ starts_at: at }) => <Time at={at} /> },
  { id: 'by', title: words.columns.by, cell: ({ created_by: by }) => by },
];

function EndDialog({ silence, onClose }: { silence: SilenceView; onClose: () => void }): ReactNode {
  const end = useChange('delete', '/silences/{id}', () => {
    showToast({ tone: 'good', text: words.ended });
    onClose();
  });
  return (
    <AskDialog
      title={words.endTitle}
      confirm={words.end}
      change={end}
      onConfirm={() => end.mutate({ params: { id: silence.id } })}
      onClose={onClose}
    >
      <p className="font-medium">
        {named(silence)}: {silence.reason}
      </p>
      <p>{words.endTouches}</p>
    </AskDialog>
  );
}
