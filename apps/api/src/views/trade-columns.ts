import type { TradeView } from '@tickermill/core/contracts';
import type { Column } from '@tickermill/lake';

const joined = (values: readonly (string | null)[]) => values.join('; ');

/**
 * The columns of trades, the same in every format that has any. Amounts are text, with every digit that was filed: no
 * decimal type of a file holds them all.
 */
export const tradeColumns: Column<TradeView>[] = [
  { name: 'tickers', type: 'text', of: ({ tickers }) => tickers.join(' ') },
  { name: 'issuer_cik', type: 'text', of: ({ issuer_cik }) => issuer_cik },
  { name: 'issuer_name', type: 'text', of: ({ issuer_name }) => issuer_name },
  { name: 'accession', type: 'text', of: ({ accession }) => accession },
  { name: 'form', type: 'text', of: ({ form }) => form },
  { name: 'table', type: 'text', of: ({ table }) => table },
  { name: 'line', type: 'bigint', of: ({ line }) => String(line) },
  { name: 'security', type: 'text', of: ({ security }) => security },
  { name: 'date', type: 'date', of: ({ date }) => date },
  { name: 'deemed_date', type: 'date', of: ({ deemed_date }) => deemed_date },
  { name: 'code', type: 'text', of: ({ code }) => code },
  { name: 'acquired_disposed', type: 'text', of: ({ acquired_disposed }) => acquired_disposed },
  { name: 'shares', type: 'text', of: ({ shares }) => shares },
  { name: 'price', type: 'text', of: ({ price }) => price },
  { name: 'value', type: 'text', of: ({ value }) => value },
  { name: 'shares_after', type: 'text', of: ({ shares_after }) => shares_after },
  { name: 'ownership', type: 'text', of: ({ ownership }) => ownership },
  { name: 'nature', type: 'text', of: ({ nature }) => nature },
  { name: 'is_10b5_1', type: 'boolean', of: ({ is_10b5_1 }) => is_10b5_1 },
  { name: 'filed_on', type: 'date', of: ({ filed_on }) => filed_on },
  { name: 'filed_at', type: 'instant', of: ({ filed_at }) => filed_at },
  { name: 'owner_ciks', type: 'text', of: ({ owners }) => joined(owners.map(({ cik }) => cik)) },
  { name: 'owners', type: 'text', of: ({ owners }) => joined(owners.map(({ name }) => name)) },
  { name: 'owner_roles', type: 'text', of: ({ owners }) => joined(owners.map(({ roles }) => roles.join(' '))) },
  { name: 'flags', type: 'text', of: ({ flags }) => flags.join(' ') },
  { name: 'notes', type: 'text', of: ({ notes }) => notes.join(' ') },
  { name: 'superseded_by', type: 'text', of: ({ superseded_by }) => superseded_by },
  { name: 'same_trade_as', type: 'text', of: ({ same_trade_as }) => same_trade_as },
  { name: 'same_trade_line', type: 'bigint', of: ({ same_trade_line: line }) => (line === null ? null : String(line)) },
  { name: 'counted', type: 'boolean', of: ({ counted }) => counted },
  { name: 'url', type: 'text', of: ({ url }) => url },
];
