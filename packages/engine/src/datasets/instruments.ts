import { type Mic, micOf } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import type { SkippedTarget } from '@tickermill/store/ledger';
import { activeInstruments, type PriceFacts, priceFacts } from '@tickermill/store/prices';
import { findInstruments } from '@tickermill/store/universe';

/** What is stored of an instrument whose exchange has a calendar. */
export type ListedFacts = PriceFacts & {
  readonly mic: Mic;
  /** The exchange that lists it, whose sessions may be those of another. */
  readonly exchange: string | null;
};

interface Named {
  /** Null: all that are tracked. */
  readonly tickers: readonly string[] | null;
  /** With them, what is active without being tracked. */
  readonly withOthers: boolean;
}

/** The instruments that a run names, with what is stored of their prices; what leads to none is skipped aloud. */
export async function instrumentFacts(
  db: Database,
  named: Named,
  now: Date,
): Promise<{ facts: ListedFacts[]; skipped: SkippedTarget[] }> {
  const { ids, unknown } = await namedInstruments(db, named, now);
  const skipped: SkippedTarget[] = unknown.map((ticker) => ({
    target: ticker,
    tickers: [ticker],
    params: {},
    reason: 'unknown-ticker',
  }));
  const facts: ListedFacts[] = [];
  for (const each of await priceFacts(db, ids)) {
    const mic = micOf(each.symbol, each.mic);
    if (mic) facts.push({ ...each, mic, exchange: each.mic });
    else skipped.push({ ...toTarget(each), params: {}, reason: 'unknown-exchange' });
  }
  return { facts, skipped };
}

/** What is stored of the prices of these instruments; those whose exchange has no calendar are left out. */
export async function factsOfIds(db: Database, ids: readonly bigint[]): Promise<ListedFacts[]> {
  return (await priceFacts(db, ids)).flatMap((each) => {
    const mic = micOf(each.symbol, each.mic);
    return mic ? [{ ...each, mic, exchange: each.mic }] : [];
  });
}

/** How an instrument is named in the ledger. */
export const toTarget = ({ instrumentId, symbol }: Pick<PriceFacts, 'instrumentId' | 'symbol'>) => ({
  target: String(instrumentId),
  tickers: [symbol],
});

async function namedInstruments(
  db: Database,
  { tickers, withOthers }: Named,
  now: Date,
): Promise<{ ids: readonly bigint[]; unknown: readonly string[] }> {
  const active = tickers === null || withOthers ? await activeInstruments(db, now) : [];
  const wanted = [...new Set(tickers ?? [])].sort();
  const listed = await findInstruments(db, wanted);
  const known = new Set(listed.map(({ asked }) => asked));
  const more = active.filter(({ isTracked }) => (isTracked ? tickers === null : withOthers));
  // Tracked ones first: what a limit leaves out are others.
  const ids = [...listed, ...[...more].sort((a, b) => Number(b.isTracked) - Number(a.isTracked))];
  return {
    ids: [...new Set(ids.map(({ instrumentId }) => instrumentId))],
    unknown: wanted.filter((ticker) => !known.has(ticker)),
  };
}
