import type { CorporateAction } from '@tickermill/core';
import type { Store } from '../database.ts';
import { actionChanges } from './actions.ts';
import { storeSeries } from './store-series.ts';
import { lockSeries, seriesFacts } from './stored-series.ts';

/** Corporate actions of one instrument that somebody brings in, each date and type once. */
export interface ImportedActions {
  readonly instrumentId: bigint;
  readonly actions: readonly CorporateAction[];
}

/** Whose they are, beside those of the sources. */
const provider = 'import';

/**
 * Stores actions that no source gives, in one transaction. What a source has said stays; a split that is new makes the
 * stored series doubted, so that it is fetched whole.
 */
export async function importCorporateActions(
  store: Store,
  all: readonly ImportedActions[],
): Promise<{ created: number; updated: number; unchanged: number }> {
  const ids = all.map(({ instrumentId }) => String(instrumentId));
  return store.sqlTransaction(async (tx) => {
    await lockSeries(tx, ids);
    const facts = await seriesFacts(tx, ids);
    let [created, updated, told] = [0, 0, 0];
    for (const { instrumentId, actions } of all) {
      const known = facts.get(String(instrumentId))?.actions ?? [];
      const { written, ended } = actionChanges(known, actions, { provider, yields: true, isDenied: () => false });
      created += written.length - ended.length;
      updated += ended.length;
      told += actions.length;
    }
    await storeSeries(tx, all.map(toArriving));
    return { created, updated, unchanged: told - created - updated };
  });
}

/** An answer that has no bars and yields to every source. */
const toArriving = ({ instrumentId, actions }: ImportedActions) => {
  const days = actions.map(({ date }) => date).sort();
  return {
    instrument: String(instrumentId),
    provider,
    basis: 'split-adjusted' as const,
    isFallback: true,
    isWhole: false,
    currency: null,
    priceHint: 6,
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    bars: [],
    absent: [],
    actions,
    firstTradeDay: null,
    oddities: [],
  };
};
