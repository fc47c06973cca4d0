import { boundedCache } from '../../bounded-cache.ts';
import type { Company } from '../../market/company.ts';
import { type Roster, rosterOf } from '../owners/roster.ts';

/** What every filing depends on. */
export interface World {
  readonly seed: number;
  /** Ownership filings per company and filing day, on average. */
  readonly filingsPerDay: number;
  rosterOf(company: Company): Roster;
}

/** Opens the world of a seed. Rosters are remembered: every filing of a company needs its roster. */
export function openWorld(seed: number, filingsPerDay: number): World {
  const rosters = boundedCache<Roster>(500);
  return {
    seed,
    filingsPerDay,
    rosterOf: (company) => rosters.get(company.cik, () => rosterOf(seed, company)),
  };
}
