import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import type { Answer } from '../../api/routes.ts';
import { AnsweredTable } from '../../components/answered-table.tsx';
import { Choice } from '../../components/choice.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Facts } from '../../components/facts.tsx';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { absent, briefMoney, decimal, whole } from '../../format/numbers.ts';
import { insiderTrades } from '../../strings/insider-trades.ts';
import { groupLink, groupName } from './groups.ts';
import { filterOf, TradeFilter } from './trade-filter.tsx';

const { statistics: words } = insiderTrades;
const route = getRouteApi('/insider-trades');
type Stats = Answer<'get', '/insider-trades/stats'>;
type Group = Stats['items'][number];

const sorts = ['key', '-key', 'trades', '-trades', 'value_net', '-value_net'] as const;
const orders = [...sorts, 'value_acquired', '-value_acquired', 'value_disposed', '-value_disposed'] as const;

/** What trades come to, by company, insider, code or month. */
export function Statistics(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { page, limit, group, by } = search;
  const sort = orders.find((order) => order === by);
  const query = useAnswer('/insider-trades/stats', {
    query: { ...filterOf(search), page, limit, group_by: group, ...(sort && { sort }) },
  });
  const narrow = (to: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, page: 1, ...to }), replace: true });
  return (
    <div className="grid gap-3">
      <Panel title={words.totals}>
        <Answered query={query} rows={2}>
          {({ totals }) => <Totals totals={totals} />}
        </Answered>
      </Panel>
      <div className="card">
        <AnsweredTable
          query={query}
          skeleton={10}
          caption={words.caption(insiderTrades.groups[group])}
          columns={columnsOf(group)}
          keyOf={({ key }) => key ?? words.unknown}
          list={JSON.stringify(search)}
          sort={{ by: by || (group === 'month' ? '-key' : '-trades'), onSort: (to) => narrow({ by: to }) }}
          tools={
            <>
              <Choice
                label={insiderTrades.filters.group}
                value={group}
                words={['ticker', 'insider', 'code', 'month']}
                onChange={(to) => narrow({ group: to as typeof group, by: '' })}
              />
              <TradeFilter narrow={narrow} />
            </>
          }
          empty={<Empty>{words.nothing}</Empty>}
          pages={{ page, limit, onChange: narrow }}
        />
      </div>
    </div>
  );
}

function Totals({ totals }: { totals: Stats['totals'] }): ReactNode {
  const { columns } = words;
  return (
    <Facts
      facts={[
        [columns.trades, whole(totals.trades)],
        [columns.purchases, whole(totals.purchases)],
        [columns.purchased, <Money key="bought" value={totals.purchase_value} />],
        [columns.sales, whole(totals.sales)],
        [columns.sold, <Money key="sold" value={totals.sale_value} />],
        [columns.net, decimal(totals.shares_net)],
      ]}
    />
  );
}

const Money = ({ value }: { value: string }) => (
  <span className="whitespace-nowrap" title={`${decimal(value)} USD`}>
    {briefMoney(value, 'USD')}
  </span>
);

const columnsOf = (group: 'ticker' | 'insider' | 'code' | 'month'): Column<Group>[] => [
  {
    id: 'key',
    title: words.columns.key,
    isHead: true,
    sorts: ['key', '-key'],
    cell: (of) => {
      const link = groupLink(group, of);
      const name = groupName(group, of);
      return link ? (
        <Link
          from="/insider-trades"
          to="/insider-trades"
          // What is summed without a choice are shares.
          search={(before) => ({ ...before, table: before.table || 'non-derivative', ...link })}
        >
          {name}
        </Link>
      ) : (
        name
      );
    },
  },
  {
    id: 'trades',
    title: words.columns.trades,
    isNumber: true,
    sorts: ['trades', '-trades'],
    cell: ({ trades }) => whole(trades),
  },
  { id: 'purchases', title: words.columns.purchases, isNumber: true, cell: ({ purchases }) => whole(purchases) },
  {
    id: 'purchased',
    title: words.columns.purchased,
    isNumber: true,
    cell: ({ purchase_value: value }) => <Money value={value} />,
  },
  { id: 'sales', title: words.columns.sales, isNumber: true, cell: ({ sales }) => whole(sales) },
  { id: 'sold', title: words.columns.sold, isNumber: true, cell: ({ sale_value: value }) => <Money value={value} /> },
  {
    id: 'acquired',
    title: words.columns.acquired,
    isNumber: true,
    sorts: ['value_acquired', '-value_acquired'],
    cell: ({ value_acquired: value }) => <Money value={value} />,
  },
  {
    id: 'disposed',
    title: words.columns.disposed,
    isNumber: true,
    sorts: ['value_disposed', '-value_disposed'],
    cell: ({ value_disposed: value }) => <Money value={value} />,
  },
  {
    id: 'net',
    title: words.columns.net,
    isNumber: true,
    cell: ({ shares_net: net }) => (net === '' ? absent : decimal(net)),
  },
];
