import { Link } from '@tanstack/react-router';
import type { AlertView } from '@tickermill/core/contracts';
import type { Column } from '../../components/data-table.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { whole } from '../../format/numbers.ts';
import { alerts } from '../../strings/alerts.ts';

const { columns: titles } = alerts;

const headline: Column<AlertView> = {
  id: 'headline',
  title: titles.headline,
  isHead: true,
  cell: ({ id, headline: text }) => (
    <Link to="/alerts" from="/alerts" search={(before) => ({ ...before, open: id })} resetScroll={false}>
      {text}
    </Link>
  ),
};
const severity: Column<AlertView> = {
  id: 'severity',
  title: titles.severity,
  cell: ({ severity: of }) => <State state={of} />,
};
const rest: Column<AlertView>[] = [
  {
    id: 'of',
    title: titles.of,
    cell: ({ source, dataset, ticker, check }) => ofWhat({ source, dataset, ticker, check }),
  },
  {
    id: 'kind',
    title: titles.kind,
    isExtra: true,
    cell: ({ kind }) => <span className="font-mono text-[12.5px]">{kind}</span>,
  },
  { id: 'count', title: titles.count, isNumber: true, cell: ({ count }) => whole(count) },
  { id: 'opened', title: titles.opened, cell: ({ opened_at: at }) => <Time at={at} /> },
];
const acked: Column<AlertView> = {
  id: 'acked',
  title: titles.acked,
  cell: ({ acked_at: at, acked_by: by }) =>
    at && (
      <>
        <Time at={at} /> {by && alerts.ackedBy(by)}
      </>
    ),
};

/** What an alert is about, in words of the API. */
export const ofWhat = (of: Readonly<Record<string, string | null>>): string =>
  Object.entries(of)
    .flatMap(([name, value]) => (value === null ? [] : `${name} ${value}`))
    .join(' · ');

/** Of alerts that are open. */
export const openColumns: readonly Column<AlertView>[] = [
  headline,
  severity,
  ...rest,
  { id: 'changed', title: titles.changed, cell: ({ changed_at: at }) => <Time at={at} /> },
];

export const ackedColumns: readonly Column<AlertView>[] = [headline, severity, ...rest, acked];

export const historyColumns: readonly Column<AlertView>[] = [
  headline,
  severity,
  {
    id: 'state',
    title: titles.state,
    cell: ({ state }) => (state === 'open' ? <State state="warning" word={state} /> : <State state="closed" />),
  },
  ...rest,
  { id: 'closed', title: titles.closed, cell: ({ closed_at: at }) => at && <Time at={at} /> },
  acked,
];
