import type { eventRoutes } from '@tickermill/core/contracts';
import type { StoredEvent } from '@tickermill/store/events';
import type { z } from 'zod';

/** Which events a reader wants. */
export type Wanted = Omit<z.output<typeof eventRoutes.stream.query>, 'last_event_id'>;

/** Whether a reader wants an event: one that lacks what the reader names is not wanted. */
export function isWanted({ types, ticker, dataset, run }: Wanted, { type, data }: StoredEvent): boolean {
  if (types && !types.some((each) => type === each || type.startsWith(`${each}.`))) return false;
  if (dataset !== undefined && data['dataset'] !== dataset) return false;
  if (run !== undefined && data['run'] !== run) return false;
  return ticker === undefined || (Array.isArray(data['tickers']) && data['tickers'].includes(ticker));
}
