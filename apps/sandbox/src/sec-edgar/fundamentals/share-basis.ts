import type { Day } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import { lifeOf } from '../../market/prices/life.ts';

/** How many shares of a day there are for one after the last split that is known of the company. */
export const shareBasis = (seed: number, { cik }: Company, on: Day): number =>
  lifeOf(seed, cik)
    .splits.filter(({ day }) => day > on)
    .reduce((basis, { numerator, denominator }) => (basis * denominator) / numerator, 1);
