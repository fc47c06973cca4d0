import { type Day, type Decimal, divide, type HoldingFigures, multiply, type PortfolioFigures } from '@tickermill/core';
import { differenceOf, type Factor, scaled, sumOf } from './amounts.ts';
import { type Conversion, type ConversionOn, isStaleRate, shownRate } from './conversions.ts';
import type { Ledger, Position } from './ledger.ts';
import type { Lot } from './lots.ts';

/** The last close of an instrument up to a day. */
export interface LastClose {
  readonly day: Day;
  /** As it is stored. */
  readonly close: Decimal;
  readonly currency: string;
  /** Makes of it the price of a share of the day that was asked for, by the splits between. */
  readonly factor: Factor;
}

/** What is held of one instrument on a day. */
export interface Holding extends HoldingFigures {
  readonly instrument: string;
  readonly lots: readonly Lot[];
  readonly realised: Decimal | null;
  readonly dividends: Decimal | null;
}

/** A portfolio on a day, with what it holds. */
export interface Valuation extends PortfolioFigures {
  /** The largest first, then those without a value. */
  readonly holdings: readonly Holding[];
}

/** What the prices are of. */
export interface PriceLookup {
  /** The last close up to a day, that day included. */
  lastClose(instrument: string, day: Day): LastClose | null;
  /** The last session of which there should be a close on that day. */
  expectedDay(instrument: string, day: Day): Day;
}

/** Behind the point of a weight. */
const weightDigits = 6;

interface Priced {
  readonly last: LastClose | null;
  readonly price: Decimal | null;
  readonly conversion: Conversion | null;
  readonly value: Decimal | null;
}

/** Values a portfolio at the end of a day. Days are valued in order. */
export function valueOn(
  ledger: Ledger,
  {
    day,
    before,
    currency,
    prices,
    convertOn,
  }: {
    readonly day: Day;
    /** The day before. */
    readonly before: Day;
    readonly currency: string;
    readonly prices: PriceLookup;
    readonly convertOn: ConversionOn;
  },
): Valuation {
  const priceOf = ({ instrument, quantity }: Position, on: Day): Priced => {
    const last = quantity === '0' ? null : prices.lastClose(instrument, on);
    const conversion = last && convertOn(last.currency, currency, on);
    const price = last && scaled(last.close, last.factor);
    const value = last && conversion && scaled(multiply(quantity, last.close), product(last.factor, conversion));
    return { last, price, conversion, value: quantity === '0' ? '0' : value };
  };
  const former = new Map(ledger.on(before).map((position) => [position.instrument, priceOf(position, before).value]));
  const valued = ledger.on(day).map((position) => {
    const priced = priceOf(position, day);
    const put = sumOf(position.traded, valueOfTransfer(position, { day, currency, prices, convertOn }));
    const gained = differenceOf(
      priced.value,
      former.get(position.instrument) ?? (former.has(position.instrument) ? null : '0'),
    );
    return { position, priced, dayChange: differenceOf(gained, put) };
  });
  const total = (of: (each: (typeof valued)[number]) => Decimal | null): Decimal | null =>
    valued.reduce<Decimal | null>((sum, each) => sumOf(sum, of(each)), '0');
  const [value, cost] = [total(({ priced }) => priced.value), total(({ position }) => position.cost)];
  return {
    day,
    value,
    cost,
    unrealised: differenceOf(value, cost),
    dayChange: total(({ dayChange }) => dayChange),
    realised: total(({ position }) => position.realised),
    dividends: total(({ position }) => position.dividends),
    fees: sumOf(
      ledger.fees(),
      total(({ position }) => position.fees),
    ),
    holdings: valued
      .filter(({ position }) => position.quantity !== '0')
      .map(({ position, priced, dayChange }) => toHolding(position, priced, { day, dayChange, total: value, prices }))
      .sort(byValue),
  };
}

const product = (one: Factor, other: Factor): Factor => ({
  times: multiply(one.times, other.times),
  over: multiply(one.over, other.over),
});

/** Transferred shares are worth what they are on the day on which they move: they are no gain. */
function valueOfTransfer(
  { instrument, transferred }: Position,
  {
    day,
    currency,
    prices,
    convertOn,
  }: {
    readonly day: Day;
    readonly currency: string;
    readonly prices: PriceLookup;
    readonly convertOn: ConversionOn;
  },
): Decimal | null {
  if (transferred === '0') return '0';
  const last = prices.lastClose(instrument, day);
  const conversion = last && convertOn(last.currency, currency, day);
  return last && conversion ? scaled(multiply(transferred, last.close), product(last.factor, conversion)) : null;
}

function toHolding(
  { instrument, quantity, lots, cost, realised, dividends }: Position,
  { last, price, conversion, value }: Priced,
  {
    day,
    dayChange,
    total,
    prices,
  }: { day: Day; dayChange: Decimal | null; total: Decimal | null; prices: PriceLookup },
): Holding {
  const rateDay = conversion?.rateDay ?? null;
  const isOld = last !== null && last.day < prices.expectedDay(instrument, day);
  return {
    instrument,
    quantity,
    lots,
    cost,
    price,
    priceDay: last?.day ?? null,
    currency: last?.currency ?? null,
    rate: conversion && rateDay !== null ? shownRate(conversion) : null,
    rateDay,
    value,
    unrealised: differenceOf(value, cost),
    dayChange,
    weight: value === null || total === null || total === '0' ? null : divide(value, total, weightDigits),
    realised,
    dividends,
    missing: last === null ? 'price' : conversion === null ? 'rate' : null,
    stale: [...(isOld ? (['price'] as const) : []), ...(isStaleRate(rateDay, day) ? (['rate'] as const) : [])],
  };
}

/** Sizes are compared as numbers: the order of a list is no amount. */
const byValue = (one: Holding, other: Holding): number =>
  Number(other.value ?? -1) - Number(one.value ?? -1) || (one.instrument < other.instrument ? -1 : 1);
