import { getRouteApi, Link } from '@tanstack/react-router';
import type { PortfolioTradeView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { CsvButton } from '../../components/csv-button.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Empty, Panel } from '../../components/panel.tsx';
import { absent, decimal } from '../../format/numbers.ts';
import { portfolios } from '../../strings/portfolios.ts';
import { RecordTradeDialog, RemoveTradeDialog } from './dialogs.tsx';

const { trades: words } = portfolios;
const route = getRouteApi('/portfolios');

/** What was recorded in a portfolio; recording more, and removing what was wrong. */
export function Trades({ name }: { name: string }): ReactNode {
  const { page, limit } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/portfolios/{name}/trades', { params: { name }, query: { page, limit } });
  const path = `/portfolios/${encodeURIComponent(name)}/trades`;
  return (
    <Panel title={words.title} id="trades" aside={<CsvButton path={path} query={{}} file={`${name} trades`} />}>
      <AnsweredTable
        query={query}
        skeleton={6}
        caption={words.caption(name)}
        columns={columns}
        actions={[
          {
            label: words.remove,
            dialog: (trade, onClose) => <RemoveTradeDialog name={name} id={trade.id} onClose={onClose} />,
          },
        ]}
        keyOf={({ id }) => id}
        listAction={{
          label: words.record,
          dialog: (onClose) => <RecordTradeDialog name={name} onClose={onClose} />,
        }}
        pages={{
          page,
          limit,
          onChange: (to) => void navigate({ search: (before) => ({ ...before, ...to }), resetScroll: false }),
        }}
        empty={<Empty>{words.nothing}</Empty>}
      />
    </Panel>
  );
}

const columns: Column<PortfolioTradeView>[] = [
  { id: 'day', title: words.columns.day, isHead: true, cell: ({ on }) => on },
  { id: 'kind', title: words.columns.kind, cell: ({ kind }) => words.kinds[kind] },
  {
    id: 'ticker',
    title: words.columns.ticker,
    cell: ({ ticker }) =>
      ticker ? (
        <Link to="/tickers/$ticker" params={{ ticker }}>
          {ticker}
        </Link>
      ) : (
        absent
      ),
  },
  { id: 'quantity', title: words.columns.quantity, isNumber: true, cell: ({ quantity }) => decimal(quantity) },
  { id: 'price', title: words.columns.price, isNumber: true, cell: ({ price }) => decimal(price) },
  { id: 'amount', title: words.columns.amount, isNumber: true, cell: ({ amount }) => decimal(amount) },
  { id: 'fee', title: words.columns.fee, isNumber: true, cell: ({ fee }) => decimal(fee) },
  { id: 'currency', title: words.columns.currency, cell: ({ currency }) => currency },
];
