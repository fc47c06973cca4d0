import { addDays, dayAt, edgarZone } from '@tickermill/core';
import { companiesToAskAgain, recordFoundReports } from '@tickermill/store/fundamentals';
import { companyFacts, lateDays } from '../datasets/company-facts/definition.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { requestRun } from '../runs/runs.ts';
import type { Chore } from './chore.ts';

/** The steps are of hours. */
const everyMs = 300_000;

/** Asks again for the facts of companies that lack a report which the index has named: EDGAR's can be days behind. */
export const lateFactsChore = (deps: EngineDeps): Chore => ({
  name: 'late-facts',
  everyMs,
  async run() {
    const { store, now } = deps;
    const since = addDays(dayAt(now(), edgarZone), -lateDays);
    await recordFoundReports(store.sql, since);
    const due = await companiesToAskAgain(store.sql, since);
    const tickers = due.map(({ symbol }) => symbol);
    if (tickers.length > 0)
      await requestRun(deps, {
        dataset: companyFacts.id,
        trigger: 'retry',
        request: { tickers, params: {}, force: true },
      });
    return 'done';
  },
});
