// Chooses what a check judges in a run: instruments, from which day on, and the sessions of their exchanges.

import { addDays, type Day, dayAt, earliestDay, latestDay, type Mic, micOf, tradingCalendar } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  changedBars,
  type JudgedFrom,
  type JudgedInstrument,
  openSince,
  type QualityInstrument,
  qualityUniverse,
} from '@tickermill/store/quality';
import type { Check, CheckInput } from './check.ts';

/** Before every bar that is stored. */
const always: Day = '1900-01-01';
/** After every bar that is stored: nothing is to be judged. */
const never: Day = '9999-12-31';
/** An open finding is judged again for so many days. */
const openDays = 100;
/** A transaction that was under way when the last run began may have committed bars that it did not see. */
const overlapMs = 600_000;

interface ListedInstrument extends Omit<QualityInstrument, 'mic'> {
  readonly mic: Mic;
}

/** The universe of a run, read once. */
export interface Universe {
  readonly instruments: readonly ListedInstrument[];
  /** How many there are, those of an exchange without a calendar included. */
  readonly size: number;
  /** The first day of each instrument whose bars have changed since an instant. */
  changedSince(instant: Date): Promise<readonly JudgedFrom[]>;
}

/** Reads the universe as it is now. */
export async function readUniverse(sql: Store['sql'], now: Date): Promise<Universe> {
  const all = await qualityUniverse(sql, now);
  const changes = new Map<number, Promise<JudgedFrom[]>>();
  return {
    size: all.length,
    instruments: all.flatMap(({ mic: stored, ...each }) => {
      const mic = micOf(each.symbol, stored);
      return mic === null ? [] : [{ ...each, mic }];
    }),
    changedSince(instant) {
      const known = changes.get(instant.getTime()) ?? changedBars(sql, instant);
      changes.set(instant.getTime(), known);
      return known;
    },
  };
}

/** What a check is to judge in a run. `since`: when its last successful run began; null: everything is judged. */
export async function judgedScope(
  check: Check,
  { sql, now, universe, since }: { sql: Store['sql']; now: Date; universe: Universe; since: Date | null },
): Promise<CheckInput> {
  if (check.judges === 'other') return { sql, now, instruments: [], sessions: [], readFrom: always };
  const listed = universe.instruments.filter(
    ({ kind, isActive }) =>
      (check.kinds === null || check.kinds.includes(kind)) && (check.judges !== 'nightly' || isActive),
  );
  const mics = [...new Set(listed.map(({ mic }) => mic))];
  const open = new Map((await openSince(sql, check.id)).map(({ instrumentId, from }) => [instrumentId, from]));
  const isWhole = since === null;
  // What the market has is compared with each other: an open finding is judged again when anything of its days changes.
  const readFrom = firstRead(check, {
    mics,
    now,
    open: check.judges === 'market' && !isWhole ? [] : [...open.values()],
  });
  const changed =
    (check.judges === 'bars' || check.judges === 'market') && !isWhole
      ? new Map(
          (await universe.changedSince(new Date(since.getTime() - overlapMs))).map(({ instrumentId, from }) => [
            instrumentId,
            from,
          ]),
        )
      : null;
  const market = firstChanged(listed, changed ?? new Map());
  const instruments = listed.flatMap(({ instrumentId, mic, trackedSince }): JudgedInstrument[] => {
    // One without any bar is missed from the day on which it was tracked.
    if (check.judges === 'nightly')
      return [{ instrumentId, mic, from: dayAt(trackedSince ?? now, tradingCalendar(mic).zone) }];
    if (changed === null) return [{ instrumentId, mic, from: readFrom }];
    if (check.judges === 'market') return [{ instrumentId, mic, from: latestDay(market.get(mic) ?? never, readFrom) }];
    const from = earliestDay(changed.get(instrumentId) ?? null, open.get(instrumentId) ?? null);
    return from === null ? [] : [{ instrumentId, mic, from: latestDay(from, readFrom) }];
  });
  const sessions =
    check.sessions === null
      ? []
      : mics.map((mic) => ({
          mic,
          days: tradingCalendar(mic).tradingDaysBetween(readFrom, tradingCalendar(mic).lastSettledSession(now).day),
        }));
  return { sql, now, instruments, sessions, readFrom };
}

/** The first day that has changed at each exchange. */
function firstChanged(listed: readonly ListedInstrument[], changed: ReadonlyMap<bigint, Day>): Map<Mic, Day> {
  const first = new Map<Mic, Day>();
  for (const { instrumentId, mic } of listed) {
    const day = earliestDay(changed.get(instrumentId) ?? null, first.get(mic) ?? null);
    if (day !== null) first.set(mic, day);
  }
  return first;
}

/** The first day that a check reads: so many sessions back, or as far as its open findings. */
function firstRead(
  { sessions }: Check,
  { mics, now, open }: { mics: readonly Mic[]; now: Date; open: readonly Day[] },
): Day {
  if (sessions === null) return always;
  const today = dayAt(now, 'UTC');
  const firsts = mics.map((mic) => {
    const calendar = tradingCalendar(mic);
    const { day } = calendar.lastSettledSession(now);
    // Two sessions in three days, and a fortnight of holidays, are more than any exchange leaves out.
    return calendar.tradingDaysBetween(addDays(day, -Math.ceil(sessions * 1.5) - 14), day).at(-sessions) ?? day;
  });
  const first = firsts.reduce((one, other) => earliestDay(one, other), today);
  const oldest = open.reduce((one, other) => earliestDay(one, other), today);
  return earliestDay(first, latestDay(oldest, addDays(today, -openDays)));
}
