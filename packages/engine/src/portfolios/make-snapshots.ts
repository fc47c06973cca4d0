import { setImmediate } from 'node:timers/promises';
import { addDays, type Day, earliestDay, latestDay } from '@tickermill/core';
import { valueOn } from '@tickermill/portfolio';
import type { Store } from '@tickermill/store';
import {
  changedSince,
  closesWithin,
  type LockedPortfolio,
  lockFreePortfolio,
  type NewSnapshot,
  publishValued,
  recordSnapshots,
  removeSnapshotsBefore,
  writeSnapshots,
} from '@tickermill/store/portfolios';
import { type PortfolioBook, readBook } from './portfolio-book.ts';
import { priceLookup } from './price-lookup.ts';
import { exchangeOf, snapshotDueAt } from './sessions.ts';
import { lastDay, toSnapshot } from './view-portfolio.ts';

/** So many days are valued in one transaction. */
const daysAtOnce = 366;
/** The last days are valued anew so often, ms, and so many: what is late is then said to be. */
const revisitMs = 30 * 60_000;
const revisitedDays = 5;

/** What a round came to. */
export interface SnapshotRound {
  /** Snapshots that are new, differ, or are gone. */
  readonly changed: number;
  /** There are more days to value. */
  readonly more: boolean;
}

const nothing: SnapshotRound = { changed: 0, more: false };

/**
 * Makes the snapshots of a portfolio that are due and not made, and those anew that a correction, a later close, split or
 * exchange rate may have changed. Idempotent: what is as it was is not written.
 */
export function makeSnapshots(store: Pick<Store, 'sqlTransaction'>, id: bigint, now: Date): Promise<SnapshotRound> {
  return store.sqlTransaction(async (tx) => {
    const portfolio = await lockFreePortfolio(tx, id);
    if (!portfolio) return nothing;
    const book = await readBook(tx, portfolio);
    const first = book.trades[0]?.on ?? null;
    await removeSnapshotsBefore(tx, id, first);
    const from = first && (await firstDayToMake(tx, portfolio, { book, first, now }));
    const end = lastDay(now);
    if (from === null || from > end) {
      const madeTo = first === null ? null : portfolio.madeTo;
      if (portfolio.changedFrom !== null || madeTo !== portfolio.madeTo)
        await recordSnapshots(tx, id, { madeTo, changedFrom: null });
      return nothing;
    }
    const to = earliestDay(addDays(from, daysAtOnce - 1), end);
    const { days, undue } = daysDue(book, { from, to, now });
    // What is known by now is looked at when there is a day to make.
    if (undue === from && portfolio.madeTo !== null && from > portfolio.madeTo) {
      if (portfolio.changedFrom !== null)
        await recordSnapshots(tx, id, { madeTo: portfolio.madeTo, changedFrom: null, goesOn: true });
      return nothing;
    }
    const changed = await writeSnapshots(
      tx,
      { portfolioId: id, currency: portfolio.currency, from, to },
      await snapshotsOn(tx, portfolio, { book, days, now }),
    );
    if (changed > 0) await publishValued(tx, id, changed);
    const more = undue === null && to < end;
    await recordSnapshots(tx, id, {
      madeTo: undue === null ? to : addDays(undue, -1),
      changedFrom: more ? addDays(to, 1) : null,
      goesOn: goesOn(portfolio),
    });
    return { changed, more };
  });
}

/** Whether a round before this one has left the rest: it has found out from when on. */
const goesOn = ({ madeTo, changedFrom }: LockedPortfolio): boolean =>
  madeTo !== null && changedFrom === addDays(madeTo, 1);

/** The first day of which a snapshot is missing or may be wrong. */
async function firstDayToMake(
  tx: Parameters<typeof changedSince>[0],
  portfolio: LockedPortfolio,
  { book, first, now }: { readonly book: PortfolioBook; readonly first: Day; readonly now: Date },
): Promise<Day> {
  const { madeTo, madeAt, changedFrom } = portfolio;
  if (madeTo === null || madeAt === null) return first;
  if (goesOn(portfolio)) return latestDay(addDays(madeTo, 1), first);
  const instrumentIds = [...book.instruments.values()].map(({ instrumentId }) => instrumentId);
  const changed = await changedSince(tx, { instrumentIds, since: madeAt, madeTo });
  const isOld = now.getTime() - madeAt.getTime() >= revisitMs;
  const revisited = isOld ? addDays(madeTo, 1 - revisitedDays) : null;
  const from = [changedFrom, changed, revisited].reduce<Day>(
    (one, other) => earliestDay(one, other),
    addDays(madeTo, 1),
  );
  return latestDay(from, first);
}

/** The days of a stretch on which an exchange of what is held or traded was open, up to the first that is not due yet. */
function daysDue(
  book: PortfolioBook,
  { from, to, now }: { readonly from: Day; readonly to: Day; readonly now: Date },
): { days: Day[]; undue: Day | null } {
  const ledger = book.open();
  const days: Day[] = [];
  ledger.on(addDays(from, -1));
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const touched = ledger
      .on(day)
      .filter(({ quantity, traded, transferred }) => quantity !== '0' || traded !== '0' || transferred !== '0');
    const exchanges = touched.flatMap(({ instrument }) => {
      const held = book.instruments.get(instrument);
      return held ? [exchangeOf(held)] : [];
    });
    const due = snapshotDueAt(exchanges, day);
    if (due !== null && due > now) return { days, undue: day };
    if (due !== null) days.push(day);
  }
  return { days, undue: null };
}

async function snapshotsOn(
  tx: Parameters<typeof closesWithin>[0],
  { currency }: LockedPortfolio,
  { book, days, now }: { readonly book: PortfolioBook; readonly days: readonly Day[]; readonly now: Date },
): Promise<NewSnapshot[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const ids = [...book.instruments.values()].map(({ instrumentId }) => instrumentId);
  const prices = priceLookup(book, await closesWithin(tx, ids, { from: addDays(first, -1), to: last }), now);
  const ledger = book.open();
  const { convertOn } = book;
  const snapshots: NewSnapshot[] = [];
  for (const day of days) {
    const valuation = valueOn(ledger, { day, before: addDays(day, -1), currency, prices, convertOn });
    snapshots.push(toSnapshot(valuation, book));
    await setImmediate(); // what else this process does waits for one day, not for a year
  }
  return snapshots;
}
