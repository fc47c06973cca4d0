import { addDays, type Day, type PriceBasis } from '@tickermill/core';
import { type CoverageChange, multirange } from './coverage-change.ts';
import type { Decision } from './decide.ts';
import type { DayRange, SeriesFacts } from './stored-series.ts';

/** A series as its coverage sees it. */
export interface CoveringSeries {
  readonly from: Day;
  readonly to: Day;
  readonly bars: readonly { readonly date: Day; readonly final: boolean }[];
  readonly absent: readonly Day[];
  readonly late: readonly Day[];
  /** Days whose bar cannot be read. */
  readonly unreadable: readonly Day[];
  readonly firstTradeDay: Day | null;
  readonly isFallback: boolean;
  readonly currency: string | null;
  readonly provider: string;
  readonly basis: PriceBasis;
  readonly mistrusted: boolean | null;
  readonly checked: DayRange | null;
}

/** Stored final days of which the answer reports no prices. */
export interface Kept {
  readonly ofStopgaps: ReadonlySet<Day>;
  readonly ofPreferred: ReadonlySet<Day>;
}

const daysOf = (days: readonly Day[]) => days.map((day) => ({ from: day, before: addDays(day, 1) }));

/**
 * The days that an answer covers: from the first requested day to the last settled session that it has a bar of, or
 * reports as absent, and never a session whose bar may still change. Only the preferred source proves that a day has
 * none.
 */
export function coverageOfAnswer(
  series: CoveringSeries,
  decision: Decision,
  facts: SeriesFacts,
  kept: Kept,
): CoverageChange {
  const { from, to, bars, isFallback } = series;
  const finals = bars.filter(({ final }) => final).map(({ date }) => date);
  const provisional = bars.filter(({ final }) => !final).map(({ date }) => date);
  const held = new Set(finals);
  const absent = series.absent.filter((day) => day >= from && day <= to && !held.has(day));
  const end = provisional[0] ?? addDays(to, 1);
  const last = [...finals, ...absent].reduce<Day | null>(
    (late, day) => (day < end && (late === null || day > late) ? day : late),
    null,
  );
  const span = last === null ? [] : [{ from, before: addDays(last, 1) }];
  // A provider may be wrong about the first day of trade: a bar is better evidence.
  const beginning = [series.firstTradeDay, bars[0]?.date].reduce<Day | null>(
    (early, day) => (day && series.firstTradeDay && (early === null || day < early) ? day : early),
    null,
  );
  const early = beginning === null ? [] : [{ before: beginning }];
  const open = [...series.late, ...series.unreadable].filter((day) => !held.has(day));
  const none = [...early, ...daysOf([...absent, ...open])];
  const known = absent.filter((day) => !kept.ofPreferred.has(day));
  const written = [...decision.added, ...decision.changed].map(({ date }) => date);
  return {
    instrumentId: facts.instrumentId,
    isNew: facts.isNew,
    writtenAt: facts.now,
    cover: multirange(span),
    except: multirange(none),
    uncover: multirange(daysOf(decision.removed)),
    absent: isFallback ? '{}' : multirange([...early, ...daysOf(known)]),
    unabsent: isFallback ? '{}' : multirange(span),
    late: isFallback ? '{}' : multirange(daysOf(series.late.filter((day) => !held.has(day)))),
    isStopgap: isFallback,
    keptStopgap: multirange(daysOf([...kept.ofStopgaps])),
    provisional: multirange(daysOf(provisional)),
    // Of a day that the answer left out, a provisional bar stays one.
    spared: multirange(daysOf(open)),
    unprovisional: multirange(isFallback ? daysOf(finals) : [...span, ...daysOf(decision.removed)]),
    firstDay: written.length > 0 ? written.reduce((a, b) => (a < b ? a : b)) : null,
    firstRemoved: facts.firstDay !== null && decision.removed.includes(facts.firstDay),
    currency: isFallback || bars.length === 0 ? null : series.currency,
    provider: isFallback || bars.length === 0 ? null : series.provider,
    basis: isFallback || bars.length === 0 ? null : series.basis,
    mistrusted: series.mistrusted,
    checked: series.checked,
  };
}
