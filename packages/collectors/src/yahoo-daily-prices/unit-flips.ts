import { type CorporateAction, type Day, minorUnits, type PriceBar } from '@tickermill/core';

/** The currencies that have a minor unit which prices come in, and those units. */
const flipping = new Set([...Object.keys(minorUnits), ...Object.values(minorUnits).map(({ major }) => major)]);

/**
 * The days on which closes jump by about what a minor unit is of its major one, with no split to explain it: pounds
 * among pence. To find them floating point is good enough.
 */
export function unitFlips(
  bars: readonly PriceBar[],
  actions: readonly CorporateAction[],
  currency: string | null,
): Day[] {
  if (currency === null || !flipping.has(currency)) return [];
  const splits = new Set(actions.filter(({ type }) => type === 'split').map(({ date }) => date));
  const closes = bars.flatMap(({ date, close }) => (close === null ? [] : [{ date, close: Number(close) }]));
  return closes.flatMap(({ date, close }, at) => {
    const before = closes[at - 1]?.close ?? close;
    const factor = Math.max(close / before, before / close);
    return factor > 50 && factor < 200 && !splits.has(date) ? [date] : [];
  });
}
