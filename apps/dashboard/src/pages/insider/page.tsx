import { getRouteApi, Link } from '@tanstack/react-router';
import type { InsiderView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { DataTable } from '../../components/data-table.tsx';
import { Facts } from '../../components/facts.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { keyOfTrade, Tickers, tradeColumns } from '../../components/trade-columns.tsx';
import { briefMoney, counted, decimal, whole } from '../../format/numbers.ts';
import { insider as words } from '../../strings/insider-trades.ts';

const route = getRouteApi('/insiders/$cik');

/** One insider: whose shares, how much, and the latest of it. */
export default function InsiderPage(): ReactNode {
  const { cik } = route.useParams();
  const navigate = route.useNavigate();
  const query = useAnswer('/insiders/{cik}', { params: { cik } });
  const { data } = query;
  return (
    <>
      <PageHeader
        title={data?.name ?? words.title(cik)}
        remark={data && words.remark(data.cik, counted(data.filings, 'filing'))}
      />
      <div className="grid gap-3">
        <Panel title={words.panels.totals}>
          <Answered query={query} rows={2}>
            {(insider) => <Totals insider={insider} />}
          </Answered>
        </Panel>
        <Panel title={words.panels.issuers}>
          <Answered query={query} rows={2}>
            {({ issuers }) => (issuers.length === 0 ? <Empty>{words.noIssuers}</Empty> : <Issuers issuers={issuers} />)}
          </Answered>
        </Panel>
        <Panel
          title={words.panels.trades}
          aside={
            <Link to="/insider-trades" search={{ owner: cik }}>
              {words.all}
            </Link>
          }
        >
          <Answered query={query} rows={8}>
            {({ latest_trades: trades }) =>
              trades.length === 0 ? (
                <Empty>{words.noTrades}</Empty>
              ) : (
                <DataTable
                  caption={words.panels.trades}
                  columns={tradeColumns.map(({ sorts, ...column }) => column)}
                  rows={trades}
                  keyOf={keyOfTrade}
                  onOpen={({ accession }) => void navigate({ to: '/filings/$accession', params: { accession } })}
                />
              )
            }
          </Answered>
        </Panel>
      </div>
    </>
  );
}

function Totals({ insider: { totals } }: { insider: InsiderView }): ReactNode {
  const money = (value: string) => (
    <span key={value} title={`${decimal(value)} USD`}>
      {briefMoney(value, 'USD')}
    </span>
  );
  return (
    <Facts
      facts={[
        [words.totals.trades, whole(totals.trades)],
        [words.totals.purchases, whole(totals.purchases)],
        [words.totals.purchased, money(totals.purchase_value)],
        [words.totals.sales, whole(totals.sales)],
        [words.totals.sold, money(totals.sale_value)],
        [words.totals.net, decimal(totals.shares_net)],
        [words.totals.valueNet, money(totals.value_net)],
      ]}
    />
  );
}

const Issuers = ({ issuers }: { issuers: InsiderView['issuers'] }) => (
  <ShortTable
    caption={words.panels.issuers}
    rows={issuers}
    keyOf={({ cik }) => cik}
    columns={[
      { title: words.issuers.issuer, cell: ({ name, cik }) => name ?? cik },
      { title: words.issuers.tickers, cell: ({ tickers }) => <Tickers of={tickers} /> },
      { title: words.issuers.filings, isNumber: true, cell: ({ filings }) => whole(filings) },
      { title: words.issuers.first, cell: ({ first_filed_on: day }) => day },
      { title: words.issuers.last, cell: ({ last_filed_on: day }) => day },
    ]}
  />
);
