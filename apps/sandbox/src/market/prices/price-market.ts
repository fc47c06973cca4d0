// The instruments with prices and the changes made on demand, shared by all price providers.

import type { Register } from '../register.ts';
import type { InstrumentAsOf } from './adjusted-bars.ts';
import { type Instrument, type Instruments, openInstruments } from './instrument.ts';
import { type LastSession, lastSession } from './last-session.ts';
import type { PriceChange } from './price-change.ts';

/** An instrument at an instant. */
export interface Listed extends InstrumentAsOf {
  /** The symbol that it has now. */
  readonly symbol: string;
  readonly last: LastSession;
  readonly at: number;
}

/** What there is under a symbol: nothing ever, nothing any more, or prices. */
export type Found =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'gone'; readonly listed: Listed; readonly how: 'renamed' | 'delisted' }
  | { readonly kind: 'listed'; readonly listed: Listed };

/** The prices of everything, and what happens to them on demand. */
export interface PriceMarket {
  /** The symbols of all instruments, those of the register first. */
  readonly symbols: readonly string[];
  find(symbol: string, at: number): Found;
  changes(): readonly PriceChange[];
  /** Replaces all changes, unless there are reasons against one of them: those it returns. */
  put(changes: readonly PriceChange[]): readonly string[];
  /** Forgets all changes. */
  reset(): void;
}

const none: readonly PriceChange[] = [];

/** Opens the prices of all tickers of a register, and of some instruments abroad. */
export function openPriceMarket(seed: number, register: Register): PriceMarket {
  const instruments = openInstruments(seed, register);
  let all = none;
  let bySymbol = new Map<string, readonly PriceChange[]>();
  let formerly = new Map<string, string>();

  function find(symbol: string, at: number): Found {
    const former = formerly.get(symbol) ?? symbol;
    const instrument = instruments.ofSymbol(former);
    if (!instrument) return { kind: 'unknown' };
    const changes = [...(bySymbol.get(former) ?? none), ...(former === symbol ? none : (bySymbol.get(symbol) ?? none))];
    const ended = endedBy(instrument, changes);
    const last = lastSession(ended, at);
    const listed = { symbol, instrument: ended, changes, asOf: last.day, last, at };
    if (former === symbol && changes.some(({ kind }) => kind === 'rename'))
      return { kind: 'gone', listed, how: 'renamed' };
    const { lastDay, isDelisted, oddities } = ended.life;
    if (!isDelisted || lastDay === null || lastDay > last.day || last.standing !== 'settled')
      return { kind: 'listed', listed };
    return { kind: 'gone', listed, how: oddities.includes('empty-when-delisted') ? 'renamed' : 'delisted' };
  }

  return {
    symbols: instruments.all.map(({ symbol }) => symbol),
    find,
    changes: () => all,
    put(changes) {
      const refused = changes.flatMap((change) => reasonAgainst(instruments, changes, change) ?? []);
      if (refused.length === 0) take(changes);
      return refused;
    },
    reset: () => take(none),
  };

  function take(changes: readonly PriceChange[]): void {
    all = changes;
    bySymbol = new Map(
      [...new Set(changes.map(({ ticker }) => ticker))].map((ticker) => [
        ticker,
        changes.filter((change) => change.ticker === ticker),
      ]),
    );
    formerly = new Map(changes.flatMap((change) => (change.kind === 'rename' ? [[change.to, change.ticker]] : [])));
  }
}

/** Why something cannot happen: changes are days of sessions of what there is. */
function reasonAgainst(instruments: Instruments, all: readonly PriceChange[], change: PriceChange): string | null {
  const renamed = all.find((other) => other.kind === 'rename' && other.to === change.ticker);
  const instrument = instruments.ofSymbol(renamed?.ticker ?? change.ticker);
  if (!instrument) return `${change.ticker} has no prices`;
  if (change.kind === 'rename') return instruments.ofSymbol(change.to) ? `${change.to} is taken` : null;
  const { life, exchange } = instrument;
  if (!exchange.calendar.isTradingDay(change.day)) return `${change.day} is no session of ${change.ticker}`;
  return change.day < life.firstTradeDay ? `${change.ticker} was not traded on ${change.day}` : null;
}

/** The instrument with the end that a delisting put to it. */
function endedBy(instrument: Instrument, changes: readonly PriceChange[]): Instrument {
  const delisting = changes.find(({ kind }) => kind === 'delisting');
  if (delisting?.kind !== 'delisting') return instrument;
  const life = { ...instrument.life, lastDay: delisting.day, isDelisted: true };
  return { ...instrument, life };
}
