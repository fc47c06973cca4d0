import type { NewRun } from '@tickermill/store/ledger';

/** The run of a manual request, before it is a row. */
export const manualRun = (
  tickers: readonly string[],
  {
    daysBack,
    maxFilings,
    force,
    limit,
    maxConsecutiveFailures,
  }: {
    daysBack: number;
    maxFilings: number;
    force: boolean;
    limit?: number | undefined;
    maxConsecutiveFailures?: number | undefined;
  },
): NewRun => ({
  dataset: 'insider-trades',
  trigger: 'manual',
  request: { tickers, params: { daysBack, maxFilings }, force, ...(limit === undefined ? {} : { limit }) },
  maxConsecutiveFailures,
});
