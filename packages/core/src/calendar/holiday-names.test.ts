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

  it('are left out where a closed day has none of its own', () => {
    for (const day of ['2012-10-29', '2025-01-09']) {
      expect(tradingCalendar('XNYS').isTradingDay(day)).to.equal(false);
      expect(holidayName('XNYS', day)).to.equal(null);
    }
  });
});
