import { Link } from '@tanstack/react-router';
import type { FilingDetail } from '@tickermill/core/contracts';
import type { ReactNode } from 'react';
import { ShortTable } from '../../components/short-table.tsx';
import { Code } from '../../components/trade-columns.tsx';
import { absent, decimal, rounded } from '../../format/numbers.ts';
import { filing as words } from '../../strings/insider-trades.ts';

type Trade = FilingDetail['trades'][number];
type Holding = FilingDetail['holdings'][number];
const { columns } = words;

const keyOf = ({ table, line }: Trade | Holding) => `${table} ${line}`;

const line = {
  title: columns.line,
  cell: ({ table, line: number }: Trade | Holding) => `${words.tables[table]} ${number}`,
};
const security = { title: columns.security, cell: (of: Trade | Holding) => of.security ?? absent };
const after = { title: columns.after, isNumber: true, cell: (of: Trade | Holding) => decimal(of.shares_after) };
const ownership = {
  title: columns.ownership,
  cell: ({ ownership: how, nature }: Trade | Holding) =>
    [how ? words.ownership[how] : '', nature].filter(Boolean).join(': '),
};
const notes = {
  title: columns.notes,
  cell: (of: Trade | Holding) => <Notes of={of} />,
};

/** What was traded, line by line. */
export const Trades = ({ trades }: { trades: readonly Trade[] }): ReactNode => (
  <ShortTable
    caption={words.panels.trades}
    rows={trades}
    keyOf={keyOf}
    columns={[
      line,
      { title: columns.date, cell: ({ date }) => <span className="whitespace-nowrap">{date ?? absent}</span> },
      security,
      {
        title: columns.code,
        cell: ({ code, acquired_disposed: acquired }) => <Code code={code} acquired={acquired} />,
      },
      { title: columns.shares, isNumber: true, cell: ({ shares }) => decimal(shares) },
      {
        title: columns.price,
        isNumber: true,
        cell: ({ price }) => <span title={decimal(price)}>{rounded(price, 2)}</span>,
      },
      { title: columns.value, isNumber: true, cell: ({ value }) => rounded(value, 2) },
      after,
      ownership,
      notes,
    ]}
  />
);

/** What was held besides. */
export const Holdings = ({ holdings }: { holdings: readonly Holding[] }): ReactNode => (
  <ShortTable
    caption={words.panels.holdings}
    rows={holdings}
    keyOf={keyOf}
    columns={[line, security, after, ownership, notes]}
  />
);

/** Which footnotes explain a line, and which filing restates it or reports the same. */
function Notes({ of }: { of: Trade | Holding }): ReactNode {
  const ids = [...new Set(Object.values(of.footnotes).flat())];
  const same = 'same_trade_as' in of ? of.same_trade_as : null;
  return (
    <span className="flex flex-wrap gap-x-2 text-[12.5px]">
      {ids.map((id) => (
        <a key={id} href={`#${id}`} className="font-mono">
          {id}
        </a>
      ))}
      {of.superseded_by && <ToFiling accession={of.superseded_by}>{words.superseded(of.superseded_by)}</ToFiling>}
      {same && <ToFiling accession={same}>{words.same(same)}</ToFiling>}
    </span>
  );
}

const ToFiling = ({ accession, children }: { accession: string; children: ReactNode }) => (
  <Link to="/filings/$accession" params={{ accession }}>
    {children}
  </Link>
);
