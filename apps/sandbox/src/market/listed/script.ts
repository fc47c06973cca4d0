import { type ListingId, toCik } from '@tickermill/core';
import { type Instrument, toIsin } from './listed-instrument.ts';

/** The months of the scripted year, by their numbers from 0: before it nothing has happened, after it everything. */
export const firstMonth = '2026-01';
export const lastMonth = 11;

/** What happens to an instrument in a month. */
export type Turn = { readonly month: number } & (
  | { readonly what: 'listed' | 'delisted' | 'relisted' | 'moved' }
  /** Another symbol for the same security: the same ISIN or CIK. */
  | { readonly what: 'renamed'; readonly isNamedAnew?: boolean }
  /** A holding company takes over: the same symbol under another CIK. */
  | { readonly what: 'merged' }
  /** The symbol is that of another company from now on: another ISIN or CIK. */
  | { readonly what: 'passed' }
);

/** What happens by the place of an instrument among those of its list, first what is listed at the beginning. */
const inUnitedStates: Readonly<Record<number, readonly Turn[]>> = {
  40: [{ month: 1, what: 'renamed' }],
  41: [{ month: 8, what: 'renamed', isNamedAnew: true }],
  42: [{ month: 2, what: 'merged' }],
  43: [{ month: 1, what: 'delisted' }],
  44: [{ month: 9, what: 'delisted' }],
  45: [
    { month: 2, what: 'delisted' },
    { month: 8, what: 'relisted' },
  ],
  46: [
    { month: 1, what: 'delisted' },
    { month: 7, what: 'passed' },
  ],
  // Absent once, and so never delisted.
  47: [
    { month: 3, what: 'delisted' },
    { month: 4, what: 'relisted' },
  ],
  48: [{ month: 3, what: 'moved' }],
  49: [{ month: 3, what: 'listed' }],
};
const atAnExchangeAbroad: Readonly<Record<number, readonly Turn[]>> = {
  10: [{ month: 1, what: 'renamed' }],
  11: [{ month: 2, what: 'delisted' }],
  12: [
    { month: 1, what: 'delisted' },
    { month: 7, what: 'relisted' },
  ],
  13: [
    { month: 1, what: 'delisted' },
    { month: 7, what: 'passed' },
  ],
  14: [{ month: 8, what: 'passed' }],
  15: [{ month: 3, what: 'listed' }],
  16: [{ month: 9, what: 'renamed', isNamedAnew: true }],
};

/** Codes of Korea stay with their shares for good: none is renamed, and none passes on. */
const inKorea: Readonly<Record<number, readonly Turn[]>> = {
  11: [{ month: 2, what: 'delisted' }],
  15: [{ month: 3, what: 'listed' }],
};

/** What happens to an instrument in the scripted year, by its id. */
export function turnsOf(id: string): readonly Turn[] {
  const [, place = '', nth = ''] =
    /^(us|euronext|euronext-etfs|lse|xetra|kospi|kosdaq|konex|krx-etfs)-(\d+)$/.exec(id) ?? [];
  if (place === '') return [];
  const turns = place === 'us' ? inUnitedStates : /^k/.test(place) ? inKorea : atAnExchangeAbroad;
  return turns[Number(nth)] ?? [];
}

/** How a list is served in a month: as it is, in another shape, or with a sixth of it missing. */
export type Shape = 'sound' | 'broken' | 'shrunken';

const shapes: Readonly<Partial<Record<ListingId, Readonly<Record<number, Shape>>>>> = {
  nasdaq: { 4: 'broken' },
  other: { 6: 'shrunken' },
  euronext: { 4: 'broken', 6: 'shrunken' },
  'euronext-etfs': { 5: 'broken' },
  lse: { 5: 'broken' },
  xetra: { 5: 'broken' },
};

export const shapeOf = (listing: ListingId, month: number): Shape => shapes[listing]?.[month] ?? 'sound';

/** Of a shrunken list every so-manieth entry is missing. */
export const missingEvery = 6;

/** An instrument as it is listed in a month; null while it is not. */
export function asOfMonth(base: Instrument, month: number): Instrument | null {
  const turns = turnsOf(base.id);
  let now: Instrument = base;
  let isListed = turns[0]?.what !== 'listed';
  for (const turn of turns.filter((each) => each.month <= month)) {
    isListed = turn.what !== 'delisted';
    now = turned(now, turn);
  }
  return isListed ? now : null;
}

function turned(now: Instrument, turn: Turn): Instrument {
  switch (turn.what) {
    case 'renamed': {
      const symbol = now.symbol.replace(/^[^.-]+/, (base) => `${base}QZXW`.slice(0, 5));
      const exchangeSymbol = now.exchangeSymbol
        .replace(/^[^.-]+/, (base) => `${base}QZXW`.slice(0, 5))
        .replace(/\.$/, '');
      return { ...now, symbol, exchangeSymbol, name: turn.isNamedAnew ? `NEW ${now.name}` : now.name };
    }
    case 'moved':
      return now.listing === 'nasdaq'
        ? { ...now, listing: 'other', mic: 'XNYS', name: now.name.replace(' - ', ' ') }
        : { ...now, listing: 'nasdaq', mic: 'XNAS', name: now.name.replace(/ (?=(?:Class A )?Common Stock$)/, ' - ') };
    case 'merged':
      return { ...now, ...successorOf(now, 'HOLDINGS OF') };
    case 'passed':
      return { ...now, ...successorOf(now, 'ANOTHER'), id: `${now.id}-after` };
    default:
      return now;
  }
}

/** CIKs and ISINs that nothing else in the sandbox has. */
function successorOf({ name, cik, isin, id }: Instrument, words: string) {
  const number = Number(/\d+$/.exec(id)?.[0] ?? 0);
  return {
    name: `${words} ${name}`,
    cik: cik === null ? null : toCik(2_490_000 + number),
    isin: isin === null ? null : toIsin(isin.slice(0, 2), `9${String(number).padStart(8, '0')}`),
  };
}
