import { expect } from 'chai';
import { filingDayBefore, filingDayFrom, filingDays, isFilingDay } from './filing-days.ts';

describe('filing days', () => {
  it('are weekdays that are not federal holidays', () => {
    const closed = ['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07'];
    const alsoClosed = ['2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25', '2026-11-21', '2026-11-22'];
    for (const day of [...closed, ...alsoClosed]) expect(isFilingDay(day), day).to.equal(false);
    for (const day of ['2026-11-20', '2026-07-02', '2026-11-27']) expect(isFilingDay(day), day).to.equal(true);
  });

  it('know holidays kept on another day, Good Friday, and the years before Juneteenth', () => {
    expect(isFilingDay('2021-12-31')).to.equal(false); // New Year's Day 2022 was a Saturday
    expect(isFilingDay('2023-01-02')).to.equal(false); // New Year's Day 2023 was a Sunday
    expect(isFilingDay('2026-04-03')).to.equal(true); // EDGAR is open when the exchanges are not
    expect(isFilingDay('2020-06-19')).to.equal(true);
  });

  it('are found from any day', () => {
    expect(filingDayBefore('2026-11-30')).to.equal('2026-11-27');
    expect(filingDayFrom('2026-11-26')).to.equal('2026-11-27');
    expect(filingDays('2026-11-25', '2026-11-30')).to.deep.equal(['2026-11-25', '2026-11-27', '2026-11-30']);
  });
});
