// Stores the splits and dividends of some days of a market, as a provider reports them.

import { type CorporateAction, groupBy, type MarketDayActions } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import { actionChanges, writeActions } from './actions.ts';
import { bearersOf } from './market-day-bearers.ts';
import { lockSeries, seriesFacts } from './stored-series.ts';

/**
 * Adds what is new among the actions of a provider; one that is known of another provider stays as it is. A series that is
 * adjusted for what is new is mistrusted from then on: it is fetched whole, and its dividends are in its adjusted closes.
 */
export async function storeMarketDayActions(tx: Sql, record: MarketDayActions): Promise<void> {
  const { market, day, provider, actions } = record;
  const held = await tx.$queryRaw<{ instrumentId: bigint; symbol: string; basis: string | null }[]>`
    SELECT n.id AS "instrumentId", n.symbol, c.basis FROM (${bearersOf(market, day)}) n
    JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = n.id AND c.first_day IS NOT NULL
    WHERE n.symbol = ANY(${actions.map(({ symbol }) => symbol)}::text[])`;
  if (held.length === 0) return;
  const ids = held.map(({ instrumentId }) => String(instrumentId));
  await lockSeries(tx, ids);
  const facts = await seriesFacts(tx, ids);
  const bySymbol = groupBy(actions, ({ symbol }) => symbol);
  const stale: bigint[] = [];
  const changes = held.flatMap(({ instrumentId, symbol, basis }) => {
    const known = facts.get(String(instrumentId));
    if (!known) return [];
    const arrived = (bySymbol.get(symbol) ?? []).map(({ symbol: _, ...action }): CorporateAction => action);
    const isNew = ({ date, type }: CorporateAction) =>
      !known.actions.some((action) => action.date === date && action.type === type);
    const rescales = ({ date }: CorporateAction) => known.firstDay !== null && date > known.firstDay && date <= day;
    if (basis !== 'as-traded' && arrived.some((action) => isNew(action) && rescales(action))) stale.push(instrumentId);
    const changed = actionChanges(known.actions, arrived, { provider, yields: true, isDenied: () => false });
    return [{ ...changed, instrumentId: String(instrumentId), now: known.now }];
  });
  await writeActions(tx, changes);
  if (stale.length === 0) return;
  await tx.$executeRaw`
    UPDATE coverage SET mistrusted_at = coalesce(mistrusted_at, now())
    WHERE dataset = 'daily-prices' AND instrument_id = ANY(${stale}::bigint[])`;
}
