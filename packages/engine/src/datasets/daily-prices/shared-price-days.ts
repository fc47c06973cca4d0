import type { PriceParams } from '@tickermill/collectors';
import { addDays, type Day, dayAt, marketOf, markets, micOf, tradingCalendar } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { priceFacts } from '@tickermill/store/prices';
import type { SourceAvailability } from '@tickermill/store/sources';
import type { Asked, SharedDays } from '../definition.ts';
import { refreshOf } from './price-requests.ts';
import { preferredSource } from './price-sources.ts';
import { storedOf } from './stored-of.ts';

/** More sessions of a market are not asked for in a night: what is behind by more is asked for by itself. */
const maxSessions = 5;

/** How the nightly refresh of daily prices shares whole days of markets, where these take fewer requests. */
export const sharedPriceDays: SharedDays<PriceParams> = {
  dataset: 'market-days',
  sessionsOf({ mic, ask, isWhole, isGap, owedFrom, to, settledTo }) {
    const market = mic === null ? null : marketOf(mic);
    if (market === null || owedFrom === null || isWhole || isGap || ask === 'closes' || to > settledTo) return null;
    const [first, ...others] = tradingCalendar(markets[market].calendar).tradingDaysBetween(owedFrom, to);
    return first === undefined || others.length >= maxSessions ? null : { market, days: [first, ...others] };
  },
  canWait: ({ canWait }) => canWait,
  owed,
};

/**
 * What the instruments are owed now, as of the session that their run had in mind: sessions that the day did not bring,
 * and whole series that it found wrong.
 */
async function owed(
  sql: Store['sql'],
  targets: readonly { readonly target: string; readonly params: PriceParams }[],
  availability: SourceAvailability,
): Promise<Asked[]> {
  const paramsOf = new Map(targets.map(({ target, params }) => [target, params]));
  const facts = await priceFacts(
    sql,
    targets.map(({ target }) => BigInt(target)),
  );
  return facts.flatMap((each) => {
    const target = String(each.instrumentId);
    const params = paramsOf.get(target);
    const mic = micOf(each.symbol, each.mic);
    const calendar = mic && tradingCalendar(mic);
    const session = calendar && params && calendar.session(params.settledTo);
    if (!params || !mic || !calendar || !session) return [];
    const source = preferredSource(each, availability);
    const request = refreshOf(storedOf(each, { keepsMarketDays: true }), {
      calendar,
      now: session.settlesAt,
      newFrom: params.wholeFrom,
      isPreferredOpen: source !== null && availability.open.has(source),
      place: placeAfter(session.settlesAt),
      force: false,
      hasWholeDays: false,
    });
    if (request === null) return [];
    const about = { symbol: each.symbol, mic, currency: each.currency, isGap: false };
    return [{ target, params: { ...about, ...request } }];
  });
}

/** A weekday that is not this one: what is done once a week is not done here. */
const placeAfter = (now: Date): number => {
  const next: Day = addDays(dayAt(now, 'UTC'), 1);
  return Math.round(Date.parse(`${next}T00:00:00Z`) / 86_400_000) % 7;
};
