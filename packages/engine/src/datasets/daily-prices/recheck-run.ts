import type { NewRun } from '@tickermill/store/ledger';

/** The run that requests stored prices again, fresh or not; without days the usual lookback. */
export const recheckRun = (
  tickers: readonly string[],
  days: { readonly from?: string; readonly to?: string } = {},
): NewRun => ({
  dataset: 'daily-prices',
  trigger: 'manual',
  request: { tickers, params: { ...days }, force: true },
});
