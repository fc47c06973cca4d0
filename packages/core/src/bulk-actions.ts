// Words of bulk actions that the store, the engine, the API and its clients share.

/** What a bulk action does with each of its items, and the fields that select them: those of the list that shows them. */
export const bulkActionFilters = {
  'revive-dead-letters': ['dataset', 'ticker', 'code'],
  'resolve-findings': ['check', 'ticker', 'severity', 'from', 'to'],
  'cancel-runs': ['dataset', 'trigger', 'state', 'ticker'],
  'retry-targets': ['run', 'code'],
  'request-filings': ['q', 'exchange', 'kind'],
  'recheck-prices': ['q', 'exchange', 'kind'],
  'track-tickers': ['q', 'exchange', 'kind'],
  'untrack-tickers': ['q', 'exchange', 'kind'],
} as const;

export type BulkActionKind = keyof typeof bulkActionFilters;

export const bulkActionKinds = Object.keys(bulkActionFilters) as [BulkActionKind, ...BulkActionKind[]];

/** Whether so many items are too far from the number that was confirmed: more than a tenth of it. */
export const hasCountMoved = (confirmed: number, now: number): boolean => Math.abs(now - confirmed) * 10 > confirmed;
