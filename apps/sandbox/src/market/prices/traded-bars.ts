import type { Day } from '@tickermill/core';
import { drawsFor } from '../../random.ts';
import type { Instrument } from './instrument.ts';
import type { PriceChange } from './price-change.ts';

/** A session as it was traded. Prices are whole ten-thousandths; what a provider leaves out is null. */
export interface TradedBar {
  readonly day: Day;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  /** The close that there was, whatever a provider leaves out. */
  readonly closedAt: number;
}

/** The sessions of an instrument from a day to a day as they were traded; no bar for those that are missing. */
export function tradedBars(instrument: Instrument, changes: readonly PriceChange[], from: Day, to: Day): TradedBar[] {
  const { life, exchange } = instrument;
  const first = from < life.firstTradeDay ? life.firstTradeDay : from;
  const last = life.lastDay !== null && life.lastDay < to ? life.lastDay : to;
  if (first > last) return [];
  const bars: TradedBar[] = [];
  for (const day of exchange.calendar.tradingDaysBetween(first, last)) {
    const bar = tradedBar(instrument, changes, day);
    if (bar !== null) bars.push(bar);
  }
  return bars;
}

/** The session of a day, or null when its bar is missing. */
function tradedBar(instrument: Instrument, changes: readonly PriceChange[], day: Day): TradedBar | null {
  const { bar, unit } = wholeBar(instrument, changes, day);
  if (!instrument.life.hasHoles || day === instrument.life.firstTradeDay) return bar;
  const hole = unit() * 3000;
  if (hole < 1) return null;
  if (hole < 2) return { ...bar, open: null, high: null, low: null, close: null, volume: null };
  if (hole < 3) return { ...bar, open: null, high: null, low: null };
  return hole < 4 ? { ...bar, volume: null } : bar;
}

/** At what an instrument closed on a session, whatever a provider leaves out. */
export function closedAt(instrument: Instrument, changes: readonly PriceChange[], day: Day): number {
  return wholeBar(instrument, changes, day).bar.closedAt;
}

function wholeBar({ exchange, path, key }: Instrument, changes: readonly PriceChange[], day: Day) {
  const drawn = path.drawOn(day);
  const { unit } = drawn;
  const price = (drawn.price * exchange.scale) / (changes.length > 0 ? announcedRatio(changes, day) : 1);
  const tick = price < 1 ? 1 : exchange.tick;
  const toTicks = (amount: number) => Math.max(1, Math.round((amount * 10_000) / tick)) * tick;
  const close = toTicks(price);
  const open = toTicks(price * (0.99 + unit() * 0.02));
  const [upper, lower] = open > close ? [open, close] : [close, open];
  const high = toTicks((upper / 10_000) * (1 + unit() * 0.012));
  const low = toTicks((lower / 10_000) * (1 - unit() * 0.012));
  const volume = Math.round(usualVolume(key) * (0.5 + unit()));
  const bar: TradedBar = { day, open, high, low, close, volume, closedAt: close };
  return { bar: changes.length > 0 ? corrected(bar, changes) : bar, unit };
}

const volumes = new Map<string, number>();

function usualVolume(key: string): number {
  const known = volumes.get(key);
  if (known !== undefined) return known;
  const size = drawsFor('volume', key).unit();
  const volume = 20_000 + size * size * size * 60_000_000;
  volumes.set(key, volume);
  return volume;
}

/** A split that was announced takes place: from its day on there are so many shares for one. */
function announcedRatio(changes: readonly PriceChange[], day: Day): number {
  return changes.reduce((ratio, change) => {
    return change.kind === 'split' && change.day <= day ? (ratio * change.numerator) / change.denominator : ratio;
  }, 1);
}

function corrected(bar: TradedBar, changes: readonly PriceChange[]): TradedBar {
  const correction = changes.findLast((change) => change.kind === 'correction' && change.day === bar.day);
  if (correction?.kind !== 'correction') return bar;
  const close = Math.round(Number(correction.close) * 10_000);
  return {
    ...bar,
    close,
    closedAt: close,
    high: Math.max(bar.high ?? close, close),
    low: Math.min(bar.low ?? close, close),
  };
}
