import { expect } from 'chai';
import type { Day } from '../day.ts';
import { tradingCalendar } from './exchanges.ts';
import type { Mic } from './mic.ts';

const wall = (zone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/**
 * The days of a calendar as text: `closed`, or opening and close by the clocks of the exchange; `*` marks an early
 * close.
 */
function says(mic: Mic, days: readonly Day[]): string[] {
  const { session, zone } = tradingCalendar(mic);
  return days.map((day) => {
    const found = session(day);
    if (!found) return 'closed';
    const [opens, closes] = [found.opensAt, found.closesAt].map((instant) => wall(zone).format(instant));
    return `${opens}-${closes}${found.isEarlyClose ? '*' : ''}`;
  });
}

function expectDays(mic: Mic, facts: Readonly<Record<Day, string>>): void {
  const days = Object.keys(facts);
  const found = Object.fromEntries(says(mic, days).map((word, index) => [days[index], word]));
  expect(found).to.deep.equal(facts);
}

/** The weekdays of a year without a session. */
function closedDays(mic: Mic, year: number): string {
  const { isTradingDay } = tradingCalendar(mic);
  const days: string[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    if (new Date(at).getUTCDay() % 6 !== 0 && !isTradingDay(day)) days.push(day.slice(5));
  }
  return days.join(' ');
}

describe('the exchanges', () => {
  it('New York: holidays kept on another day, early closes, mourning, attack and storm', () => {
    expectDays('XNYS', {
      '2021-12-31': '09:30-16:00', // New Year's Day 2022 was a Saturday, and not made up for
      '2023-01-02': 'closed',
      '2021-06-18': '09:30-16:00', // Juneteenth from 2022 on
      '2022-06-20': 'closed',
      '2026-07-02': '09:30-16:00',
      '2026-07-03': 'closed',
      '2013-07-03': '09:30-13:00*',
      '2002-07-05': '09:30-13:00*',
      '1991-12-24': '09:30-14:00*',
      '1997-01-20': '09:30-16:00', // Martin Luther King Day from 1998 on
      '2001-09-11': 'closed',
      '2001-09-17': '09:33-16:00',
      '2002-09-11': '12:00-16:00',
      '2012-10-29': 'closed',
      '2012-10-30': 'closed',
      '2025-01-09': 'closed',
      '2026-10-12': '09:30-16:00', // Columbus Day
      '2026-11-27': '09:30-13:00*',
    });
    expect(closedDays('XNYS', 2027)).to.equal('01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24');
  });

  it('Nasdaq: as New York, without the unplanned hours of its floor', () => {
    expect(closedDays('XNAS', 2027)).to.equal(closedDays('XNYS', 2027));
    expectDays('XNAS', { '2024-07-03': '09:30-13:00*', '2005-06-01': '09:30-16:00', '2001-09-14': 'closed' });
  });

  it('London: royal days, moved bank holidays, Christmas on a weekend, half days', () => {
    expectDays('XLON', {
      '2011-04-29': 'closed',
      '2022-05-30': '08:00-16:30',
      '2022-06-02': 'closed',
      '2022-06-03': 'closed',
      '2022-09-19': 'closed',
      '2023-05-08': 'closed',
      '2020-05-04': '08:00-16:30',
      '2020-05-08': 'closed',
      '1999-12-31': 'closed',
      '2023-12-22': '08:00-12:30*',
      '2026-12-24': '08:00-12:30*',
      '2027-12-31': '08:00-12:30*',
    });
    // As gov.uk announced them.
    expect(closedDays('XLON', 2024)).to.equal('01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26');
    expect(closedDays('XLON', 2025)).to.equal('01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26');
    expect(closedDays('XLON', 2026)).to.equal('01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28');
    expect(closedDays('XLON', 2027)).to.equal('01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28');
  });

  it('Paris: open on the holidays of France, half days before Christmas and the new year', () => {
    expectDays('XPAR', {
      '2026-07-14': '09:00-17:30',
      '2026-05-25': '09:00-17:30',
      '2000-07-14': 'closed',
      '2001-06-04': 'closed',
      '2024-12-24': '09:00-14:05*',
      '2024-12-31': '09:00-14:05*',
    });
    expect(closedDays('XPAR', 2024)).to.equal('01-01 03-29 04-01 05-01 12-25 12-26');
    expect(closedDays('XPAR', 2026)).to.equal('01-01 04-03 04-06 05-01 12-25');
    expect(closedDays('XPAR', 2027)).to.equal('01-01 03-26 03-29');
  });

  it('Xetra: closed on 24 and 31 December, Whit Monday and German Unity in some years only', () => {
    expectDays('XETR', {
      '2014-06-09': '09:00-17:30',
      '2021-05-24': 'closed',
      '2022-06-06': '09:00-17:30',
      '2019-10-03': 'closed',
      '2022-10-03': '09:00-17:30',
      '2017-10-31': 'closed',
      '2009-12-30': '09:00-17:30',
      '2023-12-29': '09:00-14:00*',
      '2026-12-30': '09:00-14:00*',
    });
    // As Deutsche Boerse announced them.
    expect(closedDays('XETR', 2024)).to.equal('01-01 03-29 04-01 05-01 12-24 12-25 12-26 12-31');
    expect(closedDays('XETR', 2026)).to.equal('01-01 04-03 04-06 05-01 12-24 12-25 12-31');
    expect(closedDays('XETR', 2027)).to.equal('01-01 03-26 03-29 12-24 12-31');
  });

  it('Korea: lunar days and those that make up for them, exam days, the first and the last day of a year', () => {
    expectDays('XKRX', {
      '2026-01-02': '10:00-15:30',
      '2016-07-29': '09:00-15:00',
      '2016-08-01': '09:00-15:30',
      '2025-11-13': '10:00-16:30',
      '2026-11-19': '10:00-16:30',
      '2027-11-18': '10:00-16:30',
      '2027-01-04': '10:00-15:30',
      '2026-12-30': '09:00-15:30',
      '2026-12-31': 'closed',
      '2024-10-01': 'closed',
      '2025-07-17': '09:00-15:30',
      '2026-07-17': 'closed', // Constitution Day, a holiday again
      '1998-12-05': '09:30-15:00', // the last Saturday
      '1998-12-12': 'closed',
      '1999-11-17': '10:00-16:00',
    });
    expect(closedDays('XKRX', 2025)).to.equal(
      '01-01 01-27 01-28 01-29 01-30 03-03 05-01 05-05 05-06 06-03 06-06 08-15 10-03 10-06 10-07 10-08 10-09 12-25 12-31',
    );
    // As Korea's space agency proclaimed them, with Labour Day and the end of the year.
    expect(closedDays('XKRX', 2027)).to.equal(
      '01-01 02-08 02-09 03-01 05-03 05-05 05-13 07-19 08-16 09-14 09-15 09-16 10-04 10-11 12-27 12-31',
    );
  });
});
