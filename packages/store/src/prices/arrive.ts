// Decides what an arriving series changes as a whole: rescaling, trust, coverage; pure.

import {
  addDays,
  type CorporateAction,
  type Day,
  earliestDay,
  minorUnits,
  type PriceBasis,
  type PriceOddity,
} from '@tickermill/core';
import { type ActionChanges, actionChanges } from './actions.ts';
import { coverageOfAnswer } from './answer-coverage.ts';
import type { Bar, StoredBar } from './bars.ts';
import { completedBars } from './completed-bars.ts';
import type { CoverageChange } from './coverage-change.ts';
import { type Decision, decide } from './decide.ts';
import { type PriceFinding, unexplainedAdjustments } from './findings.ts';
import type { DayRange, SeriesFacts } from './stored-series.ts';

/** A series that arrives, from whatever provider. */
export interface ArrivingSeries {
  readonly instrument: string;
  readonly provider: string;
  readonly basis: PriceBasis;
  readonly isFallback: boolean;
  /** Imported by a person: fills days that have no final bar, of whatever source. */
  readonly isImport: boolean;
  readonly isWhole: boolean;
  readonly currency: string | null;
  readonly priceHint: number;
  readonly from: Day;
  readonly to: Day;
  readonly bars: readonly Bar[];
  readonly absent: readonly Day[];
  readonly late: readonly Day[];
  readonly actions: readonly CorporateAction[] | null;
  readonly firstTradeDay: Day | null;
  readonly oddities: readonly PriceOddity[];
}

/** The changes by a series. */
export interface Outcome {
  readonly series: ArrivingSeries;
  readonly facts: SeriesFacts;
  readonly decision: Decision;
  /** Confirmed bars that are written again, because no confirmed stretch includes them. */
  readonly rechecked: readonly StoredBar[];
  readonly coverage: CoverageChange;
  readonly actions: ActionChanges;
  readonly findings: readonly PriceFinding[];
}

type Effect = Pick<CorporateAction, 'date' | 'type'>;

/** A series held against what is stored of its instrument: the bars that it may touch, and the facts. Pure. */
export function arrive(arriving: ArrivingSeries, facts: SeriesFacts, stored: readonly StoredBar[]): Outcome {
  const series = isOfAnother(arriving, facts) ? asSuspect(arriving) : arriving;
  const arrived = series.actions ?? [];
  const newActions = arrived.filter(
    ({ date, type }) => !facts.actions.some((known) => known.date === date && known.type === type),
  );
  const effective = [...facts.actions, ...arrived].filter(({ date }) => date <= series.to);
  const currency = series.currency ?? facts.currency;
  const isFlipped = facts.currency !== null && currency !== facts.currency;
  const yields = series.isFallback || series.isImport;
  // Of one that only fills, nothing is mixed in that is counted in another unit.
  const fitting = isFlipped && yields ? [] : barsThatFit(series, effective);
  const { bars, unread } = completedBars(
    fitting.map((bar) => (bar.currency === null ? { ...bar, currency } : bar)),
    stored,
    series,
  );
  const isWhole = series.isWhole && !yields;
  const isStopgap = (day: Day) => facts.stopgap.some(({ from, before }) => day >= from && day < before);
  const absent = new Set(series.absent);
  const spared = new Set([...series.late, ...unread]);
  const decision = decide(
    { bars, isWhole, yields, priceHint: series.priceHint, absent, spared, newActions },
    { bars: stored, adjustments: facts.adjustments, isStopgap, lastAction: latestDay(effective) },
    facts.now,
  );
  const removed = new Set(decision.removed);
  const finals = new Set(stored.filter(({ final }) => final).map(({ date }) => date));
  // A bar that may still change is ignored if a final one is stored.
  const informative = bars.filter(({ final, date }) => final || !finals.has(date));
  const kept = stored
    .filter(({ date, final }) => final && absent.has(date) && !removed.has(date))
    .map(({ date }) => date);
  const { checked, rechecked } = yields ? unconfirmed : confirmation(decision, stored, facts.checked);
  const from = bars[0] && series.isFallback && bars.length < series.bars.length ? bars[0].date : series.from;
  const finding = { instrumentId: series.instrument, provider: series.provider, seenAt: facts.now };
  const flip = { ...finding, day: series.bars[0]?.date ?? series.from, what: flipOf(facts.currency, currency) };
  return {
    series,
    facts,
    decision,
    rechecked,
    coverage: coverageOfAnswer(
      {
        ...series,
        from,
        bars: informative,
        unreadable: unread,
        currency,
        checked,
        mistrusted: isContradicted(series)
          ? true
          : isWhole && bars.length > 0
            ? false
            : isWrong(series, newActions, facts) ||
              (!isWhole && !yields && isChangedAtEdge(decision, stored, bars)) ||
              null,
      },
      decision,
      facts,
      { ofStopgaps: new Set(kept.filter(isStopgap)), ofPreferred: new Set(kept.filter((day) => !isStopgap(day))) },
    ),
    actions: actionChanges(facts.actions, arrived, {
      provider: series.provider,
      yields,
      isDenied: ({ date }) => isWhole && series.actions !== null && date >= series.from && date <= series.to,
    }),
    findings: [
      ...series.oddities.map((oddity) => ({ ...finding, ...oddity })),
      ...(isFlipped ? [flip] : []),
      ...unexplainedAdjustments(bars, effective).map((day) => ({
        ...finding,
        day,
        what: 'unexplained-adjustment' as const,
      })),
    ],
  };
}

const latestDay = (actions: readonly Effect[]): Day | null =>
  actions.reduce<Day | null>((late, { date }) => (late === null || date > late ? date : late), null);

/** Of a fallback, the bars that nothing rescales any more: since the last split, or action if dividends are in its prices. */
function barsThatFit({ bars, basis, isFallback }: ArrivingSeries, effective: readonly Effect[]): readonly Bar[] {
  if (!isFallback) return bars;
  const rescaling =
    basis === 'split-and-dividend-adjusted' ? effective : effective.filter(({ type }) => type !== 'dividend');
  const since = latestDay(rescaling);
  return bars.filter(({ date }) => since === null || date >= since).map((bar) => ({ ...bar, adjClose: null }));
}

/**
 * Whether a series begins after everything that is stored: a bar cannot be older than the first trade, so this is
 * another security, or the stored one has another name now. A provider may be wrong about the first trade: a bar is
 * better evidence.
 */
function isOfAnother({ firstTradeDay, bars, isImport }: ArrivingSeries, { lastDay }: SeriesFacts): boolean {
  if (isImport || firstTradeDay === null || lastDay === null) return false;
  return earliestDay(firstTradeDay, bars[0]?.date ?? null) > lastDay;
}

/** Nothing of it is stored: neither bars nor absent days. */
const asSuspect = (series: ArrivingSeries): ArrivingSeries => ({
  ...series,
  isWhole: false,
  bars: [],
  absent: [],
  late: [],
  actions: null,
  firstTradeDay: null,
  oddities: [...series.oddities, { day: null, what: 'suspect' }],
});

/** A split that its own bars do not reflect: the whole series is requested until they do. */
const isContradicted = ({ oddities, isFallback, isImport }: ArrivingSeries): boolean =>
  !isFallback &&
  !isImport &&
  oddities.some(({ what }) => what === 'split-not-applied' || what === 'split-applied-twice');

/**
 * A new action after stored bars, reported by an answer that does not replace them: these bars are not adjusted for it.
 */
function isWrong(
  { basis, isFallback, to }: ArrivingSeries,
  newActions: readonly Effect[],
  { firstDay }: SeriesFacts,
): true | null {
  if (firstDay === null || (basis === 'as-traded' && !isFallback)) return null;
  return (
    newActions.some(({ date, type }) => date > firstDay && date <= to && (!isFallback || type !== 'dividend')) || null
  );
}

/** The oldest bar that could be compared differs: older ones may differ too, and were not requested. */
function isChangedAtEdge({ revisions }: Decision, stored: readonly StoredBar[], bars: readonly Bar[]): boolean {
  const arrivedDays = new Set(bars.map(({ date }) => date));
  const edge = stored.find(({ date, final }) => final && arrivedDays.has(date));
  return edge !== undefined && revisions.some(({ date, cause }) => date === edge.date && cause === 'changed');
}

/** A unit flips between a currency and a hundredth of it; anything else is another currency. */
function flipOf(before: string | null, after: string | null): PriceFinding['what'] {
  const major = (currency: string | null) => minorUnits[currency ?? '']?.major ?? currency;
  return major(before) === major(after) ? 'unit-flip' : 'currency-changed';
}

const unconfirmed: { checked: DayRange | null; rechecked: readonly StoredBar[] } = { checked: null, rechecked: [] };

/**
 * How the confirmation of bars is stored: as one stretch if it includes the former one and contains no other bar, which
 * avoids rewriting a series that has not changed; else with each bar.
 */
function confirmation(decision: Decision, stored: readonly StoredBar[], former: DayRange | null): typeof unconfirmed {
  const [first, last] = [decision.confirmed[0]?.date, decision.confirmed.at(-1)?.date];
  if (first === undefined || last === undefined) return unconfirmed;
  const checked = { from: first, before: addDays(last, 1) };
  const known = new Set([...decision.confirmed, ...decision.changed].map(({ date }) => date));
  const holdsOthers = stored.some(({ date }) => date >= first && date <= last && !known.has(date));
  const takesInFormer = former === null || (checked.from <= former.from && checked.before >= former.before);
  return takesInFormer && !holdsOthers ? { checked, rechecked: [] } : { checked: null, rechecked: decision.confirmed };
}
