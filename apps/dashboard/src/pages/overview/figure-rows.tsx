import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { BarTable } from '../../charts/bar-table.tsx';
import { Pager } from '../../components/pager.tsx';
import { Answered, Empty } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { absent, counted, whole } from '../../format/numbers.ts';
import { days } from '../../format/times.ts';
import { overview } from '../../strings/overview.ts';

export interface PanelProps {
  readonly asOf: { readonly date?: string };
  readonly page: number;
  readonly limit: number;
  readonly onPage: (to: { page: number; limit: number }) => void;
}

const { columns } = overview;
/** More ranges than fit a row are counted. */
const shownRanges = 4;

/** A ticker's page; a symbol that nothing carries any more has none. */
const tickerLink = (ticker: string | null): ReactNode =>
  ticker === null ? (
    absent
  ) : (
    <Link to="/tickers/$ticker" params={{ ticker }} className="font-medium">
      {ticker}
    </Link>
  );

/** A list as its figure counts it, with its total and pages. */
export function Counted<R>({
  query,
  paging,
  empty,
  children,
}: {
  query: Parameters<typeof Answered<CountedList<R>>>[0]['query'];
  paging: PanelProps;
  empty: string;
  children: (rows: readonly R[]) => ReactNode;
}): ReactNode {
  return (
    <Answered query={query} rows={6}>
      {({ items, total }) => (
        <div data-total={total}>
          {total === 0 ? <Empty>{empty}</Empty> : children(items)}
          {total > 0 && (
            <Pager
              page={paging.page}
              limit={paging.limit}
              rows={items.length}
              total={total}
              hasMore={paging.page * paging.limit < total}
              onChange={paging.onPage}
            />
          )}
        </div>
      )}
    </Answered>
  );
}

interface CountedList<R> {
  readonly items: readonly R[];
  readonly total: number;
}

export function ActiveTickers({
  figure,
  empty,
  ...paging
}: PanelProps & { figure: 'active' | 'new_30d' | 'delisted_30d'; empty: string }): ReactNode {
  const { asOf, page, limit } = paging;
  const query = useAnswer('/tickers', { query: { ...asOf, figure, page, limit } });
  return (
    <Counted query={query} paging={paging} empty={empty}>
      {(rows) => (
        <ShortTable
          caption={overview.cards[figure]}
          rows={rows}
          keyOf={({ ticker, exchange, name }) => `${exchange} ${ticker ?? name}`}
          columns={[
            { title: columns.ticker, cell: ({ ticker }) => tickerLink(ticker) },
            { title: columns.name, cell: ({ name }) => name },
            { title: columns.exchange, cell: ({ exchange }) => exchange ?? absent },
            { title: columns.kind, cell: ({ kind }) => kind },
            { title: columns.status, cell: ({ status }) => status },
            ...(figure === 'active'
              ? []
              : [{ title: columns.day, cell: ({ day }: { day: string | null }) => day ?? absent }]),
          ]}
        />
      )}
    </Counted>
  );
}

export function Lagging(paging: PanelProps): ReactNode {
  const { asOf, page, limit } = paging;
  const query = useAnswer('/tickers/lagging', { query: { ...asOf, page, limit } });
  return (
    <>
      {query.data && query.data.histogram.length > 0 && (
        <figure className="max-w-xl p-3">
          <BarTable
            caption={overview.histogram.title}
            of={overview.histogram.behind}
            count={overview.histogram.tickers}
            rows={query.data.histogram.map(({ sessions, tickers }) => [String(sessions), tickers])}
          />
        </figure>
      )}
      <Counted query={query} paging={paging} empty={overview.empty.timeliness}>
        {(rows) => (
          <ShortTable
            caption={overview.cards.lagging}
            rows={rows}
            keyOf={({ finding_id: id }) => id}
            columns={[
              { title: columns.ticker, cell: ({ ticker }) => tickerLink(ticker) },
              { title: columns.name, cell: ({ name }) => name ?? absent },
              { title: columns.exchange, cell: ({ exchange }) => exchange ?? absent },
              { title: columns.lastDay, cell: ({ last_day: day }) => day ?? absent },
              { title: columns.behind, isNumber: true, cell: ({ sessions }) => whole(sessions) },
            ]}
          />
        )}
      </Counted>
    </>
  );
}

export function MissingDates(paging: PanelProps): ReactNode {
  const { asOf, page, limit } = paging;
  const query = useAnswer('/tickers/missing-dates', { query: { ...asOf, page, limit } });
  return (
    <Counted query={query} paging={paging} empty={overview.empty.completeness}>
      {(rows) => (
        <ShortTable
          caption={overview.cards.missing_dates}
          rows={rows}
          keyOf={({ ticker }) => ticker}
          columns={[
            { title: columns.ticker, cell: ({ ticker }) => tickerLink(ticker) },
            { title: columns.name, cell: ({ name }) => name ?? absent },
            { title: columns.exchange, cell: ({ exchange }) => exchange ?? absent },
            { title: columns.missing, isNumber: true, cell: ({ sessions }) => counted(sessions, 'session') },
            {
              title: columns.ranges,
              cell: ({ ticker, ranges }) => (
                <>
                  {ranges.slice(0, shownRanges).map((range, index) => (
                    <span key={range.from}>
                      {index > 0 && ', '}
                      <Link to="/tickers/$ticker" params={{ ticker }} search={{ why: range.from }}>
                        {days(range)}
                      </Link>
                    </span>
                  ))}
                  {ranges.length > shownRanges && ` +${ranges.length - shownRanges}`}
                </>
              ),
            },
          ]}
        />
      )}
    </Counted>
  );
}

export function Jumps(paging: PanelProps): ReactNode {
  const { asOf, page, limit } = paging;
  const query = useAnswer('/qa/failures', { query: { ...asOf, figure: 'price_jumps_7d', page, limit } });
  return (
    <Counted query={query} paging={paging} empty={overview.empty.quality}>
      {(rows) => (
        <ShortTable
          caption={overview.cards.price_jumps_7d}
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            { title: columns.ticker, cell: ({ symbol }) => tickerLink(symbol) },
            { title: columns.day, cell: ({ date }) => date },
            { title: columns.status, cell: ({ severity }) => <State state={severity} /> },
            { title: columns.evidence, cell: ({ details }) => evidenceOf(details) },
            { title: columns.remedy, cell: ({ remedy }) => remedy },
          ]}
        />
      )}
    </Counted>
  );
}

/** The numbers of a finding, in words as the check names them. */
const evidenceOf = (details: Readonly<Record<string, unknown>>): string =>
  Object.entries(details)
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ');
