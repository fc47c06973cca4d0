// Facts as figures are looked up in them: by tag and unit, then by the day on which their period ends, each with the value
// that counts. Of facts of the same tag, unit, start and end the one filed last counts (of one day the higher accession).

import type { Day } from '@tickermill/core';
import type { Fact } from '../facts/fact.ts';
import { isPeriodic } from '../facts/forms.ts';
import type { TagName } from '../facts/tags.ts';
import { currencyOf } from '../facts/units.ts';
import { reportCurrencies } from './report-currency.ts';
import { dayNumber, type Span, spanOf } from './spans.ts';

/** What counts of all that was stated of a tag for one period. */
export interface Stated {
  readonly tag: TagName;
  readonly fact: Fact;
  /** The numbers of the days; an instant begins and ends on the same. */
  readonly from: number;
  readonly to: number;
  readonly span: Span;
  /** Every report's value, the one filed last at the end. */
  readonly versions: readonly Fact[];
  /** A later value was not taken because its scale is wrong. */
  readonly isScaled: boolean;
}

/** Everything stated of a tag in one unit. */
interface Series {
  readonly durations: Map<Day, Stated[]>;
  readonly instants: Map<Day, Stated>;
}

/** The facts of a company. */
export interface FactIndex {
  /** Periods of a tag that end on a day. */
  readonly ending: (tag: TagName, unit: string, end: Day) => readonly Stated[];
  readonly at: (tag: TagName, unit: string, day: Day) => Stated | null;
  /** Every period of these tags, whatever their unit. */
  readonly periodsOf: (tags: readonly TagName[]) => readonly Stated[];
  /** The units in which a tag was ever stated. */
  readonly unitsOf: (tag: TagName) => readonly string[];
}

const none: readonly Stated[] = [];

/** The order in which facts count: the last one of a period wins. Total, so that no order of arrival matters. */
export function byFiling(a: Fact, b: Fact): number {
  if (a.filed !== b.filed) return a.filed < b.filed ? -1 : 1;
  if (a.accession !== b.accession) return a.accession < b.accession ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

/** Of two periods of a figure, the one filed last counts. */
export const laterFiled = (a: Stated, b: Stated): Stated => (byFiling(a.fact, b.fact) < 0 ? b : a);

/** Indexes facts of periodic reports, without those translated for convenience. */
export function indexFacts(facts: readonly Fact[]): FactIndex {
  // No report states what comes of a period that has not ended: its year is an error of typing.
  const periodic = facts.filter(({ form, end, filed }) => isPeriodic(form) && end <= filed);
  const currencies = reportCurrencies(periodic);
  // By tag, unit and period.
  const versions = new Map<string, Map<string, Map<string, Fact[]>>>();
  for (const fact of periodic) {
    const currency = currencyOf(fact.unit);
    if (currency !== null && currency !== currencies.get(fact.accession)) continue;
    const ofTag = inMap(versions, `${fact.taxonomy}:${fact.tag}`, () => new Map<string, Map<string, Fact[]>>());
    const ofUnit = inMap(ofTag, fact.unit.replace(/\/share$/, '/shares'), () => new Map<string, Fact[]>());
    inMap(ofUnit, `${fact.start ?? ''} ${fact.end}`, (): Fact[] => []).push(fact);
  }
  const series = new Map(
    [...versions].map(([tag, units]) => [
      tag,
      new Map(
        [...units]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([unit, periods]) => [unit, toSeries([...periods.values()])]),
      ),
    ]),
  );
  const durationsOf = (tag: TagName) =>
    [...(series.get(tag)?.values() ?? [])].flatMap((each) => [...each.durations.values()].flat());
  return {
    ending: (tag, unit, end) => series.get(tag)?.get(unit)?.durations.get(end) ?? none,
    at: (tag, unit, day) => series.get(tag)?.get(unit)?.instants.get(day) ?? null,
    periodsOf: (tags) => tags.flatMap(durationsOf),
    unitsOf: (tag) => [...(series.get(tag)?.keys() ?? [])],
  };
}

/** What a map holds under a key, which is made where there is nothing. */
function inMap<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function toSeries(periods: readonly Fact[][]): Series {
  const stated = periods
    .map((versions) => toStated(versions.sort(byFiling)))
    .sort((a, b) => a.to - b.to || a.from - b.from);
  const checked = stated.map((each, at) =>
    withoutWrongScale(each, stated.slice(Math.max(0, at - maxNeighbours), at + maxNeighbours + 1)),
  );
  const durations = new Map<Day, Stated[]>();
  const instants = new Map<Day, Stated>();
  for (const each of checked) {
    const { start, end } = each.fact;
    if (start === null) instants.set(end, each);
    else {
      const known = durations.get(end);
      if (known) known.push(each);
      else durations.set(end, [each]);
    }
  }
  return { durations, instants };
}

function toStated(versions: readonly Fact[]): Stated {
  const fact = versions.at(-1) as Fact;
  const to = dayNumber(fact.end);
  const from = fact.start === null ? to : dayNumber(fact.start);
  const span = fact.start === null ? null : spanOf(to - from + 1);
  return { tag: `${fact.taxonomy}:${fact.tag}` as TagName, fact, from, to, span, versions, isScaled: false };
}

const isThousandfold = (ratio: number): boolean =>
  [1e3, 1e6].some((scale) => Math.abs(ratio / scale - 1) < 0.02 || Math.abs(ratio * scale - 1) < 0.02);

/** Other periods near enough to tell the size of a figure, and on each side as many as a hostile document may have. */
const nearDays = 800;
const maxNeighbours = 50;

/** With an earlier value where the last one is 1,000 or 1,000,000 times as large or small, and the other periods are against it. */
function withoutWrongScale(stated: Stated, all: readonly Stated[]): Stated {
  const { versions } = stated;
  let at = versions.length - 1;
  for (; at > 0; at -= 1) {
    const value = Number(versions[at]?.value);
    const before = versions.slice(0, at).findLast((each) => Number(each.value) !== value);
    if (!before || !isThousandfold(value / Number(before.value))) break;
    const usual = usualSize(stated, all);
    if (usual === null || distance(value, stated, usual) <= distance(Number(before.value), stated, usual)) break;
  }
  const fact = versions[at] as Fact;
  return at === versions.length - 1 ? stated : { ...stated, fact, isScaled: true };
}

const perDay = (value: number, { from, to }: Stated): number => Math.abs(value) / (to - from + 1);
const distance = (value: number, stated: Stated, usual: number): number =>
  Math.abs(Math.log10(perDay(value, stated) / usual));

/** The median of what other periods of the same tag come to per day; null without others. */
function usualSize(stated: Stated, all: readonly Stated[]): number | null {
  const sizes = all
    .filter(
      (each) =>
        each !== stated &&
        (each.fact.start === null) === (stated.fact.start === null) &&
        Math.abs(each.to - stated.to) <= nearDays &&
        Number(each.fact.value) !== 0,
    )
    .map((each) => perDay(Number(each.fact.value), each))
    .sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? null;
}
