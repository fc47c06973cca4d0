import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAnswer } from '../../api/queries.ts';
import { Opened } from '../../components/opened.tsx';
import { Answered, Empty } from '../../components/panel.tsx';
import { ShortTable } from '../../components/short-table.tsx';
import { Owners } from '../../components/trade-columns.tsx';
import { briefMoney, decimal, whole } from '../../format/numbers.ts';
import { insiderTrades } from '../../strings/insider-trades.ts';

const { rules: words } = insiderTrades;
const limit = 100;

/** The latest filings that a rule was waiting for. */
export function RuleMatches({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const query = useAnswer('/watch-rules/{id}/matches', { params: { id }, query: { limit } });
  return (
    <Opened title={words.rule(id)} onClose={onClose}>
      <Answered query={query} rows={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{words.noMatch}</Empty>
          ) : (
            <ShortTable
              caption={words.rule(id)}
              rows={items}
              keyOf={({ accession }) => accession}
              columns={[
                {
                  title: words.match.filed,
                  cell: ({ accession, filed_on: day }) => (
                    <Link to="/filings/$accession" params={{ accession }} className="whitespace-nowrap">
                      {day}
                    </Link>
                  ),
                },
                { title: words.match.issuer, cell: ({ issuer: { cik, name, symbol } }) => symbol ?? name ?? cik },
                { title: words.match.insider, cell: ({ owners }) => <Owners of={owners} /> },
                {
                  title: words.match.value,
                  isNumber: true,
                  cell: ({ value }) => <span title={decimal(value)}>{briefMoney(value, 'USD')}</span>,
                },
                { title: words.match.trades, isNumber: true, cell: ({ trades }) => whole(trades) },
              ]}
            />
          )
        }
      </Answered>
    </Opened>
  );
}
