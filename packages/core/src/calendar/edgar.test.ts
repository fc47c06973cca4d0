import { expect } from 'chai';
import { filingDaysAfter, hasFilingDay, isFilingDay } from './edgar.ts';

describe('the days of EDGAR', () => {
  it('are weekdays that are not federal holidays', () => {
    const closed = ['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07'];
    const alsoClosed = ['2026-10-12', '2026-11-11', '2026-11-26', '2026-12-25', '2026-11-21', '2026-11-22'];
    for (const day of [...closed, ...alsoClosed]) expect(isFilingDay(day), day).to.equal(false);
    for (const day of ['2026-11-20', '2026-07-02', '2026-11-27', '2026-04-03']) {
      expect(isFilingDay(day), day).to.equal(true);
    }
  });

  it('know holidays that are kept on another day, and the years before Juneteenth', () => {
    expect(isFilingDay('2021-12-31')).to.equal(false); // New Year's Day 2022 was a Saturday
    expect(isFilingDay('2023-01-02')).to.equal(false); // New Year's Day 2023 was a Sunday
    expect(isFilingDay('2027-07-05')).to.equal(false); // Independence Day 2027 is a Sunday
    expect(isFilingDay('2020-06-19')).to.equal(true);
  });

  it('know the days on which EDGAR was closed by order', () => {
    for (const day of ['2018-12-05', '2019-12-24', '2020-12-24', '2025-01-09']) {
      expect(isFilingDay(day), day).to.equal(false);
    }
    for (const day of ['2018-12-04', '2018-12-06', '2021-12-23', '2025-01-08', '2025-01-10']) {
      expect(isFilingDay(day), day).to.equal(true);
    }
    expect(filingDaysAfter('2018-12-03', '2018-12-07')).to.deep.equal(['2018-12-04', '2018-12-06', '2018-12-07']);
  });

  const between = (from: string, to: string) => hasFilingDay(new Date(from), new Date(to));

  it('lie, or part of one, between two instants of New York', () => {
    // New York is five hours behind UTC in November: Saturday begins at 05:00.
    expect(between('2026-11-21T04:59:00Z', '2026-11-22T20:00:00Z'), 'the last minute of Friday').to.equal(true);
    expect(between('2026-11-21T05:00:00Z', '2026-11-23T04:59:59Z'), 'the whole weekend').to.equal(false);
    expect(between('2026-11-21T05:00:00Z', '2026-11-23T05:00:00Z'), 'the first instant of Monday').to.equal(true);
    expect(between('2026-11-26T06:00:00Z', '2026-11-27T04:00:00Z'), 'Thanksgiving').to.equal(false);
    expect(between('2026-11-20T15:00:00Z', '2026-11-20T19:00:00Z'), 'within a Friday').to.equal(true);
  });

  it('are counted by the clocks of New York in summer too, and over any time', () => {
    expect(between('2026-07-03T04:00:00Z', '2026-07-06T03:59:00Z'), 'the long weekend of July').to.equal(false);
    expect(between('2026-07-03T03:59:00Z', '2026-07-03T12:00:00Z'), 'the end of 2 July').to.equal(true);
    expect(between('1990-01-01T12:00:00Z', '2026-11-22T12:00:00Z')).to.equal(true);
    expect(between('2026-11-22T12:00:00Z', '2026-11-21T12:00:00Z'), 'upside down').to.equal(false);
  });
});
