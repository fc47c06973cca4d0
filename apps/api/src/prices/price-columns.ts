import type { PriceBarView } from '@tickermill/core/contracts';
import type { Column } from '@tickermill/lake';
import type { ListedBar } from '@tickermill/store/prices';

/** A bar as the API returns it. */
export const toBarView = ({ adjClose, knownFrom, checkedAt, ...bar }: ListedBar): PriceBarView => ({
  ...bar,
  adj_close: adjClose,
  known_from: knownFrom.toISOString(),
  checked_at: checkedAt?.toISOString() ?? null,
});

/** A bar with the ticker of its instrument. */
export type TickerBar = PriceBarView & { readonly ticker: string };

/** The columns of prices, the same in every format that has any. */
export const priceColumns: Column<TickerBar>[] = [
  { name: 'ticker', type: 'text', of: ({ ticker }) => ticker },
  { name: 'date', type: 'date', of: ({ date }) => date },
  { name: 'open', type: 'decimal', of: ({ open }) => open },
  { name: 'high', type: 'decimal', of: ({ high }) => high },
  { name: 'low', type: 'decimal', of: ({ low }) => low },
  { name: 'close', type: 'decimal', of: ({ close }) => close },
  { name: 'adj_close', type: 'decimal', of: ({ adj_close }) => adj_close },
  { name: 'volume', type: 'bigint', of: ({ volume }) => volume },
  { name: 'currency', type: 'text', of: ({ currency }) => currency },
  { name: 'provider', type: 'text', of: ({ provider }) => provider },
  { name: 'final', type: 'boolean', of: ({ final }) => final },
  { name: 'known_from', type: 'instant', of: ({ known_from }) => known_from },
  { name: 'checked_at', type: 'instant', of: ({ checked_at }) => checked_at },
];
