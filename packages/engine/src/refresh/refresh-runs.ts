import { refreshedDatasets } from '@tickermill/core';
import type { NewRun } from '@tickermill/store/ledger';
import type { RefreshRequest } from '@tickermill/store/refresh';

/** After so many failures of a source in a row its run is stopped and ends partial. */
const maxConsecutiveFailures = 50;

/** Which stocks are meant where no ticker is named; the prices are those of the active tickers always. */
const scopes: Readonly<Partial<Record<NewRun['dataset'], string>>> = {
  reports: 'listed',
  'company-facts': 'listed',
  'company-profile': 'listed',
};

/** The runs that a refresh is made of, one for each dataset; those of a schedule are no more urgent than others of schedules. */
export const refreshRuns = (
  { tickers, limit, force }: Omit<RefreshRequest, 'profile'>,
  trigger: 'manual' | 'schedule',
): NewRun[] =>
  refreshedDatasets.map((dataset) => {
    const scope = tickers === null ? scopes[dataset] : undefined;
    return {
      dataset,
      trigger,
      request: {
        tickers,
        params: scope === undefined ? {} : { scope },
        force,
        ...(limit === null ? {} : { limit }),
      },
      maxConsecutiveFailures,
    };
  });
