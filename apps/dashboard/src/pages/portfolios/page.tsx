import { getRouteApi, Link } from '@tanstack/react-router';
import type { PortfolioView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import type { Column } from '../../components/data-table.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Empty } from '../../components/panel.tsx';
import { absent, rounded, whole } from '../../format/numbers.ts';
import { portfolios } from '../../strings/portfolios.ts';
import { AddPortfolioDialog, RemovePortfolioDialog } from './dialogs.tsx';
import { OpenPortfolio } from './open-portfolio.tsx';

const route = getRouteApi('/portfolios');

/** What do I hold, what is it worth? */
export default function PortfoliosPage(): ReactNode {
  const { name } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useAnswer('/portfolios', {});
  const open = (to: string) => void navigate({ search: { name: to }, resetScroll: false });
  return (
    <>
      <PageHeader title={portfolios.title} remark={portfolios.remark} />
      <div className="grid gap-3">
        <div className="card min-w-0">
          <AnsweredTable
            query={query}
            skeleton={3}
            caption={portfolios.caption}
            columns={columns}
            actions={[
              {
                label: portfolios.remove,
                dialog: (portfolio, onClose) => (
                  <RemovePortfolioDialog
                    portfolio={portfolio}
                    onClose={() => {
                      onClose();
                      if (portfolio.name === name) open('');
                    }}
                  />
                ),
              },
            ]}
            keyOf={(portfolio) => portfolio.name}
            onOpen={(portfolio) => open(portfolio.name)}
            listAction={{
              label: portfolios.add,
              dialog: (onClose) => <AddPortfolioDialog onMade={open} onClose={onClose} />,
            }}
            empty={<Empty>{portfolios.nothing}</Empty>}
          />
        </div>
        {name && <OpenPortfolio key={name} name={name} />}
      </div>
    </>
  );
}

const columns: Column<PortfolioView>[] = [
  {
    id: 'name',
    title: portfolios.columns.name,
    isHead: true,
    cell: ({ name }) => (
      <Link to="/portfolios" search={{ name }} resetScroll={false}>
        {name}
      </Link>
    ),
  },
  { id: 'currency', title: portfolios.columns.currency, cell: ({ currency }) => currency },
  {
    id: 'holdings',
    title: portfolios.columns.holdings,
    isNumber: true,
    cell: ({ instruments }) => whole(instruments),
  },
  { id: 'trades', title: portfolios.columns.trades, isNumber: true, cell: ({ trades }) => whole(trades) },
  { id: 'value', title: portfolios.columns.value, isNumber: true, cell: ({ last }) => rounded(last?.value, 2) },
  {
    id: 'day-change',
    title: portfolios.columns.dayChange,
    isNumber: true,
    cell: ({ last }) => rounded(last?.day_change, 2),
  },
  { id: 'day', title: portfolios.columns.day, cell: ({ last }) => last?.day ?? absent },
];
