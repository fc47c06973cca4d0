import { expect } from 'chai';
import { easterSunday, firstFreeWeekdayAfter, lastWeekdayUpTo, nthWeekday, toNearestWeekday } from './holiday-dates.ts';

describe('the dates of holidays', () => {
  it('Easter, early and late', () => {
    const known = ['1990-04-15', '2000-04-23', '2008-03-23', '2011-04-24', '2024-03-31', '2026-04-05', '2038-04-25'];
    expect(known.map((day) => easterSunday(Number(day.slice(0, 4))))).to.deep.equal(known);
    for (let year = 1900; year < 2200; year++) {
      const day = easterSunday(year);
      const isSunday = new Date(day).getUTCDay() === 0;
      if (!isSunday || day < `${year}-03-22` || day > `${year}-04-25`) throw new Error(`${day} is no Easter`);
    }
  });

  it('the nth weekday of a month, and the weekdays beside a weekend', () => {
    expect(nthWeekday(1, 1, '2026-06')).to.equal('2026-06-01');
    expect(nthWeekday(4, 4, '2026-11')).to.equal('2026-11-26');
    expect(nthWeekday(-1, 1, '2026-08')).to.equal('2026-08-31');
    expect(nthWeekday(-1, 1, '2027-02')).to.equal('2027-02-22');
    expect(['2026-07-04', '2027-07-04', '2025-07-04'].map(toNearestWeekday)).to.deep.equal([
      '2026-07-03',
      '2027-07-05',
      '2025-07-04',
    ]);
    expect(['2027-12-26', '2026-12-31'].map(lastWeekdayUpTo)).to.deep.equal(['2027-12-24', '2026-12-31']);
    expect(firstFreeWeekdayAfter('2027-12-25', new Set(['2027-12-27']))).to.equal('2027-12-28');
  });
});
