import type { Database } from '@tickermill/store';
import { failedTargets, type PlannedRun } from '@tickermill/store/ledger';
import type { Candidates } from '../datasets/definition.ts';
import { definitionOf } from '../datasets/registry.ts';
import { isServed } from './chain.ts';
import { sourceChoice } from './source-choice.ts';
import { isMarketServed, isWholeDayOffered } from './whole-days.ts';

/** The targets that a run names: the failed ones of the run that it retries, or those that its dataset chooses. */
export async function candidatesOf(
  db: Database,
  { dataset, retryOf, ...run }: Pick<PlannedRun, 'dataset' | 'trigger' | 'request' | 'retryOf' | 'groupKey'>,
  now: Date,
): Promise<Candidates> {
  if (retryOf !== null) return { targets: await failedTargets(db, retryOf), skipped: [] };
  return definitionOf(dataset).targets(db, run, {
    now,
    isMarketServed,
    isDayOffered: (market, day, availability) => isWholeDayOffered(market, day, availability, now),
    isServed: (asked, availability) => isServed(dataset, asked, availability),
    quotaLeft: async () => (await sourceChoice(db, dataset, now)).left,
  });
}
