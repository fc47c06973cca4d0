import { Link } from '@tanstack/react-router';
import type { PortfolioDetail, PortfolioHoldingView } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Facts } from '../../components/facts.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable, type ShortTableProps } from '../../components/short-table.tsx';
import { absent, decimal, percent, rounded } from '../../format/numbers.ts';
import { portfolios } from '../../strings/portfolios.ts';
import { History } from './history.tsx';
import { Trades } from './trades.tsx';

const { holdings: words, sums } = portfolios;

/** One portfolio: what it is worth, what it holds, how that came to be. */
export function OpenPortfolio({ name }: { name: string }): ReactNode {
  const query = useAnswer('/portfolios/{name}', { params: { name } });
  return (
    <>
      <Panel title={query.data ? words.title(name, query.data.day) : name} id="holdings">
        <Answered query={query} rows={6}>
          {(portfolio) => (
            <>
              <Facts facts={factsOf(portfolio)} />
              {portfolio.holdings.length === 0 ? (
                <Empty>{words.nothing}</Empty>
              ) : (
                <ShortTable
                  caption={words.caption(name)}
                  columns={columns}
                  rows={portfolio.holdings}
                  keyOf={({ ticker }) => ticker}
                />
              )}
            </>
          )}
        </Answered>
      </Panel>
      <History name={name} currency={query.data?.currency ?? ''} />
      <Trades name={name} />
    </>
  );
}

const factsOf = (portfolio: PortfolioDetail): [string, ReactNode][] =>
  (
    [
      [sums.value, portfolio.value],
      [sums.cost, portfolio.cost],
      [sums.unrealised, portfolio.unrealised],
      [sums.dayChange, portfolio.day_change],
      [sums.realised, portfolio.realised],
      [sums.dividends, portfolio.dividends],
      [sums.fees, portfolio.fees],
    ] as const
  ).map(([title, amount]) => [
    title,
    <span key={title} title={decimal(amount)}>
      {amount === null ? absent : `${rounded(amount, 2)} ${portfolio.currency}`}
    </span>,
  ]);

/** Two digits are read, all of them are there on hover. */
const money = (amount: string | null) => <span title={decimal(amount)}>{rounded(amount, 2)}</span>;

function remarkOn({ missing, stale, price_day: priceDay, rate_day: rateDay }: PortfolioHoldingView): string {
  const old = stale.map((what) => words.stale[what]((what === 'price' ? priceDay : rateDay) ?? ''));
  return [...(missing ? [words.missing[missing]] : []), ...old].join(', ');
}

const columns: ShortTableProps<PortfolioDetail['holdings'][number]>['columns'] = [
  {
    title: words.columns.ticker,
    cell: ({ ticker }) => (
      <Link to="/tickers/$ticker" params={{ ticker }} className="font-medium">
        {ticker}
      </Link>
    ),
  },
  { title: words.columns.name, cell: ({ name }) => name },
  { title: words.columns.quantity, isNumber: true, cell: ({ quantity }) => decimal(quantity) },
  {
    title: words.columns.price,
    isNumber: true,
    cell: ({ price, currency }) => (price === null ? absent : `${decimal(price)} ${currency ?? ''}`),
  },
  { title: words.columns.value, isNumber: true, cell: ({ value }) => money(value) },
  { title: words.columns.unrealised, isNumber: true, cell: ({ unrealised }) => money(unrealised) },
  { title: words.columns.dayChange, isNumber: true, cell: ({ day_change: amount }) => money(amount) },
  {
    title: words.columns.weight,
    isNumber: true,
    cell: ({ weight }) => (weight === null ? absent : percent(Number(weight) * 100)),
  },
  { title: words.columns.remark, cell: (holding) => <span className="text-warn">{remarkOn(holding)}</span> },
];
