import { latestDay } from '@tickermill/core';
import type { PriceFacts } from '@tickermill/store/prices';
import type { StoredPrices } from './price-requests.ts';

/**
 * What is stored of an instrument, as its next request depends on it. `keepsMarketDays`: days that whole days of its
 * market brought stay, and are no stopgap that the preferred source is to fill.
 */
export function storedOf(facts: PriceFacts, { keepsMarketDays }: { keepsMarketDays: boolean }): StoredPrices {
  const { lastCovered, lastProvisional, firstStored, firstProvisional, stopgap, mistrustedAt, auditedAt } = facts;
  return {
    lastDay: latestDay(lastCovered, lastProvisional),
    firstDay: firstStored,
    provisionalFrom: firstProvisional,
    stopgapFrom: keepsMarketDays ? facts.otherStopgapFrom : (stopgap.at(-1)?.from ?? null),
    lastBar: facts.lastBar,
    lastAction: facts.lastAction,
    isFallbackOnly: facts.provider === null,
    isMistrusted: mistrustedAt !== null,
    auditedAt,
  };
}
