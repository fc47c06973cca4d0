import { getRouteApi, Link } from '@tanstack/react-router';
import type { BackfillView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, percent, whole } from '../../format/numbers.ts';
import { days } from '../../format/times.ts';
import { backfills as words } from '../../strings/backfills.ts';
import { frame } from '../../strings/frame.ts';
import { BackfillActions } from './actions.tsx';
import { OpenBackfill } from './open-backfill.tsx';
import { StartPanel } from './start-panel.tsx';

const route = getRouteApi('/backfills');
/** While one runs, its progress is asked for so often, ms: only a part of what it does is an event. */
const progressMs = 5_000;

/** What is missing, what does it cost? */
export default function BackfillsPage(): ReactNode {
  const { page, limit, open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer(
    '/backfills',
    { query: { page, limit } },
    { everyMs: ({ items }) => items.some(({ finished_at: at }) => at === null) && progressMs },
  );
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  return (
    <>
      <PageHeader title={words.title} remark={words.remark} />
      <div className="grid gap-3">
        <StartPanel />
        <WithOpened opened={open && <OpenBackfill id={open} onClose={() => openRow('')} />}>
          <AnsweredTable
            query={query}
            skeleton={6}
            caption={words.caption}
            columns={columns}
            keyOf={({ id }) => id}
            tools={<CsvButton path="/backfills" query={{}} file="backfills" />}
            onOpen={({ id }) => openRow(id)}
            empty={<Empty next={<Link to="/tickers">{words.toTickers}</Link>}>{words.nothing}</Empty>}
            pages={{
              page,
              limit,
              onChange: (to) => void navigate({ search: (before) => ({ ...before, ...to }), replace: true }),
            }}
          />
        </WithOpened>
      </div>
    </>
  );
}

/** How many tickers are named before the rest is counted. */
const named = 4;

const columns: Column<BackfillView>[] = [
  {
    id: 'id',
    title: words.columns.id,
    isHead: true,
    cell: ({ id }) => (
      <Link
        from="/backfills"
        to="/backfills"
        search={(before) => ({ ...before, open: id })}
        resetScroll={false}
        className="font-mono"
      >
        {id}
      </Link>
    ),
  },
  { id: 'dataset', title: words.columns.dataset, cell: ({ dataset }) => dataset },
  {
    id: 'tickers',
    title: words.columns.tickers,
    cell: ({ tickers }) =>
      tickers === null
        ? words.everything
        : tickers.length <= named
          ? tickers.join(', ')
          : words.more(tickers.slice(0, named).join(', '), tickers.length - named),
  },
  { id: 'days', title: words.columns.days, cell: (range) => <span className="whitespace-nowrap">{days(range)}</span> },
  { id: 'state', title: words.columns.state, cell: ({ state }) => <State state={state} /> },
  {
    id: 'progress',
    title: words.columns.progress,
    cell: (backfill) => <Progress backfill={backfill} />,
  },
  { id: 'rows', title: words.columns.rows, isNumber: true, cell: ({ rows_stored: rows }) => whole(rows) },
  {
    id: 'speed',
    title: words.columns.speed,
    isNumber: true,
    isExtra: true,
    cell: ({ rows_per_second: speed }) => (speed === null ? absent : whole(Math.round(speed))),
  },
  {
    id: 'ends',
    title: words.columns.ends,
    cell: ({ ends_at: ends, finished_at: finished }) =>
      finished ? <Time at={finished} /> : ends ? <Time at={ends} /> : absent,
  },
  { id: 'created', title: words.columns.created, cell: ({ created_at: at }) => <Time at={at} /> },
  {
    id: 'actions',
    title: frame.actions,
    cell: (backfill) => (
      <span className="flex flex-wrap gap-1.5">
        <BackfillActions backfill={backfill} />
      </span>
    ),
  },
];

function Progress({ backfill: { id, percent: share, ending } }: { backfill: BackfillView }): ReactNode {
  const text = percent(share);
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap" title={ending ? words.ending : undefined}>
      <progress
        className="h-1.5 w-24 overflow-hidden rounded accent-(--accent)"
        max={100}
        value={share}
        aria-label={`${words.backfill(id)}: ${words.percent(text)}`}
      />
      {text}
    </span>
  );
}
