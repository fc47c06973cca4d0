import { addDays, type Day, instantOf, Mic, tradingCalendar } from '@tickermill/core';
import { expect } from 'chai';
import { sessionDayOf } from './session-day.ts';

const dayAt = (mic: Mic, wallTime: string) => {
  const calendar = tradingCalendar(mic);
  return sessionDayOf(String(instantOf(wallTime, calendar.zone).getTime() / 1_000), calendar.zone, calendar);
};

describe('the session of a stamp', () => {
  for (const mic of Mic.options) {
    // The clocks of Seoul never change; elsewhere these lie on both sides of each change of 2026.
    for (const [monday, tuesday] of [
      ['2026-02-23', '2026-02-24'],
      ['2026-03-09', '2026-03-10'],
      ['2026-03-30', '2026-03-31'],
      ['2026-10-26', '2026-10-27'],
      ['2026-11-02', '2026-11-03'],
    ] as const) {
      it(`${mic}: is that of its day, or of the next if it is late in the evening before, about ${monday}`, () => {
        const at = (day: Day, time: string) => dayAt(mic, `${day}T${time}`);
        for (const time of ['00:00:00', '09:00:00', '09:30:00', '16:00:01', '19:59:00']) {
          expect(at(tuesday, time), time).to.equal(tuesday);
        }
        expect(['22:00:00', '23:00:00', '23:59:59'].map((time) => at(monday, time))).to.deep.equal([
          tuesday,
          tuesday,
          tuesday,
        ]);
        const [friday, sunday] = [addDays(monday, -3), addDays(monday, -1)];
        expect(at(sunday, '23:00:00'), 'the evening before a Monday').to.equal(monday);
        expect(at(sunday, '09:30:00'), 'a Sunday').to.equal(sunday);
        expect(at(friday, '23:00:00'), 'no session is near').to.equal(friday);
      });
    }
  }

  it('draws the line at half of the way from opening to opening', () => {
    const at = (wallTime: string) => dayAt('XNYS', wallTime);
    expect(at('2026-11-17T21:30:00')).to.equal('2026-11-17');
    expect(at('2026-11-17T21:30:01')).to.equal('2026-11-18');
    expect(at('2026-11-26T23:00:00'), 'Thanksgiving, before a Friday').to.equal('2026-11-27');
    expect(at('2026-11-26T16:00:01'), 'Thanksgiving itself').to.equal('2026-11-26');
    expect(at('2026-11-25T23:00:00'), 'before Thanksgiving').to.equal('2026-11-25');
  });

  it('is the day that the clocks show where no calendar is known, and none for what is no second', () => {
    expect(sessionDayOf('1794873600', 'America/New_York', null)).to.equal('2026-11-16');
    for (const epoch of ['NaN', '', ' ', 'soon', '1e30', '-1e30', '1794839400000', null, undefined, true, 1794839400]) {
      expect(sessionDayOf(epoch, 'America/New_York', null), String(epoch)).to.equal(null);
    }
  });
});
