import { type AskedTicker, PipelineError, tickerForms } from '@tickermill/core';
import type { Database } from '../database.ts';
import { similarTicker } from './similar-tickers.ts';

/** That nothing is listed under these tickers, with one that can be had, and how tickers are written. */
export async function unknownTickers(db: Database, tickers: readonly AskedTicker[]): Promise<PipelineError> {
  const [first] = tickers;
  const similar = first === undefined ? null : await similarTicker(db, first);
  const listed = similar ? ` ${similar.ticker} (${similar.name}) is listed.` : '';
  return new PipelineError(
    'UNKNOWN_TICKER',
    `No listed company has the ticker ${tickers.join(', ')}.${listed} Tickers are written as ${tickerForms}.`,
    { detail: { tickers: [...tickers], similar: similar?.ticker ?? null } },
  );
}
