import type { Day } from '../day.ts';

/** When a session begins and ends, by the clocks of the exchange (`HH:MM`). */
export interface Hours {
  readonly opens: string;
  readonly closes: string;
}

/** The rules that determine one exchange's days; `toTradingCalendar` makes a calendar of them. */
export interface ExchangeRules {
  readonly zone: string;
  /** The first and the last year that the rules and tables were written for. */
  readonly firstYear: number;
  readonly lastYear: number;
  /** The usual hours, and from which day on; the first also hold before. */
  readonly hours: readonly (Hours & { readonly from: Day })[];
  /** The last Saturday with a session, where there were any. */
  readonly lastSaturday?: Day;
  /** The days of a year without a session; those of a weekend do no harm. */
  closures(year: number): readonly Day[];
  /** The days of a year with other hours than the usual; those without a session do no harm. */
  specialHours(year: number): readonly (readonly [Day, Partial<Hours>])[];
}

/** The usual hours on a day. */
export function usualHours({ hours }: Pick<ExchangeRules, 'hours'>, day: Day): Hours {
  const found = hours.findLast(({ from }) => from <= day) ?? hours[0];
  if (!found) throw new Error('an exchange without hours');
  return found;
}

/** The minutes from midnight to a time (`HH:MM`). */
export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
