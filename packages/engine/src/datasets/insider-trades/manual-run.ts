import type { NewRun } from '@tickermill/store/ledger';

/** The run of a manual request, before it is a row. */
export const manualRun = (
  tickers: readonly string[],
  {
    daysBack,
    maxFilings,
    force,
    isNamed,
    limit,
    maxConsecutiveFailures,
  }: {
    daysBack: number;
    maxFilings: number;
    force: boolean;
    isNamed?: boolean | undefined;
    limit?: number | undefined;
    maxConsecutiveFailures?: number | undefined;
  },
): NewRun => ({
  dataset: 'insider-trades',
  trigger: 'manual',
  request: {
    tickers,
    params: { daysBack, maxFilings },
    force,
    ...(isNamed ? { isNamed } : {}),
    ...(limit === undefined ? {} : { limit }),
  },
  maxConsecutiveFailures,
});
