import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { addDays, type Day } from '../day.ts';
import { tradingCalendar } from './exchanges.ts';
import type { Mic } from './mic.ts';

/** Published calendars, session by session. They lie beside the repository and are not part of it. */
const folder = new URL('../../../../../shared/samples/calendars/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere)
  console.log(
    '  No published calendars in ../shared/samples/calendars: the calendars are tested by their own tables alone.',
  );

const rowsOf = (file: string) =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((row) => row.split(','));

/** Where we differ, and why; `ours` is what `ourWord` returns. */
interface Deviation {
  readonly day: Day;
  readonly ours: string;
  readonly why: string;
}

const unplanned =
  'the published file leaves unplanned openings and closes out; from the list of special closings of the NYSE';
const deviations: Partial<Record<Mic, readonly Deviation[]>> = {
  XNYS: [
    { day: '1990-12-27', ours: '14:31-21:00', why: unplanned },
    { day: '1991-01-17', ours: '14:31-21:00', why: unplanned },
    { day: '1991-02-25', ours: '14:31-21:00', why: unplanned },
    { day: '1994-02-11', ours: '14:30-19:30', why: unplanned },
    { day: '1995-12-18', ours: '15:30-21:00', why: unplanned },
    { day: '1996-01-08', ours: '16:00-19:00', why: unplanned },
    { day: '1997-10-27', ours: '14:30-20:30', why: unplanned },
    { day: '2001-09-17', ours: '13:33-20:00', why: unplanned },
    { day: '2001-10-08', ours: '13:31-20:00', why: unplanned },
    { day: '2002-09-11', ours: '16:00-20:00', why: unplanned },
    { day: '2003-03-20', ours: '14:32-21:00', why: unplanned },
    { day: '2004-06-07', ours: '13:32-20:00', why: unplanned },
    { day: '2005-06-01', ours: '13:30-19:56', why: unplanned },
    { day: '2006-12-27', ours: '14:32-21:00', why: unplanned },
  ],
  XKRX: [
    { day: '2026-07-17', ours: 'closed', why: 'Constitution Day is a holiday again by a law later than the file' },
    { day: '2026-11-19', ours: '01:00-07:30', why: 'the day of the exam, which the file does not know yet' },
    { day: '2026-12-30', ours: '00:00-06:30', why: 'opens as ever: the last row of the file opens late by mistake' },
  ],
};

/** A day of our calendar as text: `closed`, or opening and close in UTC. */
function ourWord(mic: Mic, day: Day): string {
  const session = tradingCalendar(mic).session(day);
  if (!session) return 'closed';
  const instants = [session.opensAt, session.closesAt].map((instant) => instant.toISOString());
  return instants.map((instant) => (instant.startsWith(day) ? instant.slice(11, 16) : instant)).join('-');
}

describe('the trading calendars, beside the published ones', () => {
  if (!isThere) return;

  const files: [Mic, string][] = [
    ['XNYS', 'xnys-sessions.csv'],
    ['XNAS', 'xnys-sessions.csv'],
    ['XLON', 'xlon-sessions.csv'],
    ['XPAR', 'xpar-sessions.csv'],
    ['XETR', 'xetr-sessions.csv'],
    ['XKRX', 'xkrx-sessions.csv'],
  ];
  for (const [mic, file] of files) {
    it(`${mic} agrees with ${file} on every day from 1990 on, and says where it does not`, () => {
      const theirs = new Map<Day, string>();
      for (const [midnight = '', opens = '', closes = ''] of rowsOf(file)) {
        theirs.set(midnight.slice(0, 10), `${opens.slice(11, 16)}-${closes.slice(11, 16)}`);
      }
      const last = [...theirs.keys()].at(-1) ?? '';
      const found: string[] = [];
      let compared = 0;
      for (let day = '1990-01-01'; day <= last; day = addDays(day, 1)) {
        const ours = ourWord(mic, day);
        if (ours !== (theirs.get(day) ?? 'closed')) found.push(`${day} ${ours}`);
        compared++;
      }
      expect(compared).to.be.greaterThan(10_000);
      expect(found).to.deep.equal((deviations[mic] ?? []).map(({ day, ours }) => `${day} ${ours}`));
    });
  }

  it('XNYS and XNAS keep the holidays and early closes that were announced from 2000 to 2027', () => {
    const holidays = rowsOf('nyse_holidays_2000_2027.csv').map(([day = '']) => day);
    const earlyCloses = rowsOf('nyse_early_closes_2000_2027.csv').map(([day = '']) => day);
    expect([holidays.length, earlyCloses.length]).to.deep.equal([264, 61]);
    for (const mic of ['XNYS', 'XNAS'] as const) {
      const calendar = tradingCalendar(mic);
      const closed: Day[] = [];
      const early: Day[] = [];
      for (let day = '2000-01-01'; day <= '2027-12-31'; day = addDays(day, 1)) {
        const isWeekday = new Date(day).getUTCDay() % 6 !== 0;
        if (isWeekday && !calendar.isTradingDay(day)) closed.push(day);
        if (calendar.session(day)?.isEarlyClose && day !== '2005-06-01') early.push(day); // unplanned, above
      }
      expect(closed, mic).to.deep.equal(holidays);
      expect(early, mic).to.deep.equal(earlyCloses);
    }
  });
});
