import { getRouteApi, Link } from '@tanstack/react-router';
import type { FilingView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useFilings } from '../../api/use-filings.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { Choice } from '../../components/choice.tsx';
import type { Column } from '../../components/data-table.tsx';
import { DayFilter, Filter } from '../../components/filter.tsx';
import { Empty } from '../../components/panel.tsx';
import { Owners, Tickers } from '../../components/trade-columns.tsx';
import { whole } from '../../format/numbers.ts';
import { insiderTrades } from '../../strings/insider-trades.ts';

const { filings: words, filters } = insiderTrades;
const route = getRouteApi('/insider-trades');

/** The ownership filings, the latest first. */
export function Filings(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, ticker, form, from, to } = search;
  const query = useFilings({
    query: { page, limit, ...(ticker && { ticker }), ...(form && { form }), ...(from && { from }), ...(to && { to }) },
  });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={12}
        caption={words.caption}
        columns={columns}
        keyOf={({ accession }) => accession}
        list={JSON.stringify(search)}
        onOpen={({ accession }) => void navigate({ to: '/filings/$accession', params: { accession } })}
        tools={
          <>
            <Filter label={filters.ticker} value={ticker} onChange={(to) => narrow({ ticker: to })} width="w-24" />
            <Choice
              label={filters.form}
              value={form}
              words={['3', '3/A', '4', '4/A', '5', '5/A']}
              all={insiderTrades.all}
              onChange={(to) => narrow({ form: to as typeof form })}
            />
            <DayFilter label={filters.from} value={from} onChange={(day) => narrow({ from: day })} />
            <DayFilter label={filters.to} value={to} onChange={(day) => narrow({ to: day })} />
          </>
        }
        empty={<Empty>{words.nothing}</Empty>}
        pages={{ page, limit, onChange: narrow }}
      />
    </div>
  );
}

const columns: Column<FilingView>[] = [
  {
    id: 'accession',
    title: words.columns.accession,
    isHead: true,
    cell: ({ accession }) => (
      <Link to="/filings/$accession" params={{ accession }} className="font-mono text-[12.5px] whitespace-nowrap">
        {accession}
      </Link>
    ),
  },
  {
    id: 'filed',
    title: words.columns.filed,
    cell: ({ filed_on: day }) => <span className="whitespace-nowrap">{day}</span>,
  },
  { id: 'form', title: words.columns.form, cell: ({ form }) => form },
  {
    id: 'issuer',
    title: words.columns.issuer,
    cell: ({ tickers, issuer_name: name }) => (
      <>
        <Tickers of={tickers} /> <span className="text-quiet">{name}</span>
      </>
    ),
  },
  { id: 'owners', title: words.columns.owners, cell: ({ owners }) => <Owners of={owners} /> },
  { id: 'trades', title: words.columns.trades, isNumber: true, cell: ({ trades }) => whole(trades) },
  { id: 'holdings', title: words.columns.holdings, isNumber: true, cell: ({ holdings }) => whole(holdings) },
  { id: 'flags', title: words.columns.flags, cell: ({ flags }) => flags.join(', ') },
];
