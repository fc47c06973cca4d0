import { getRouteApi, Link } from '@tanstack/react-router';
import type { FindingView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { useBulk } from '../../components/bulk.tsx';
import { Choice } from '../../components/choice.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { inOneLine } from '../../components/evidence.tsx';
import { DayFilter, Filter } from '../../components/filter.tsx';
import { WithOpened } from '../../components/opened.tsx';
import { Empty } from '../../components/panel.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { counted, whole } from '../../format/numbers.ts';
import { quality } from '../../strings/quality.ts';
import { OpenFinding } from './open-finding.tsx';

const route = getRouteApi('/quality');
const severities = ['critical', 'warning', 'info'];
const states = ['open', 'exempt', 'resolved', 'archived', 'all'];

/** What the checks have found; with a figure or a night exactly what is counted there. */
export function Findings(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, check, ticker, severity, state, from, to, figure, date, open } = search;
  const isCounted = figure !== '' || date !== '';
  const asked = {
    ...(check && { check }),
    ...(ticker && { ticker }),
    ...(severity && { severity }),
    ...(from && { from }),
    ...(to && { to }),
  };
  const list = useAnswer('/qa/findings', { query: { page, limit, state, ...asked } }, { enabled: !isCounted });
  const filter = { ...(check && { check }), ...(figure && { figure }), ...(date && { date }) };
  const figureRows = useAnswer('/qa/failures', { query: { page, limit, ...filter } }, { enabled: isCounted });
  const checks = useAnswer('/qa/checks', {});
  const query = isCounted ? figureRows : list;
  const { bar, ...bulk } = useBulk({
    actions: ['resolve-findings'],
    filter: isCounted ? null : asked,
    rows: query.data?.items,
    keyOf: ({ id }) => id,
    nameOf: (finding) => `${finding.symbol} ${finding.check} ${finding.date}`,
  });
  const isOpenList = isCounted || state === 'open';
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, open: '', ...to }), replace: true });
  const openRow = (id: string) => void navigate({ search: (before) => ({ ...before, open: id }), resetScroll: false });
  const isFiltered = Boolean(check || ticker || severity || from || to || isCounted) || state !== 'open';
  return (
    <WithOpened opened={open && <OpenFinding id={open} onClose={() => openRow('')} />}>
      {isCounted && <Counted figure={figure} date={date} />}
      <AnsweredTable
        query={query}
        skeleton={12}
        caption={quality.findingsCaption}
        columns={columns}
        keyOf={({ id }) => id}
        onOpen={({ id }) => openRow(id)}
        {...(isOpenList && bulk)}
        tools={
          <>
            <Choice
              label={quality.filters.check}
              value={check}
              words={checks.data?.items.map((each) => each.check) ?? []}
              all={quality.all}
              onChange={(to) => narrow({ check: to })}
            />
            {!isCounted && (
              <>
                <Choice
                  label={quality.filters.severity}
                  value={severity}
                  words={severities}
                  all={quality.all}
                  onChange={(to) => narrow({ severity: to as typeof severity })}
                />
                <Choice
                  label={quality.filters.state}
                  value={state}
                  words={states}
                  onChange={(to) => narrow({ state: to as typeof state })}
                />
                <Filter
                  label={quality.filters.ticker}
                  value={ticker}
                  onChange={(to) => narrow({ ticker: to })}
                  width="w-24"
                />
                <DayFilter label={quality.filters.from} value={from} onChange={(day) => narrow({ from: day })} />
                <DayFilter label={quality.filters.to} value={to} onChange={(day) => narrow({ to: day })} />
              </>
            )}
            {isOpenList && bar}
            <CsvButton
              path={isCounted ? '/qa/failures' : '/qa/findings'}
              query={isCounted ? filter : { ...asked, state }}
              file="findings"
            />
          </>
        }
        empty={
          <Empty next={isFiltered && <Link to="/quality">{quality.clear}</Link>}>
            {isFiltered ? quality.nothing : <NothingOpen />}
          </Empty>
        }
        pages={{ page, limit, onChange: narrow }}
      />
    </WithOpened>
  );
}

function Counted({ figure, date }: { figure: '' | keyof typeof quality.figures; date: string }): ReactNode {
  return (
    <p className="flex flex-wrap gap-x-3 border-line border-b px-3 py-2 text-quiet">
      {figure && quality.ofFigure(quality.figures[figure])} {date && quality.asOf(date)}
      <Link to="/quality">{quality.clear}</Link>
    </p>
  );
}

/** How many checks say that nothing is wrong, and since when. */
function NothingOpen(): ReactNode {
  const { data } = useAnswer('/qa/checks', {});
  const ran = data?.items.flatMap(({ succeeded_at: at }) => at ?? []).toSorted() ?? [];
  const latest = ran.at(-1);
  if (!latest) return quality.noChecksYet;
  return (
    <>
      {quality.nothingOpen(quality.checksRan(counted(ran.length, 'check')))} <Time at={latest} />
    </>
  );
}

const columns: Column<FindingView>[] = [
  {
    id: 'symbol',
    title: quality.columns.symbol,
    isHead: true,
    cell: ({ id, symbol }) => (
      <Link
        to="/quality"
        from="/quality"
        search={(before) => ({ ...before, open: id })}
        resetScroll={false}
        className="font-medium"
      >
        {symbol}
      </Link>
    ),
  },
  {
    id: 'check',
    title: quality.columns.check,
    cell: ({ check }) => <span className="font-mono text-[12.5px]">{check}</span>,
  },
  { id: 'day', title: quality.columns.day, cell: ({ date }) => <span className="whitespace-nowrap">{date}</span> },
  {
    id: 'severity',
    title: quality.columns.severity,
    cell: ({ severity, resolved_at: resolved }) => (resolved ? <State state="resolved" /> : <State state={severity} />),
  },
  { id: 'evidence', title: quality.columns.evidence, cell: ({ details }) => inOneLine(details) },
  { id: 'remedy', title: quality.columns.remedy, isExtra: true, cell: ({ remedy }) => remedy },
  { id: 'seen', title: quality.columns.seen, cell: ({ seen_at: at }) => <Time at={at} /> },
  { id: 'found', title: quality.columns.found, isExtra: true, cell: ({ created_at: at }) => <Time at={at} /> },
  { id: 'times', title: quality.columns.times, isExtra: true, isNumber: true, cell: ({ times }) => whole(times) },
  { id: 'fetches', title: quality.columns.fetches, isNumber: true, cell: ({ fetches }) => whole(fetches) },
];
