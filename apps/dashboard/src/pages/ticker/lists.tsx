import { Link } from '@tanstack/react-router';
import { skipReason } from '@tickermill/core/skip-reasons';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { useFilings } from '../../api/use-filings.ts';
import { Answered, type AnsweredQuery, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable, type ShortTableProps } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, briefMoney, decimal, rounded, whole } from '../../format/numbers.ts';
import { ticker as strings } from '../../strings/ticker.ts';

const limit = 10;
const bought = { A: '▲', D: '▼' } as const;
const mono = 'font-mono text-[12.5px]';

/** What else is stored of a ticker: the latest of each, and a link to all. */
export function Lists({ ticker }: { ticker: string }): ReactNode {
  return (
    <div className="grid items-start gap-3 xl:grid-cols-2">
      <Trades ticker={ticker} />
      <Filings ticker={ticker} />
      <Findings ticker={ticker} />
      <History ticker={ticker} />
    </div>
  );
}

interface ListProps {
  readonly ticker: string;
}

function Trades({ ticker }: ListProps): ReactNode {
  const { columns, ...words } = strings.trades;
  return (
    <List
      {...words}
      query={useAnswer('/insider-trades', { query: { ticker, limit } })}
      toAll={
        <Link to="/insider-trades" search={{ ticker }}>
          {words.all}
        </Link>
      }
      keyOf={({ accession, table, line }) => `${accession} ${table} ${line}`}
      columns={[
        { title: columns.date, cell: ({ date }) => date ?? absent },
        { title: columns.insider, cell: ({ owners }) => namesOf(owners) },
        {
          title: columns.code,
          cell: ({ code, acquired_disposed: way }) => `${way ? `${bought[way]} ` : ''}${code ?? absent}`,
        },
        { title: columns.shares, isNumber: true, cell: ({ shares }) => decimal(shares) },
        {
          title: columns.price,
          isNumber: true,
          cell: ({ price }) => <span title={decimal(price)}>{rounded(price, 2)}</span>,
        },
        {
          title: columns.value,
          isNumber: true,
          cell: ({ value }) => <span title={`${decimal(value)} USD`}>{briefMoney(value, 'USD')}</span>,
        },
      ]}
    />
  );
}

function Filings({ ticker }: ListProps): ReactNode {
  const { columns, ...words } = strings.filings;
  return (
    <List
      {...words}
      query={useFilings({ query: { ticker, limit } })}
      toAll={
        <Link to="/insider-trades" search={{ tab: 'filings', ticker }}>
          {words.all}
        </Link>
      }
      keyOf={({ accession }) => accession}
      columns={[
        { title: columns.filed, cell: ({ filed_on: day }) => <span className="whitespace-nowrap">{day}</span> },
        { title: columns.form, cell: ({ form }) => form },
        { title: columns.owner, cell: ({ owners }) => namesOf(owners) },
        { title: columns.trades, isNumber: true, cell: ({ trades }) => whole(trades) },
        {
          title: columns.accession,
          cell: ({ accession }) => (
            <Link to="/filings/$accession" params={{ accession }} className={`${mono} whitespace-nowrap`}>
              {accession}
            </Link>
          ),
        },
      ]}
    />
  );
}

/** What checks have found and nobody has resolved. */
function Findings({ ticker }: ListProps): ReactNode {
  const { columns, ...words } = strings.findings;
  return (
    <List
      {...words}
      query={useAnswer('/qa/findings', { query: { ticker, limit } })}
      toAll={
        <Link to="/quality" search={{ ticker }}>
          {words.all}
        </Link>
      }
      keyOf={({ id }) => id}
      columns={[
        { title: columns.day, cell: ({ date }) => date },
        { title: columns.check, cell: ({ check }) => <span className={mono}>{check}</span> },
        { title: columns.severity, cell: ({ severity }) => <State state={severity} /> },
        { title: columns.remedy, cell: ({ remedy }) => remedy },
      ]}
    />
  );
}

/** Each run that had this ticker, and what came of it. */
function History({ ticker }: ListProps): ReactNode {
  const { columns, ...words } = strings.history;
  return (
    <List
      {...words}
      query={useAnswer('/scheduler/history/{ticker}', { params: { ticker }, query: { limit } })}
      toAll={
        <Link to="/runs" search={{ ticker }}>
          {words.all}
        </Link>
      }
      keyOf={({ id }) => id}
      columns={[
        {
          title: columns.run,
          cell: ({ run_id: run }) => (
            <Link to="/runs/$id" params={{ id: run }} className={mono}>
              {run}
            </Link>
          ),
        },
        { title: columns.dataset, cell: ({ dataset }) => dataset },
        {
          title: columns.state,
          cell: ({ status, partial, skip_reason: skip, error_code: code }) => (
            <>
              {/* The same word as in the run. */}
              <State state={partial ? 'partial' : status === 'success' ? 'done' : status} />{' '}
              {code ? <span className={`${mono} text-bad`}>{code}</span> : skip && skipReason(skip)}
            </>
          ),
        },
        { title: columns.found, isNumber: true, cell: ({ filings_found: found }) => whole(found) },
        { title: columns.stored, isNumber: true, cell: ({ trades_created: stored }) => whole(stored) },
        { title: columns.at, cell: ({ completed_at: at }) => (at ? <Time at={at} /> : absent) },
      ]}
    />
  );
}

interface ListPanelProps<R> extends Omit<ShortTableProps<R>, 'caption' | 'rows'> {
  readonly title: string;
  readonly nothing: string;
  readonly toAll: ReactNode;
  readonly query: AnsweredQuery<{ readonly items: readonly R[] }>;
}

function List<R>({ title, nothing, toAll, query, ...table }: ListPanelProps<R>): ReactNode {
  return (
    <Panel title={title} aside={toAll}>
      <Answered query={query} rows={limit}>
        {({ items }) =>
          items.length === 0 ? <Empty>{nothing}</Empty> : <ShortTable {...table} caption={title} rows={items} />
        }
      </Answered>
    </Panel>
  );
}

const namesOf = (owners: readonly { readonly name: string | null; readonly cik: string }[]): string =>
  owners.map(({ name, cik }) => name ?? cik).join(', ');
