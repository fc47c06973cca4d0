import { Link } from '@tanstack/react-router';
import type { CheckView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty, Panel } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { whole } from '../../format/numbers.ts';
import { quality } from '../../strings/quality.ts';
import { CheckDays } from './check-days.tsx';

const { checks: words } = quality;

/** Every check: its colour, and what it has found. */
export function Checks(): ReactNode {
  const query = useAnswer('/qa/checks', {});
  return (
    <div className="grid gap-3">
      <div className="card">
        <AnsweredTable
          query={query}
          skeleton={12}
          caption={words.caption}
          columns={columns}
          keyOf={({ check }) => check}
          empty={<Empty>{words.nothing}</Empty>}
        />
      </div>
      <Panel title={words.days}>
        <CheckDays />
      </Panel>
    </div>
  );
}

const severities = ['critical', 'warning', 'info'] as const;

const columns: Column<CheckView>[] = [
  {
    id: 'check',
    title: words.columns.check,
    isHead: true,
    cell: ({ check }) => (
      <Link to="/quality" search={{ check }} className="font-mono text-[12.5px]">
        {check}
      </Link>
    ),
  },
  { id: 'finds', title: words.columns.finds, cell: ({ finds }) => finds },
  {
    id: 'colour',
    title: words.columns.colour,
    cell: ({ enabled, colour }) => (enabled ? <State state={colour} /> : <State state="off" word={words.off} />),
  },
  ...severities.map(
    (severity): Column<CheckView> => ({
      id: severity,
      title: words.columns[severity],
      isNumber: true,
      cell: ({ check, open }) => <Count of={open[severity]} search={{ check, severity }} />,
    }),
  ),
  {
    id: 'symbols',
    title: words.columns.symbols,
    isNumber: true,
    isExtra: true,
    cell: ({ open }) => whole(open.symbols),
  },
  {
    id: 'exempt',
    title: words.columns.exempt,
    isNumber: true,
    cell: ({ check, exempt }) => <Count of={exempt} search={{ check, state: 'exempt' }} />,
  },
  {
    id: 'ran',
    title: words.columns.ran,
    cell: ({ succeeded_at: at }) => (at ? <Time at={at} /> : <span className="text-quiet">{words.never}</span>),
  },
  {
    id: 'thresholds',
    title: words.columns.thresholds,
    cell: ({ check, thresholds }) => (
      <>
        {thresholds.map(({ name, value }) => `${name.replaceAll('_', ' ')} ${value}`).join(', ')}{' '}
        <Link to="/settings" search={{ open: check }} className="underline">
          {words.change}
        </Link>
      </>
    ),
  },
];

/** A count that leads to its rows. */
function Count({
  of,
  search,
}: {
  of: number;
  search: { check: string; severity?: 'critical' | 'warning' | 'info'; state?: 'exempt' };
}): ReactNode {
  if (of === 0) return <span className="text-quiet">0</span>;
  return (
    <Link to="/quality" search={search} className="font-medium">
      {whole(of)}
    </Link>
  );
}
