import { addDays, type Day, dayAt, dayMs, instantOf, Mic, tradingCalendar } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { type Colour, checkStates, type FigureNight, figuresOf } from '@tickermill/store/quality';
import type { RollUpRule } from './check.ts';
import { effective } from './effective.ts';
import { checkNamed } from './registry.ts';
import { colourOf } from './roll-up.ts';

/** A figure of a night, with its share of the universe and how it was the night before. */
export interface Figure {
  readonly name:
    | 'active'
    | 'new_30d'
    | 'delisted_30d'
    | 'lagging'
    | 'missing_dates'
    | 'fetch_errors'
    | 'price_jumps_7d';
  readonly count: number;
  /** Percent of the universe. */
  readonly share: number;
  readonly before: number;
  readonly colour: Colour;
  /** What it is coloured by; null: it is always green. */
  readonly thresholds: RollUpRule | null;
}

/** The seven figures of a night. */
export interface NightSummary {
  readonly night: FigureNight;
  readonly universe: number;
  readonly figures: readonly Figure[];
}

interface SummaryDeps {
  readonly store: Pick<Store, 'sql' | 'reads'>;
  readonly now: () => Date;
}

/** So many delistings in 30 days, percent of the universe, are more than usual. */
const delistings: RollUpRule = { measure: 'share', yellow: 1, red: 5 };

/** The night of a day (UTC): up to its end, or up to now on the day itself; without a day the latest. */
export function nightOf(day: Day | undefined, now: Date): FigureNight {
  const today = dayAt(now, 'UTC');
  if (day === undefined || day >= today) return { day: today, at: now, isPast: false };
  return { day, at: instantOf(`${addDays(day, 1)}T00:00:00`, 'UTC'), isPast: true };
}

/** The night before one: a day earlier, to the minute. */
const nightBefore = ({ day, at }: FigureNight): FigureNight => ({
  day: addDays(day, -1),
  at: new Date(at.getTime() - dayMs),
  isPast: true,
});

/** The seven figures of a night. Those of checks are coloured by the thresholds of their roll-ups. */
export async function viewSummary({ store, now }: SummaryDeps, day?: Day): Promise<NightSummary> {
  const night = nightOf(day, now());
  const [[counted, before], states] = await Promise.all([
    figuresOf(store.reads, [night, nightBefore(night)]),
    checkStates(store.sql),
  ]);
  if (!counted || !before) throw new Error('a night has no figures');
  const { universe } = counted;
  const share = (count: number) => (universe === 0 ? 0 : (100 * count) / universe);
  const figure = (name: Figure['name'], count: number, former: number, rule?: RollUpRule, rows = count): Figure => ({
    name,
    count,
    share: share(count),
    before: former,
    colour: rule ? colourOf(rule.measure === 'share' ? share(count) : rows, rule) : 'green',
    thresholds: rule ?? null,
  });
  const ruleOf = (checkId: string) => effective(checkNamed(checkId), states).rollUp;
  return {
    night,
    universe,
    figures: [
      figure('active', counted.active, before.active),
      figure('new_30d', counted.listed, before.listed),
      figure('delisted_30d', counted.delisted, before.delisted, delistings),
      figure('lagging', counted.lagging, before.lagging, ruleOf('lag_check')),
      // Its roll-up counts findings, where the figure counts tickers.
      figure('missing_dates', counted.missingTickers, before.missingTickers, ruleOf('missing_dates'), counted.missing),
      figure('fetch_errors', counted.fetchErrors, before.fetchErrors, ruleOf('fetch_error')),
      figure('price_jumps_7d', counted.jumps, before.jumps, ruleOf('price_jump')),
    ],
  };
}

/** Days as ranges of sessions: two are one range where the exchange has no session between them. */
export function sessionRanges(
  days: readonly Day[],
  exchange: string | null,
): { from: Day; to: Day; sessions: number }[] {
  const mic = Mic.safeParse(exchange);
  const calendar = mic.success ? tradingCalendar(mic.data) : null;
  const isNext = (one: Day, other: Day) =>
    calendar ? calendar.tradingDaysBetween(addDays(one, 1), other).length <= 1 : addDays(one, 1) === other;
  const ranges: { from: Day; to: Day; sessions: number }[] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last && isNext(last.to, day)) {
      last.to = day;
      last.sessions++;
    } else ranges.push({ from: day, to: day, sessions: 1 });
  }
  return ranges;
}
