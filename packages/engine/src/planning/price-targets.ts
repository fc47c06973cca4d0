import { addDays, type Day, dayAt, latestDay, type Mic, micOf, tradingCalendar } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { PlannedRun, SkippedTarget } from '@tickermill/store/ledger';
import { activeInstruments, type PriceFacts, priceFacts } from '@tickermill/store/prices';
import { sourceAvailability } from '@tickermill/store/sources';
import { findInstruments } from '@tickermill/store/universe';
import type { Candidates } from './candidates.ts';
import { isServed, sourcesFor } from './chain.ts';
import { asksBySchedule } from './gates.ts';
import { refreshOf } from './price-requests.ts';

type PriceRun = Pick<PlannedRun, 'dataset' | 'trigger' | 'request' | 'groupKey'>;

/** Series that a run asks for from their beginning: of more than so many the others follow the next night. */
const maxWhole = 500;
/** How far back the series of a new instrument goes, in years, unless the schedule says otherwise. */
const usualYears = 2;

/**
 * The instruments whose prices a run names and what is owed of each. By schedule these are the active ones: those whose
 * ticks have come, and whatever has a transaction of the last 30 days without being tracked.
 */
export async function priceCandidates(
  db: Database,
  { dataset, trigger, request, groupKey }: PriceRun,
  now: Date,
): Promise<Candidates> {
  const { ids, skipped } = await namedInstruments(
    db,
    { tickers: request.tickers, isGroup: groupKey === dataset, onlyTracked: dataset === 'quotes' },
    now,
  );
  const only = request.params['mic'];
  const facts: Known[] = [];
  for (const each of await priceFacts(db, ids)) {
    const mic = micOf(each.symbol, each.mic);
    if (mic && only !== undefined && mic !== only) continue;
    if (mic) facts.push({ ...each, mic });
    else skipped.push({ ...toTarget(each), params: {}, reason: 'unknown-exchange' });
  }
  if (dataset === 'quotes') return quoteCandidates(facts, skipped, now);
  const availability = await sourceAvailability(db);
  const years = Number(request.params['years'] ?? usualYears);
  let wholes = 0;
  const targets: Candidates['targets'][number][] = [];
  for (const each of facts) {
    const about = describe(each);
    const asked = refreshOf(storedOf(each), {
      calendar: tradingCalendar(about.mic),
      now,
      newFrom: yearsBefore(dayAt(now, 'UTC'), years),
      isPreferredOpen: sourcesFor(dataset, about, availability)
        .slice(0, 1)
        .some((source) => availability.open.has(source)),
      place: Number(each.instrumentId % 7n),
      force: request.force,
    });
    const target = { ...toTarget(each), params: { ...about, ...asked } };
    if (asked === null) skipped.push({ ...target, reason: 'fresh' });
    else if (!isServed(dataset, target, availability)) skipped.push({ ...target, reason: 'no-source' });
    else if (asked.isWhole && asksBySchedule.includes(trigger) && ++wholes > maxWhole) {
      skipped.push({ ...target, reason: 'limit' });
    } else targets.push({ ...target, force: request.force });
  }
  return { targets, skipped };
}

interface Named {
  readonly tickers: readonly string[] | null;
  /** A slot of all that have no schedule of their own: what is active without being tracked belongs to it. */
  readonly isGroup: boolean;
  /** Only what is on a watchlist. */
  readonly onlyTracked: boolean;
}

async function namedInstruments(
  db: Database,
  { tickers, isGroup, onlyTracked }: Named,
  now: Date,
): Promise<{ ids: readonly bigint[]; skipped: SkippedTarget[] }> {
  const active = tickers === null || isGroup ? await activeInstruments(db, now) : [];
  const wanted = [...new Set(tickers ?? [])].sort();
  const listed = await findInstruments(db, wanted);
  const known = new Set(listed.map(({ asked }) => asked));
  const unknown = wanted.filter((ticker) => !known.has(ticker));
  const others = active.filter(({ isTracked }) => (isTracked ? tickers === null : !onlyTracked));
  // Tracked ones first: what a limit leaves out are others.
  const ids = [...listed, ...[...others].sort((a, b) => Number(b.isTracked) - Number(a.isTracked))];
  return {
    ids: [...new Set(ids.map(({ instrumentId }) => instrumentId))],
    skipped: unknown.map((ticker) => ({ target: ticker, tickers: [ticker], params: {}, reason: 'unknown-ticker' })),
  };
}

/** What is stored of an instrument whose exchange has a calendar. */
type Known = PriceFacts & { readonly mic: Mic };

const toTarget = ({ instrumentId, symbol }: PriceFacts) => ({ target: String(instrumentId), tickers: [symbol] });

/** What a collector cannot know of an instrument. */
const describe = ({ symbol, mic, currency }: Known) => ({ symbol, mic, currency, isGap: false });

function storedOf(facts: PriceFacts) {
  const { lastCovered, lastProvisional, firstStored, firstProvisional, stopgap, mistrustedAt, auditedAt } = facts;
  return {
    lastDay: latestDay(lastCovered, lastProvisional),
    firstDay: firstStored,
    provisionalFrom: firstProvisional,
    stopgapFrom: stopgap.at(-1)?.from ?? null,
    lastBar: facts.lastBar,
    lastAction: facts.lastAction,
    isFallbackOnly: facts.provider === null,
    isMistrusted: mistrustedAt !== null,
    auditedAt,
  };
}

const yearsBefore = (day: Day, years: number): Day => addDays(day, -Math.round(years * 365.25));

/** Quotes are worth a request only while their exchange is open. */
function quoteCandidates(facts: readonly Known[], skipped: readonly SkippedTarget[], now: Date): Candidates {
  const about = facts.map((each) => ({ ...toTarget(each), params: { symbol: each.symbol, mic: each.mic } }));
  const isOpen = ({ params: { mic } }: (typeof about)[number]) => tradingCalendar(mic).sessionAt(now) !== undefined;
  return {
    targets: about.filter(isOpen).map((each) => ({ ...each, force: false })),
    skipped: [...skipped, ...about.filter((each) => !isOpen(each)).map((each) => ({ ...each, reason: 'closed' }))],
  };
}
