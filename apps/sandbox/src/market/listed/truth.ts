import type { ListingId } from '@tickermill/core';
import { type Instrument, listingIds } from './listed-instrument.ts';
import { type ListedMarket, monthNumber } from './listed-market.ts';
import { asOfMonth, type Shape, shapeOf, type Turn, turnsOf } from './script.ts';

/** An instrument as whoever has read every sound list up to a month knows it. */
export interface KnownInstrument {
  readonly id: string;
  readonly listing: ListingId;
  readonly symbol: string;
  readonly exchange_symbol: string;
  readonly name: string;
  readonly mic: string;
  readonly kind: string;
  readonly currency: string;
  readonly isin: string | null;
  readonly cik: string | null;
  readonly is_test: boolean;
  /** Whether the last sound list names it. */
  readonly listed: boolean;
  /** How many sound lists in a row have not named it: with two it is delisted. */
  readonly missed: number;
}

/** A turn that a month's list shows for the first time. */
interface ShownTurn {
  readonly id: string;
  readonly what: Turn['what'];
  readonly listing: ListingId;
  readonly mic: string;
  readonly symbol: string;
  /** The symbol and the MIC before it. */
  readonly from: { readonly symbol: string; readonly mic: string };
  /** The month in which it happened, by its number: earlier than this where the list was not sound meanwhile. */
  readonly happened: number;
}

export type ListedTruth = ReturnType<typeof listedTruth>;

/** What there is to be known of the lists in the month that is served. */
export function listedTruth(market: ListedMarket) {
  const month = monthNumber(market.month());
  const months = Array.from({ length: month + 1 }, (_, nth) => nth);
  const known = market.all.flatMap((base) => knownOf(base, months));
  return {
    dataset: 'listings',
    month: market.month(),
    number: month,
    listings: Object.fromEntries(
      listingIds.map((listing) => [
        listing,
        { shape: shapeOf(listing, month), served: market.served(listing).instruments.length },
      ]),
    ) as Record<ListingId, { shape: Shape; served: number }>,
    instruments: known,
    events: market.all.flatMap((base) => shownTurns(base, month)),
  };
}

/** The instruments that a place of the register was: two where its symbol passed to another company. */
function knownOf(base: Instrument, months: readonly number[]): KnownInstrument[] {
  const known = new Map<string, { last: Instrument; missed: number }>();
  for (const month of months) {
    const now = asOfMonth(base, month);
    const isSeen = now !== null && shapeOf(now.listing, month) === 'sound';
    if (isSeen) known.set(now.id, { last: now, missed: 0 });
    for (const [id, { last, missed }] of known) {
      const isGone = now === null || now.id !== id || now.listing !== last.listing;
      if (isGone && shapeOf(last.listing, month) === 'sound') known.set(id, { last, missed: missed + 1 });
    }
  }
  return [...known.values()].map(({ last, missed }) => ({
    id: last.id,
    listing: last.listing,
    symbol: last.symbol,
    exchange_symbol: last.exchangeSymbol,
    name: last.name,
    mic: last.mic,
    kind: last.kind,
    currency: last.currency,
    isin: last.isin,
    cik: last.cik,
    is_test: last.isTest,
    listed: missed === 0,
    missed,
  }));
}

/** The turns that the list of a month shows, those of months since the last sound one included. */
function shownTurns(base: Instrument, month: number): ShownTurn[] {
  return turnsOf(base.id).flatMap((turn) => {
    const after = asOfMonth(base, turn.month) ?? asOfMonth(base, turn.month - 1) ?? base;
    const before = asOfMonth(base, turn.month - 1) ?? after;
    let shown = turn.month;
    while (shapeOf(after.listing, shown) !== 'sound') shown += 1;
    if (shown !== month) return [];
    return [
      {
        id: after.id,
        what: turn.what,
        listing: after.listing,
        mic: after.mic,
        symbol: after.symbol,
        from: { symbol: before.symbol, mic: before.mic },
        happened: turn.month,
      },
    ];
  });
}
