import type { Cik, Day } from '@tickermill/core';
import { boundedCache } from '../bounded-cache.ts';
import { lifeOf } from './prices/life.ts';
import { type PricePath, pricePath } from './prices/price-path.ts';

const rememberedPaths = 20_000;
const paths = boundedCache<PricePath>(rememberedPaths);

/** The price of a share on a day in USD, as traded: insiders pay the daily prices. */
export function sharePriceOn(seed: number, cik: Cik, day: Day): number {
  return paths.get(`${seed} ${cik}`, () => pricePath(seed, cik, lifeOf(seed, cik).splits)).priceOn(day);
}
