import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import { Toggle } from '../../components/fields.tsx';
import { Empty } from '../../components/panel.tsx';
import { keyOfTrade, tradeColumns } from '../../components/trade-columns.tsx';
import { insiderTrades } from '../../strings/insider-trades.ts';
import { filterOf, isFiltered, TradeFilter } from './trade-filter.tsx';

const route = getRouteApi('/insider-trades');

/** Every trade, the latest first. */
export function Feed(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, sort, superseded } = search;
  const filter = { ...filterOf(search), sort, ...(superseded && { include_superseded: 'true' as const }) };
  const query = useAnswer('/insider-trades', { query: { ...filter, page, limit } });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  const isNarrow = isFiltered(search);
  return (
    <div className="card">
      <AnsweredTable
        query={query}
        skeleton={12}
        caption={insiderTrades.caption}
        columns={tradeColumns}
        keyOf={keyOfTrade}
        list={JSON.stringify(search)}
        sort={{ by: sort, onSort: (by) => narrow({ sort: by as typeof sort }) }}
        onOpen={({ accession }) => void navigate({ to: '/filings/$accession', params: { accession } })}
        tools={
          <>
            <TradeFilter narrow={narrow} />
            <Toggle
              label={insiderTrades.filters.superseded}
              checked={superseded}
              onChange={(to) => narrow({ superseded: to })}
            />
            <CsvButton path="/insider-trades" query={filter} file="insider-trades" />
          </>
        }
        empty={
          <Empty
            next={
              isNarrow ? (
                <Link to="/insider-trades">{insiderTrades.clear}</Link>
              ) : (
                <Link to="/tickers">{insiderTrades.track}</Link>
              )
            }
          >
            {isNarrow ? insiderTrades.nothing : insiderTrades.none}
          </Empty>
        }
        pages={{ page, limit, onChange: narrow }}
      />
    </div>
  );
}
