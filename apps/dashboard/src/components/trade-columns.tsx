import { Link } from '@tanstack/react-router';
import type { TradeView } from '@tickermill/core/contracts';
import { Fragment, type ReactNode } from 'react';
import { absent, briefMoney, decimal, rounded } from '../format/numbers.ts';
import { insiderTrades } from '../strings/insider-trades.ts';
import type { Column } from './data-table.tsx';

const { columns: titles } = insiderTrades;
const mono = 'font-mono text-[12.5px]';
const way = { A: '▲', D: '▼' } as const;

/** A transaction code with what it means, and the way that it went. */
export function Code({ code, acquired }: { code: string | null; acquired: TradeView['acquired_disposed'] }): ReactNode {
  return (
    <span className="whitespace-nowrap">
      {acquired && <span aria-hidden="true">{way[acquired]} </span>}
      {code ?? absent} <span className="text-quiet">{code && insiderTrades.codes[code]}</span>
    </span>
  );
}

/** Insiders, each with the way to all that it has filed. */
export function Owners({ of }: { of: readonly { readonly cik: string; readonly name: string | null }[] }): ReactNode {
  return of.map(({ cik, name }, index) => (
    <Fragment key={cik}>
      {index > 0 && ', '}
      <Link to="/insiders/$cik" params={{ cik }}>
        {name ?? cik}
      </Link>
    </Fragment>
  ));
}

/** Tickers, each with the way to its page. */
export function Tickers({ of }: { of: readonly string[] }): ReactNode {
  return of.map((ticker, index) => (
    <Fragment key={ticker}>
      {index > 0 && ', '}
      <Link to="/tickers/$ticker" params={{ ticker }} className="font-medium">
        {ticker}
      </Link>
    </Fragment>
  ));
}

/** What identifies a trade. */
export const keyOfTrade = ({ accession, table, line }: TradeView): string => `${accession} ${table} ${line}`;

/** How a list shows trades. */
export const tradeColumns: readonly Column<TradeView>[] = [
  {
    id: 'ticker',
    title: titles.ticker,
    isHead: true,
    cell: ({ tickers, issuer_name: name, issuer_cik: cik }) =>
      tickers.length === 0 ? <span>{name ?? cik}</span> : <Tickers of={tickers} />,
  },
  {
    id: 'date',
    title: titles.date,
    sorts: ['date', '-date'],
    cell: ({ date }) => <span className="whitespace-nowrap">{date ?? absent}</span>,
  },
  { id: 'insider', title: titles.insider, cell: ({ owners }) => <Owners of={owners} /> },
  {
    id: 'roles',
    title: titles.roles,
    cell: ({ owners }) => [...new Set(owners.flatMap(({ roles, title }) => title ?? roles))].join(', '),
  },
  {
    id: 'code',
    title: titles.code,
    cell: ({ code, acquired_disposed: acquired }) => <Code code={code} acquired={acquired} />,
  },
  { id: 'security', title: titles.security, isExtra: true, cell: ({ security }) => security },
  { id: 'shares', title: titles.shares, isNumber: true, cell: ({ shares }) => decimal(shares) },
  {
    id: 'price',
    title: titles.price,
    isNumber: true,
    cell: ({ price }) => <span title={decimal(price)}>{rounded(price, 2)}</span>,
  },
  {
    id: 'value',
    title: titles.value,
    isNumber: true,
    sorts: ['value', '-value'],
    cell: ({ value }) => (
      <span className="whitespace-nowrap" title={`${decimal(value)} USD`}>
        {briefMoney(value, 'USD')}
      </span>
    ),
  },
  {
    id: 'after',
    title: titles.after,
    isNumber: true,
    isExtra: true,
    cell: ({ shares_after: after }) => decimal(after),
  },
  {
    id: 'filed',
    title: titles.filed,
    sorts: ['filed_at', '-filed_at'],
    cell: ({ filed_on: day, form, accession }) => (
      <Link to="/filings/$accession" params={{ accession }} className="whitespace-nowrap">
        {day} <span className="text-quiet">{form}</span>
      </Link>
    ),
  },
  {
    id: 'flags',
    title: titles.flags,
    cell: ({ flags, notes, counted, is_10b5_1: plan }) => (
      <span className="text-quiet" title={notes.join(' ')}>
        {[...(counted ? [] : [insiderTrades.notCounted]), ...(plan ? [insiderTrades.plan] : []), ...flags].join(', ')}
      </span>
    ),
  },
  {
    id: 'filing',
    title: titles.filing,
    isExtra: true,
    cell: ({ accession }) => <span className={mono}>{accession}</span>,
  },
];
