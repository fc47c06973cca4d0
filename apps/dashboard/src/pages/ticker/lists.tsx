import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Answered, Empty, Panel } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { State } from '../../components/state.tsx';
import { Time } from '../../components/time.tsx';
import { absent, briefMoney, decimal, rounded, whole } from '../../format/numbers.ts';
import { runs } from '../../strings/runs.ts';
import { ticker as strings } from '../../strings/ticker.ts';

interface ListProps {
  readonly ticker: string;
}

const limit = 10;
const bought = { A: '▲', D: '▼' } as const;
const mono = 'font-mono text-[12.5px]';

/** The latest insider trades. */
export function Trades({ ticker }: ListProps): ReactNode {
  const { title, all, nothing, columns } = strings.trades;
  const query = useAnswer('/insider-trades', { query: { ticker, limit } });
  return (
    <Panel title={title} aside={<a href={`/insider-trades?ticker=${ticker}`}>{all}</a>}>
      <Answered query={query} rows={limit}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{nothing}</Empty>
          ) : (
            <ShortTable
              caption={title}
              rows={items}
              keyOf={({ accession, table, line }) => `${accession} ${table} ${line}`}
              columns={[
                { title: columns.date, cell: ({ date }) => date ?? absent },
                {
                  title: columns.insider,
                  cell: ({ owners }) => owners.map(({ name, cik }) => name ?? cik).join(', '),
                },
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
          )
        }
      </Answered>
    </Panel>
  );
}

/** The latest filings. */
export function Filings({ ticker }: ListProps): ReactNode {
  const { title, all, nothing, columns } = strings.filings;
  const query = useAnswer('/filings', { query: { ticker, limit } });
  return (
    <Panel title={title} aside={<a href={`/insider-trades?ticker=${ticker}`}>{all}</a>}>
      <Answered query={query} rows={limit}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{nothing}</Empty>
          ) : (
            <ShortTable
              caption={title}
              rows={items}
              keyOf={({ accession }) => accession}
              columns={[
                { title: columns.filed, cell: ({ filed_on: day }) => day },
                { title: columns.form, cell: ({ form }) => form },
                { title: columns.owner, cell: ({ owners }) => owners.map(({ name, cik }) => name ?? cik).join(', ') },
                { title: columns.trades, isNumber: true, cell: ({ trades }) => whole(trades) },
                {
                  title: columns.accession,
                  cell: ({ accession }) => (
                    <a href={`/filings/${accession}`} className={`${mono} whitespace-nowrap`}>
                      {accession}
                    </a>
                  ),
                },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

/** What checks have found and nobody has resolved. */
export function Findings({ ticker }: ListProps): ReactNode {
  const { title, all, nothing, columns } = strings.findings;
  const query = useAnswer('/qa/findings', { query: { ticker, limit } });
  return (
    <Panel title={title} aside={<a href={`/quality?ticker=${ticker}`}>{all}</a>}>
      <Answered query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{nothing}</Empty>
          ) : (
            <ShortTable
              caption={title}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                { title: columns.day, cell: ({ date }) => date },
                { title: columns.check, cell: ({ check }) => <span className={mono}>{check}</span> },
                { title: columns.severity, cell: ({ severity }) => <State state={severity} /> },
                { title: columns.remedy, cell: ({ remedy }) => remedy },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}

/** The latest executions: each run that had this ticker, and what came of it. */
export function History({ ticker }: ListProps): ReactNode {
  const { title, all, nothing, columns } = strings.history;
  const query = useAnswer('/scheduler/history/{ticker}', { params: { ticker }, query: { limit } });
  return (
    <Panel
      title={title}
      aside={
        <Link to="/runs" search={{ ticker }}>
          {all}
        </Link>
      }
    >
      <Answered query={query} rows={limit}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{nothing}</Empty>
          ) : (
            <ShortTable
              caption={title}
              rows={items}
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
                      <State state={partial ? 'partial' : status} />{' '}
                      {code ? (
                        <span className={`${mono} text-bad`}>{code}</span>
                      ) : (
                        skip && (runs.skipReasons[skip] ?? skip)
                      )}
                    </>
                  ),
                },
                { title: columns.found, isNumber: true, cell: ({ filings_found: found }) => whole(found) },
                { title: columns.stored, isNumber: true, cell: ({ trades_created: stored }) => whole(stored) },
                {
                  title: columns.at,
                  cell: ({ completed_at: at }) => (at ? <Time at={at} /> : absent),
                },
              ]}
            />
          )
        }
      </Answered>
    </Panel>
  );
}
