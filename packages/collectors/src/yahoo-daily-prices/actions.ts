import {
  add,
  type CorporateAction,
  type Day,
  type Decimal,
  divide,
  multiply,
  type PriceOddity,
  roundTo,
  toDecimal,
} from '@tickermill/core';
import { type ChartResult, dayOf, type ExchangeClock } from './chart.ts';

/** Behind the point of a ratio: 1:3 has no end. */
const ratioDigits = 12;
/** The most characters of a number that is stored. */
const maxDigits = 62;

/** An event of one kind, with its number. */
interface ReadEvent {
  readonly date: Day;
  readonly value: Decimal;
  /** As Yahoo wrote it. */
  readonly raw: unknown;
}

/**
 * Splits and dividends by day, one of a kind per day, and what of them could not be read. Duplicates of Yahoo's count
 * once, also if one is the other widened from 32 bits or rounded. `raw` has everything as written.
 */
export function actionsOf(
  { events }: ChartResult,
  clock: ExchangeClock,
): { actions: CorporateAction[]; oddities: PriceOddity[] } {
  const oddities: PriceOddity[] = [];
  const readAll = (listed: unknown, toValue: (event: Record<string, unknown>) => Decimal | null) =>
    byDay(readEvents(listed, clock, toValue, (day) => oddities.push({ day, what: 'unreadable' })));
  const paid = readAll(events?.dividends, amountOf);
  const gains = readAll(events?.capitalGains, amountOf);
  const split = readAll(events?.splits, ratioOf);
  const ambiguous = (day: Day) => oddities.push({ day, what: 'ambiguous-action' });
  const payDays = [...new Set([...paid.keys(), ...gains.keys()])];
  const actions = [
    ...payDays.map((date) => toDividend(date, paid.get(date) ?? [], gains.get(date) ?? [], ambiguous)),
    ...[...split].map(([date, of]) => toSplit(date, of, ambiguous)),
  ];
  return {
    actions: actions.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.type < b.type ? 1 : -1)),
    oddities,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The events of a kind, each under the second of its day: an object of them, or a list. */
function readEvents(
  events: unknown,
  clock: ExchangeClock,
  toValue: (event: Record<string, unknown>) => Decimal | null,
  odd: (day: Day | null) => void,
): ReadEvent[] {
  if (events === null || events === undefined) return [];
  if (!isRecord(events)) {
    odd(null);
    return [];
  }
  return Object.entries(events).flatMap(([key, event]) => {
    const isList = Array.isArray(events);
    const date = (isRecord(event) ? dayOf(event['date'], clock) : null) ?? (isList ? null : dayOf(key, clock));
    const value = isRecord(event) ? toValue(event) : null;
    if (date !== null && value !== null) return [{ date, value, raw: event }];
    odd(date);
    return [];
  });
}

function byDay(events: readonly ReadEvent[]): Map<Day, ReadEvent[]> {
  const days = new Map<Day, ReadEvent[]>();
  for (const event of events) days.set(event.date, [...(days.get(event.date) ?? []), event]);
  return days;
}

/** The amount per share of an event that has one: more than zero. */
const amountOf = ({ amount }: Record<string, unknown>): Decimal | null => positive(amount);

/** New shares for one old: of a numerator and a denominator, or of the ratio that is written out. 1:1 changes nothing. */
function ratioOf({ numerator, denominator, splitRatio }: Record<string, unknown>): Decimal | null {
  const [, written, below] = /^\s*([^:/\s]+)\s*[:/]\s*([^:/\s]+)\s*$/.exec(String(splitRatio ?? '')) ?? [];
  const isGiven = numerator !== undefined && numerator !== null && denominator !== undefined && denominator !== null;
  const [up, down] = isGiven ? [positive(numerator), positive(denominator)] : [positive(written), positive(below)];
  if (up === null || down === null) return null;
  const ratio = divide(up, down, ratioDigits);
  return ratio === '0' || ratio === '1' || ratio.length > maxDigits ? null : ratio;
}

function positive(text: unknown): Decimal | null {
  const decimal = typeof text === 'string' ? toDecimal(text) : undefined;
  const isAmount = decimal !== undefined && decimal !== '0' && !decimal.startsWith('-') && decimal.length <= maxDigits;
  return isAmount ? decimal : null;
}

/**
 * The amount paid on a day. A fund's dividend mostly includes the gains that are listed beside it, so both are not
 * added: the larger one counts. Dividends that clearly differ are several, and add up.
 */
function toDividend(
  date: Day,
  dividends: readonly ReadEvent[],
  capitalGains: readonly ReadEvent[],
  ambiguous: (day: Day) => void,
): CorporateAction {
  const [paid, gained] = [distinct(dividends), distinct(capitalGains)];
  const [income, gain] = [paid, gained].map((amounts) => (amounts.length > 0 ? amounts.reduce(add) : null));
  const isGainLarger = gain !== null && (income === null || Number(gain) > Number(income));
  if (paid.length > 1 || gained.length > 1 || (isGainLarger && income !== null)) ambiguous(date);
  const raw = (events: readonly ReadEvent[]) => events.map((event) => event.raw);
  return {
    date,
    type: 'dividend',
    ratio: null,
    amount: (isGainLarger ? gain : income) ?? null,
    raw: {
      ...(dividends.length > 0 ? { dividends: raw(dividends) } : {}),
      ...(capitalGains.length > 0 ? { capitalGains: raw(capitalGains) } : {}),
    },
  };
}

function toSplit(date: Day, splits: readonly ReadEvent[], ambiguous: (day: Day) => void): CorporateAction {
  const ratios = distinct(splits);
  if (ratios.length > 1) ambiguous(date);
  const ratio = roundTo(ratios.reduce(multiply), ratioDigits);
  return { date, type: 'split', ratio, amount: null, raw: { splits: splits.map(({ raw }) => raw) } };
}

/** The numbers of events without duplicates. */
function distinct(events: readonly ReadEvent[]): Decimal[] {
  const kept: Decimal[] = [];
  for (const { value } of events) {
    const at = kept.findIndex((known) => isSameNumber(known, value));
    if (at < 0) kept.push(value);
    else kept[at] = betterOf(kept[at] as Decimal, value);
  }
  return kept;
}

/** Floating point suffices to recognise noise: 32 bits hold seven digits. */
const apartBy = (a: Decimal, b: Decimal) => Math.abs(Number(a) / Number(b) - 1);
const isNoise = (a: Decimal, b: Decimal) => apartBy(a, b) < 1e-6;
const decimals = (text: Decimal) => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);

/** The same number from 32 bits, or rounded to no less than cents. */
function isSameNumber(a: Decimal, b: Decimal): boolean {
  if (a === b || isNoise(a, b)) return true;
  const [rounded, whole] = decimals(a) < decimals(b) ? [a, b] : [b, a];
  return decimals(rounded) >= 2 && apartBy(a, b) < 0.025 && roundTo(whole, decimals(rounded)) === rounded;
}

/** Of noise the shorter text, of rounding the longer one. */
const betterOf = (a: Decimal, b: Decimal): Decimal => {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  return isNoise(a, b) ? shorter : longer;
};
