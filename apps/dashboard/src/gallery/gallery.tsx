import type { MeView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { BarTable } from '../charts/bar-table.tsx';
import { Action } from '../components/action.tsx';
import { AskDialog } from '../components/ask-dialog.tsx';
import { Choice } from '../components/choice.tsx';
import { DataTable } from '../components/data-table.tsx';
import { Facts } from '../components/facts.tsx';
import { Field, Select, Toggle } from '../components/fields.tsx';
import { DayFilter, Filter } from '../components/filter.tsx';
import { FoldPanel } from '../components/fold-panel.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Pager } from '../components/pager.tsx';
import { Empty, Failure, Panel, Skeleton } from '../components/panel.tsx';
import { ShortTable } from '../components/short-table.tsx';
import { State, StateGlyph } from '../components/state.tsx';
import { Time } from '../components/time.tsx';
import { whole } from '../format/numbers.ts';
import { gallery as words } from '../strings/gallery.ts';
import { MeContext } from '../view/me.tsx';
import { switchTheme } from '../view/preferences.ts';

const roles: readonly MeView['role'][] = ['viewer', 'operator', 'admin'];
const states = [
  'done',
  'partial',
  'failed',
  'paused',
  'quiet',
  'skipped',
  'running',
  'owed',
  'critical',
  'warning',
  'info',
];

/** Every component, in each of its states; seen by any role, light and dark. */
export function Gallery(): ReactNode {
  const [role, setRole] = useState<MeView['role']>('operator');
  const me = { name: 'anna', role, via: 'session', csrf_token: null, expires_at: null, flags: [] } as const;
  return (
    <MeContext value={{ ...me, flags: [] }}>
      <main className="mx-auto w-full max-w-[1680px] px-3 py-3 sm:px-5">
        <PageHeader
          title={words.title}
          remark={words.remark}
          actions={
            <>
              <Choice label={words.role} value={role} words={roles} onChange={(to) => setRole(to as MeView['role'])} />
              <button type="button" className="button" onClick={switchTheme}>
                {words.theme}
              </button>
            </>
          }
        />
        <div className="grid items-start gap-3 lg:grid-cols-2">
          <States />
          <Actions />
          <Inputs />
          <Panels />
          <Tables />
          <Charts />
        </div>
      </main>
    </MeContext>
  );
}

const States = () => (
  <Panel title={words.states}>
    <ul className="flex flex-wrap gap-x-5 gap-y-1.5 px-3 py-2.5">
      {states.map((state) => (
        <li key={state}>
          <State state={state} /> <StateGlyph state={state} />
        </li>
      ))}
    </ul>
    <p className="px-3 pb-2.5">
      <Time at="2026-11-20T22:00:00Z" />
    </p>
  </Panel>
);

function Actions(): ReactNode {
  const [isAsked, setAsked] = useState(false);
  const press = () => setAsked(true);
  return (
    <Panel title={words.actions}>
      <div className="flex flex-wrap gap-2 px-3 py-2.5">
        <Action isPrimary onClick={press}>
          {words.primary}
        </Action>
        <Action onClick={press}>{words.plain}</Action>
        <Action needs="admin" onClick={press}>
          {words.forAdmins}
        </Action>
        <Action isBusy onClick={press}>
          {words.busy}
        </Action>
        <Action because={words.because} onClick={press}>
          {words.off}
        </Action>
      </div>
      {isAsked && (
        <AskDialog
          title={words.ask}
          confirm={words.primary}
          isReasonWanted
          onConfirm={() => setAsked(false)}
          onClose={() => setAsked(false)}
        >
          <p>{words.touches}</p>
        </AskDialog>
      )}
    </Panel>
  );
}

function Inputs(): ReactNode {
  const [text, setText] = useState('AAPL');
  const [word, setWord] = useState('stock');
  const [day, setDay] = useState('2026-11-20');
  const [isOn, setOn] = useState(true);
  const choices = ['stock', 'fund'];
  return (
    <Panel title={words.inputs}>
      <div className="flex flex-wrap gap-3 px-3 py-2.5">
        <Filter label={words.filter} value={text} onChange={setText} />
        <DayFilter label={words.day} value={day} onChange={setDay} />
        <Choice label={words.choice} value={word} words={choices} all={words.all} onChange={setWord} />
      </div>
      <div className="grid gap-3 px-3 pb-2.5 sm:grid-cols-2">
        <Field label={words.field} hint={words.hint} value={text} onChange={setText} />
        <Select label={words.choice} value={word} words={choices} onChange={setWord} />
        <Toggle label={words.toggle} checked={isOn} onChange={setOn} />
      </div>
    </Panel>
  );
}

const refused = new ApiError({
  status: 503,
  code: 'QUEUE_UNAVAILABLE',
  detail: words.failed,
  action: words.action,
  request_id: 'f3b0c1',
});

function Panels(): ReactNode {
  const [isOpen, setOpen] = useState(true);
  return (
    <div className="grid gap-3">
      <Panel title={words.panels}>
        <Facts
          facts={[
            [words.field, 'AAPL'],
            [words.states, <State key="state" state="done" />],
          ]}
        />
        <Skeleton rows={2} />
        <Failure error={refused} retry={() => {}} />
        <Empty next={<button type="button">{words.plain}</button>}>{words.empty}</Empty>
      </Panel>
      <FoldPanel id="folded" title={words.folded} isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
        {() => <p className="px-3 py-2.5">{words.touches}</p>}
      </FoldPanel>
    </div>
  );
}

const rows = [
  { id: 'AAPL', name: 'Apple Inc.', rows: 7_120 },
  { id: 'MSFT', name: 'Microsoft Corp', rows: 6_981 },
  { id: 'BRK-B', name: 'Berkshire Hathaway, whose name goes on for longer than there is room', rows: 0 },
];

function Tables(): ReactNode {
  const [pages, setPages] = useState({ page: 1, limit: 25 });
  return (
    <Panel title={words.tables}>
      <DataTable
        caption={words.tables}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { id: 'id', title: words.field, isHead: true, cell: ({ id }) => id, sorts: ['id', '-id'] },
          { id: 'name', title: words.name, cell: ({ name }) => name },
          { id: 'rows', title: words.rows, isNumber: true, cell: (row) => whole(row.rows) },
        ]}
        sort={{ by: 'id', onSort: () => {} }}
      />
      <Pager {...pages} rows={rows.length} total={rows.length} onChange={setPages} />
      <ShortTable
        caption={words.short}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { title: words.field, cell: ({ id }) => id },
          { title: words.rows, isNumber: true, cell: (row) => whole(row.rows) },
        ]}
      />
    </Panel>
  );
}

const Charts = () => (
  <Panel title={words.charts}>
    <div className="px-3 py-2.5">
      <BarTable
        caption={words.charts}
        of={words.field}
        count={words.rows}
        rows={rows.map(({ id, rows: count }) => [id, count] as const)}
      />
    </div>
  </Panel>
);
