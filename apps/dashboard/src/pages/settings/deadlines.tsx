import type { DeadlineView } from '@tickermill/core/contracts';
import { type ReactNode, useState } from 'react';
import { useAnswer, useChange } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { AskDialog } from '../../components/ask-dialog.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Field, Toggle } from '../../components/fields.tsx';
import { Empty } from '../../components/panel.tsx';
import { settings } from '../../strings/settings.ts';
import { showToast } from '../../view/toasts.ts';

const { deadlines: words } = settings;

/** By when each dataset is to have the session of each exchange. */
export function Deadlines(): ReactNode {
  const query = useAnswer('/deadlines', {});
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={8}
        caption={words.caption}
        columns={columns}
        actions={[
          {
            label: settings.change,
            dialog: (deadline, onClose) => <DeadlineDialog deadline={deadline} onClose={onClose} />,
          },
        ]}
        keyOf={({ dataset, exchange }) => `${dataset} ${exchange}`}
        empty={<Empty>{words.nothing}</Empty>}
      />
    </div>
  );
}

const columns: Column<DeadlineView>[] = [
  { id: 'exchange', title: words.columns.exchange, isHead: true, cell: ({ exchange }) => exchange },
  { id: 'dataset', title: words.columns.dataset, cell: ({ dataset }) => dataset },
  { id: 'time', title: words.columns.time, cell: ({ wall_time: time }) => time },
  { id: 'zone', title: words.columns.zone, cell: ({ zone }) => zone },
  {
    id: 'warning',
    title: words.columns.warning,
    isNumber: true,
    cell: ({ warning_minutes: minutes }) => words.minutes(minutes),
  },
  {
    id: 'critical',
    title: words.columns.critical,
    isNumber: true,
    cell: ({ critical_minutes: minutes }) => words.minutes(minutes),
  },
  { id: 'percent', title: words.columns.percent, isNumber: true, cell: ({ percent }) => `${percent} %` },
  { id: 'enabled', title: words.columns.enabled, cell: ({ enabled }) => (enabled ? settings.yes : settings.no) },
];

function DeadlineDialog({ deadline, onClose }: { deadline: DeadlineView; onClose: () => void }): ReactNode {
  const { dataset, exchange } = deadline;
  const [typed, setTyped] = useState({
    time: deadline.wall_time,
    zone: deadline.zone as string,
    warning: String(deadline.warning_minutes),
    critical: String(deadline.critical_minutes),
    percent: String(deadline.percent),
    enabled: deadline.enabled,
  });
  const change = useChange('patch', '/deadlines/{dataset}/{exchange}', ({ wall_time: time, zone }) => {
    showToast({ tone: 'good', text: words.saved(dataset, exchange, `${time} ${zone}`) });
    onClose();
  });
  const field = (name: 'time' | 'zone' | 'warning' | 'critical' | 'percent', label: string, type: string) => (
    <Field
      label={label}
      type={type}
      required
      value={typed[name]}
      onChange={(value) => setTyped({ ...typed, [name]: value })}
    />
  );
  return (
    <AskDialog
      title={words.title(dataset, exchange)}
      confirm={settings.save}
      change={change}
      onConfirm={() =>
        change.mutate({
          params: { dataset, exchange },
          body: {
            wall_time: typed.time,
            zone: typed.zone,
            warning_minutes: Number(typed.warning),
            critical_minutes: Number(typed.critical),
            percent: Number(typed.percent),
            enabled: typed.enabled,
          },
        })
      }
      onClose={onClose}
    >
      <p>{words.touches}</p>
      <div className="grid grid-cols-2 gap-3">
        {field('time', words.columns.time, 'time')}
        {field('zone', words.columns.zone, 'text')}
        {field('warning', words.warningMinutes, 'number')}
        {field('critical', words.criticalMinutes, 'number')}
        {field('percent', words.percentLabel, 'number')}
      </div>
      <Toggle
        label={words.columns.enabled}
        checked={typed.enabled}
        onChange={(enabled) => setTyped({ ...typed, enabled })}
      />
    </AskDialog>
  );
}
