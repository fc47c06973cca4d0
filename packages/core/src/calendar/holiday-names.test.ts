import { expect } from 'chai';
import { tradingCalendar } from './exchanges.ts';
import { holidayName } from './holiday-names.ts';

describe('names of holidays', () => {
  it('are those of the exchange', () => {
    const named = [
      holidayName('XNYS', '2026-11-26'),
      holidayName('XNAS', '2026-07-03'),
      holidayName('XLON', '2026-04-06'),
      holidayName('XPAR', '2026-05-01'),
      holidayName('XKRX', '2026-08-15'),
    ];
    expect(named).to.deep.equal(['Thanksgiving', 'Independence Day', 'Easter Monday', 'Labour Day', 'Liberation Day']);
  });

  it('are those of the lunar calendar in Korea, and of the days that make up for lost ones', () => {
    const names = (...days: string[]) => days.map((day) => holidayName('XKRX', day));
    expect(names('2026-02-16', '2026-02-17', '2026-02-18')).to.deep.equal(['Seollal', 'Seollal', 'Seollal']);
    expect(names('2026-09-23', '2026-09-24', '2026-09-25')).to.deep.equal([null, 'Chuseok', 'Chuseok']);
    expect(names('2026-05-24', '2026-05-25', '2025-05-05', '2025-05-06')).to.deep.equal([
      "Buddha's Birthday",
      "Substitute holiday for Buddha's Birthday",
      "Children's Day and Buddha's Birthday",
      "Substitute holiday for Children's Day and Buddha's Birthday",
    ]);
    expect(names('1999-02-16', '1999-03-01', '2028-03-01')).to.deep.equal([
      null,
      'Independence Movement Day',
      'Independence Movement Day',
    ]);
  });

  it('are left out where a closed day has none of its own', () => {
    for (const day of ['2012-10-29', '2025-01-09']) {
      expect(tradingCalendar('XNYS').isTradingDay(day)).to.equal(false);
      expect(holidayName('XNYS', day)).to.equal(null);
    }
  });
});
