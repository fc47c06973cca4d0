// The state of the running session, for providers that serve provisional bars.

import { type Day, dayAt } from '@tickermill/core';
import { type AdjustedBar, adjustedBars, type InstrumentAsOf } from './adjusted-bars.ts';
import type { Instrument } from './instrument.ts';

/** The state of a session at an instant: open, closed but not settled, or settled. */
export type SessionState = 'open' | 'settling' | 'settled';

/** The last session of an instrument that has opened. */
export interface LastSession {
  readonly day: Day;
  readonly opensAt: number;
  readonly closesAt: number;
  readonly standing: SessionState;
}

/** Closing auctions and late reports arrive within so many ms after the close. */
const settlesWithinMs = 20 * 60_000;
/** Of the volume of a session, so much is there at its close. */
const volumeAtClose = 0.97;

/** The last session that had opened at an instant; one that lasts no longer than the instrument itself. */
export function lastSession({ exchange, life }: Instrument, at: number): LastSession {
  const { calendar } = exchange;
  const session = (day: Day) => {
    const found = calendar.session(day);
    if (!found) throw new Error(`no session on ${day}`);
    return { day, opensAt: found.opensAt.getTime(), closesAt: found.closesAt.getTime() };
  };
  let day = dayAt(new Date(at), calendar.zone);
  if (!calendar.isTradingDay(day) || session(day).opensAt > at) day = calendar.previousTradingDay(day);
  if (life.lastDay !== null && life.lastDay < day) day = life.lastDay;
  const last = session(day);
  const standing = at < last.closesAt ? 'open' : at < last.closesAt + settlesWithinMs ? 'settling' : 'settled';
  return { ...last, standing };
}

/** The bars from a day to a day as they are at an instant: the last one may be provisional. */
export function barsAt(standing: InstrumentAsOf, last: LastSession, at: number, from: Day, to: Day): AdjustedBar[] {
  const bars = adjustedBars(standing, from, to);
  const running = bars.at(-1);
  if (!running || running.day !== last.day || last.standing === 'settled') return bars;
  const share = Math.min(1, (at - last.opensAt) / (last.closesAt - last.opensAt));
  return [...bars.slice(0, -1), soFar(running, share)];
}

/** A session of which a share has passed: its price is somewhere between the open and the close. */
function soFar(bar: AdjustedBar, share: number): AdjustedBar {
  const { open, close, high, low, volume, dividendFactor } = bar;
  if (open === null || close === null || high === null || low === null) return bar;
  const tick = close < 1_000_000 ? 100 : 10_000;
  const price = Math.round((open + (close - open) * share) / tick) * tick;
  const [upper, lower] = [Math.max(open, price), Math.min(open, price)];
  const reached = (limit: number, from: number) => Math.round((from + (limit - from) * share) / tick) * tick;
  return {
    ...bar,
    close: price,
    high: Math.max(upper, reached(high, upper)),
    low: Math.min(lower, reached(low, lower)),
    volume: volume === null ? null : Math.round(volume * share * volumeAtClose),
    adjClose: Math.round(price * dividendFactor),
  };
}
