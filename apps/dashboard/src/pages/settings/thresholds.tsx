import { getRouteApi, Link } from '@tanstack/react-router';
import type { CheckView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { Answered } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { whole } from '../../format/numbers.ts';
import { settings } from '../../strings/settings.ts';
import { CheckEditor } from './check-editor.tsx';

const { thresholds: words } = settings;
const route = getRouteApi('/settings');

/** What each check takes for wrong. */
export function Thresholds(): ReactNode {
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/qa/checks', {});
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  const opened = query.data?.items.find(({ check }) => check === open);
  return (
    <WithOpened opened={opened && <CheckEditor key={opened.check} check={opened} onClose={() => openRow('')} />}>
      <Answered query={query} rows={14}>
        {({ items }) => (
          <DataTable
            caption={words.caption}
            columns={columns}
            rows={items}
            keyOf={({ check }) => check}
            onOpen={({ check }) => openRow(check)}
          />
        )}
      </Answered>
    </WithOpened>
  );
}

const ofAll = ({ info, warning, critical }: CheckView['open']) => info + warning + critical;

const columns: Column<CheckView>[] = [
  {
    id: 'check',
    title: words.columns.check,
    isHead: true,
    cell: ({ check }) => (
      <Link
        from="/settings"
        to="/settings"
        search={(before) => ({ ...before, open: check })}
        resetScroll={false}
        className="font-mono text-[12.5px]"
      >
        {check}
      </Link>
    ),
  },
  {
    id: 'enabled',
    title: words.columns.enabled,
    cell: ({ enabled }) => (enabled ? <State state="ok" word="on" /> : <State state="off" />),
  },
  { id: 'severity', title: words.columns.severity, cell: ({ severity }) => <State state={severity} /> },
  {
    id: 'values',
    title: words.columns.values,
    cell: ({ thresholds }) =>
      thresholds.map(({ name, value, usual }) => (
        <span key={name} className="mr-3 whitespace-nowrap" title={words.usual(usual)}>
          <span className="text-quiet">{name.replaceAll('_', ' ')}</span>{' '}
          <span className={value === usual ? undefined : 'font-semibold'}>{value}</span>
        </span>
      )),
  },
  ...(['yellow', 'red'] as const).map(
    (colour): Column<CheckView> => ({
      id: colour,
      title: words.columns[colour],
      isNumber: true,
      cell: ({ roll_up: rollUp }) => (
        <span className="whitespace-nowrap">
          {rollUp[colour]} {words.measure[rollUp.measure]}
        </span>
      ),
    }),
  ),
  {
    id: 'open',
    title: words.columns.open,
    isNumber: true,
    cell: ({ check, open }) => (
      <Link to="/quality" search={{ check }}>
        {whole(ofAll(open))}
      </Link>
    ),
  },
  {
    id: 'changed',
    title: words.columns.changed,
    cell: ({ updated_at: at, updated_by: by }) =>
      at && (
        <>
          <Time at={at} /> {by && words.by(by)}
        </>
      ),
  },
];
