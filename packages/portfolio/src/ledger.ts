import { add, type Day, type Decimal, type LotMethod, multiply } from '@tickermill/core';
import { differenceOf, scaled, sumOf } from './amounts.ts';
import type { ConversionOn } from './conversions.ts';
import { costOf, type Lot, quantityOf, splitLots, withLot, withoutShares } from './lots.ts';
import { fractionOf } from './split-factor.ts';
import { inOrder, type Split, type Trade } from './trade.ts';

/** What is known of one instrument of a portfolio on a day. Money is in the currency of the portfolio; null: unknown. */
export interface Position {
  readonly instrument: string;
  readonly lots: readonly Lot[];
  readonly quantity: Decimal;
  readonly cost: Decimal | null;
  /** Proceeds less cost of all that was sold. */
  readonly realised: Decimal | null;
  readonly dividends: Decimal | null;
  readonly fees: Decimal | null;
  /** Bought less sold since the day that was asked for before, without fees. */
  readonly traded: Decimal | null;
  /** Shares transferred in, less those out, since then. */
  readonly transferred: Decimal;
}

/** More shares leave than are held: the trade, and how many there were. */
export interface Oversale {
  readonly trade: Trade;
  readonly held: Decimal;
}

/** The positions of a portfolio, day by day. */
export interface Ledger {
  /** The positions at the end of a day, each once, those that are sold out too. Days are asked for in order. */
  on(day: Day): readonly Position[];
  /** Fees that belong to no instrument, up to the last day that was asked for. */
  fees(): Decimal | null;
  /** Trades that could not be: they took what there was. */
  readonly oversales: readonly Oversale[];
}

/** Of what a ledger is made. */
export interface LedgerInput {
  readonly trades: readonly Trade[];
  readonly splits: ReadonlyMap<string, readonly Split[]>;
  readonly method: LotMethod;
  readonly currency: string;
  readonly convertOn: ConversionOn;
}

type Event = { readonly on: Day } & (
  | { readonly trade: Trade }
  | { readonly instrument: string; readonly split: Split }
);

const none = {
  lots: [],
  quantity: '0',
  cost: '0',
  realised: '0',
  dividends: '0',
  fees: '0',
  traded: '0',
  transferred: '0',
} as const;

/** Opens the ledger of a portfolio on the day before its first trade. */
export function openLedger({ trades, splits, method, currency, convertOn }: LedgerInput): Ledger {
  const events = eventsOf(trades, splits);
  const positions = new Map<string, Position>();
  const oversales: Oversale[] = [];
  let portfolioFees: Decimal | null = '0';
  let next = 0;

  const toBase = (amount: Decimal | null, { currency: from, on }: Trade): Decimal | null => {
    const conversion = amount === null ? null : convertOn(from, currency, on);
    return amount === null || conversion === null ? null : scaled(amount, conversion);
  };

  function applyTrade(trade: Trade): void {
    const { instrument } = trade;
    if (instrument === null) {
      portfolioFees = sumOf(portfolioFees, toBase(trade.amount, trade));
      return;
    }
    const before = positions.get(instrument) ?? { instrument, ...none };
    positions.set(instrument, changed(before, trade));
  }

  function changed(before: Position, trade: Trade): Position {
    const { kind, quantity, price, amount, fee, on } = trade;
    if (kind === 'dividend') return { ...before, dividends: sumOf(before.dividends, toBase(amount, trade)) };
    if (kind === 'fee') return { ...before, fees: sumOf(before.fees, toBase(amount, trade)) };
    const wanted = quantity ?? '0';
    const gross = toBase(price === null ? null : multiply(wanted, price), trade);
    const cost = toBase(fee ?? '0', trade);
    if (kind === 'buy' || kind === 'transfer-in') {
      const lots = withLot(before.lots, { opened: on, quantity: wanted, cost: sumOf(gross, cost) }, method);
      return moved(before, lots, kind === 'buy' ? { traded: gross } : { transferred: wanted });
    }
    const taken = withoutShares(before.lots, wanted);
    if (!taken) {
      oversales.push({ trade, held: before.quantity });
      return before.quantity === '0' ? before : changed(before, { ...trade, quantity: before.quantity });
    }
    if (kind === 'transfer-out') return moved(before, taken.lots, { transferred: `-${wanted}` });
    const gain = differenceOf(differenceOf(gross, cost), taken.cost);
    const sold = moved(before, taken.lots, { traded: gross === null ? null : multiply(gross, '-1') });
    return { ...sold, realised: sumOf(sold.realised, gain) };
  }

  return {
    oversales,
    fees: () => portfolioFees,
    on(day) {
      for (const [instrument, position] of positions)
        positions.set(instrument, { ...position, traded: '0', transferred: '0' });
      for (let event = events[next]; event && event.on <= day; event = events[++next]) {
        if ('trade' in event) applyTrade(event.trade);
        else {
          const before = positions.get(event.instrument);
          if (before)
            positions.set(event.instrument, moved(before, splitLots(before.lots, fractionOf(event.split.ratio)), {}));
        }
      }
      return [...positions.values()];
    },
  };
}

/** A position with other lots, and what came of it. */
function moved(
  before: Position,
  lots: readonly Lot[],
  { traded = '0', transferred = '0' }: { traded?: Decimal | null; transferred?: Decimal },
): Position {
  return {
    ...before,
    lots,
    quantity: quantityOf(lots),
    cost: costOf(lots),
    traded: sumOf(before.traded, traded),
    transferred: add(before.transferred, transferred),
  };
}

/** Trades and splits in the order in which they count: a split before the trades of its day, which are in new shares. */
function eventsOf(trades: readonly Trade[], splits: ReadonlyMap<string, readonly Split[]>): Event[] {
  const ofSplits = [...splits].flatMap(([instrument, of]) => of.map((split) => ({ on: split.on, instrument, split })));
  return [...ofSplits, ...inOrder(trades).map((trade) => ({ on: trade.on, trade }))]
    .map((event, at) => ({ event, at }))
    .sort((one, other) => (one.event.on < other.event.on ? -1 : one.event.on > other.event.on ? 1 : one.at - other.at))
    .map(({ event }) => event);
}
