import { addDays, type Day, dayAt, instantOf } from '../day.ts';
import { type ExchangeRules, type Hours, minutesOf, usualHours } from './exchange-rules.ts';
import { weekdayOf } from './holiday-dates.ts';
import type { Mic } from './mic.ts';

/** A day on which an exchange trades, from its opening to its regular close; a pause at noon is not modelled. */
export interface Session {
  readonly day: Day;
  readonly opensAt: Date;
  readonly closesAt: Date;
  /** From then on its prices are taken for final. */
  readonly settlesAt: Date;
  readonly isEarlyClose: boolean;
}

/** The sessions of one exchange. Days are those of its own clocks. */
export interface TradingCalendar {
  readonly mic: Mic;
  readonly zone: string;
  /** The last day known by rule or announcement; after it every weekday counts as a session, and `isKnown` is false. */
  readonly lastDay: Day;
  /** Whether the calendar was made for this day. Before and after what it knows weekdays count as sessions. */
  isKnown(day: Day): boolean;
  isTradingDay(day: Day): boolean;
  session(day: Day): Session | undefined;
  /** The last session day before a day, never the day itself. */
  previousTradingDay(day: Day): Day;
  /** The first session day after a day, never the day itself. */
  nextTradingDay(day: Day): Day;
  /** The session days from one day to another, both included. */
  tradingDaysBetween(from: Day, to: Day): Day[];
  /** The session that is open at an instant: from its opening until before its close. */
  sessionAt(instant: Date): Session | undefined;
  /** The last session that had closed at an instant. */
  lastClosedSession(now: Date): Session;
  /** The last session that had settled at an instant. */
  lastSettledSession(now: Date): Session;
}

/** One year, computed on first use; each of its sessions on first use too. */
interface Year {
  readonly days: readonly Day[];
  readonly open: ReadonlySet<Day>;
  readonly special: ReadonlyMap<Day, Partial<Hours>>;
  readonly sessions: Map<Day, Session>;
}

/** So long after its close a session has settled. */
const settleMs = 30 * 60_000;

/** Makes a calendar of the rules of an exchange. */
export function toTradingCalendar(mic: Mic, rules: ExchangeRules): TradingCalendar {
  const { zone, firstYear, lastYear } = rules;
  const [firstDay, lastDay] = [`${firstYear}-01-01`, `${lastYear}-12-31`];
  const years = new Map<string, Year>();

  function yearOf(day: Day): Year {
    const name = day.slice(0, 4);
    let year = years.get(name);
    if (!year) {
      year = makeYear(name, rules);
      years.set(name, year);
    }
    return year;
  }

  const isTradingDay = (day: Day) => yearOf(day).open.has(day);

  function session(day: Day): Session | undefined {
    const { open, special, sessions } = yearOf(day);
    const known = sessions.get(day);
    if (known || !open.has(day)) return known;
    const usual = usualHours(rules, day);
    const { opens, closes } = { ...usual, ...special.get(day) };
    const opensAt = instantOf(`${day}T${opens}:00`, zone);
    // The clocks of no exchange are changed during a session.
    const closesAt = new Date(opensAt.getTime() + (minutesOf(closes) - minutesOf(opens)) * 60_000);
    const settlesAt = new Date(closesAt.getTime() + settleMs);
    const made = { day, opensAt, closesAt, settlesAt, isEarlyClose: closes < usual.closes };
    sessions.set(day, made);
    return made;
  }

  function step(day: Day, days: 1 | -1): Day {
    const next = addDays(day, days);
    return isTradingDay(next) ? next : step(next, days);
  }

  function tradingDaysBetween(from: Day, to: Day): Day[] {
    const found: Day[] = [];
    for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
      const { days } = yearOf(String(year).padStart(4, '0'));
      found.push(...days.filter((day) => day >= from && day <= to));
    }
    return found;
  }

  function sessionAt(instant: Date): Session | undefined {
    const found = session(dayAt(instant, zone));
    return found && found.opensAt <= instant && instant < found.closesAt ? found : undefined;
  }

  function lastThat(isOver: (session: Session) => boolean, now: Date): Session {
    for (let day = dayAt(now, zone); ; day = step(day, -1)) {
      const found = session(day);
      if (found && isOver(found)) return found;
    }
  }

  return {
    mic,
    zone,
    lastDay,
    isKnown: (day) => day >= firstDay && day <= lastDay,
    isTradingDay,
    session,
    previousTradingDay: (day) => step(day, -1),
    nextTradingDay: (day) => step(day, 1),
    tradingDaysBetween,
    sessionAt,
    lastClosedSession: (now) => lastThat(({ closesAt }) => closesAt <= now, now),
    lastSettledSession: (now) => lastThat(({ settlesAt }) => settlesAt <= now, now),
  };
}

function makeYear(name: string, rules: ExchangeRules): Year {
  const year = Number(name);
  const isKnown = year >= rules.firstYear && year <= rules.lastYear;
  const closures = new Set(isKnown ? rules.closures(year) : []);
  const lastSaturday = isKnown ? (rules.lastSaturday ?? '') : '';
  const days: Day[] = [];
  let weekday = weekdayOf(`${name}-01-01`);
  for (let day = `${name}-01-01`; day.startsWith(name); day = addDays(day, 1), weekday = (weekday + 1) % 7) {
    const isWorkday = weekday === 6 ? day <= lastSaturday : weekday !== 0;
    if (isWorkday && !closures.has(day)) days.push(day);
  }
  const special = new Map(isKnown ? rules.specialHours(year) : []);
  return { days, open: new Set(days), special, sessions: new Map() };
}
