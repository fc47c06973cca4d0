import { dayAt } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { type Colour, checkStates, dayFigures, qualityUniverse } from '@tickermill/store/quality';
import { effective } from './effective.ts';
import { checkNamed } from './registry.ts';
import { colourOf } from './roll-up.ts';

/** A figure of the day, with its share of the universe. */
export interface Figure {
  readonly name:
    | 'active'
    | 'new_30d'
    | 'delisted_30d'
    | 'lagging'
    | 'missing_dates'
    | 'fetch_errors'
    | 'price_jumps_7d';
  readonly count: number;
  /** Percent of the universe. */
  readonly share: number;
  readonly colour: Colour;
}

/** So many delistings in 30 days, percent of the universe, are more than usual. */
const delistings = { measure: 'share', yellow: 1, red: 5 } as const;

/** The seven figures of the day. Those of checks are coloured by the thresholds of their roll-ups. */
export async function viewSummary({
  store,
  now,
}: {
  readonly store: Pick<Store, 'sql' | 'reads'>;
  readonly now: () => Date;
}): Promise<{ universe: number; figures: readonly Figure[] }> {
  const universe = await qualityUniverse(store.reads, now());
  const figures = await dayFigures(store.sql, { today: dayAt(now(), 'UTC'), now: now() });
  const states = await checkStates(store.sql);
  const share = (count: number) => (universe.length === 0 ? 0 : (100 * count) / universe.length);
  const plain = (name: Figure['name'], count: number, colour: Colour = 'green'): Figure => ({
    name,
    count,
    share: share(count),
    colour,
  });
  /** `rows`: what the roll-up counts, where that is more than the tickers of the figure. */
  const checked = (name: Figure['name'], checkId: string, count: number, rows = count): Figure => {
    const { rollUp } = effective(checkNamed(checkId), states);
    return plain(name, count, colourOf(rollUp.measure === 'share' ? share(count) : rows, rollUp));
  };
  return {
    universe: universe.length,
    figures: [
      plain('active', universe.filter(({ isActive }) => isActive).length),
      plain('new_30d', figures.listed),
      plain('delisted_30d', figures.delisted, colourOf(share(figures.delisted), delistings)),
      checked('lagging', 'lag_check', figures.lagging),
      checked('missing_dates', 'missing_dates', figures.missingTickers, figures.missing),
      checked('fetch_errors', 'fetch_error', figures.fetchErrors),
      checked('price_jumps_7d', 'price_jump', figures.jumps),
    ],
  };
}
