import { expect } from 'chai';
import { addDays, dayAt, earliestDay, instantOf, isDay, latestDay, offsetAt } from './day.ts';

describe('day', () => {
  it('accepts days of the calendar only', () => {
    for (const day of ['2024-02-29', '0023-03-23', '9999-12-31']) expect(isDay(day), day).to.equal(true);
    for (const day of ['2023-02-29', '2023-13-01', '0000-01-01', '23-01-01', '2023-1-1', '2023-01-01Z']) {
      expect(isDay(day), day).to.equal(false);
    }
  });

  it('adds days across months, leap days and clock changes', () => {
    expect(addDays('2024-02-28', 1)).to.equal('2024-02-29');
    expect(addDays('2026-03-08', 1)).to.equal('2026-03-09');
    expect(addDays('2026-01-01', -1)).to.equal('2025-12-31');
  });

  it('takes the earlier and the later of two days, leaving out one that is not there', () => {
    expect(earliestDay('2026-01-31', '2026-02-01')).to.equal('2026-01-31');
    expect(latestDay('2026-01-31', '2026-02-01')).to.equal('2026-02-01');
    for (const of of [earliestDay, latestDay]) {
      expect(of('2026-01-31', null)).to.equal('2026-01-31');
      expect(of(null, '2026-01-31')).to.equal('2026-01-31');
      expect(of(null, null)).to.equal(null);
    }
  });

  it('reads the calendar of a zone', () => {
    expect(dayAt(new Date('2026-01-01T03:00:00Z'), 'America/New_York')).to.equal('2025-12-31');
    expect(dayAt(new Date('2026-01-01T20:00:00Z'), 'Asia/Seoul')).to.equal('2026-01-02');
  });

  it('knows the offset of every minute, also where clocks change a minute past midnight', () => {
    const hours = (text: string) => offsetAt(Date.parse(text), 'America/St_Johns') / 3_600_000;
    expect(['2006-04-02T03:30:59.999Z', '2006-04-02T03:31:00Z', '2006-04-02T03:30:00Z'].map(hours)).to.deep.equal([
      -3.5, -2.5, -3.5,
    ]);
  });

  it('turns wall time into an instant on both sides of a clock change', () => {
    const newYork = (wall: string) => instantOf(wall, 'America/New_York').toISOString();
    expect(newYork('2026-01-15T18:34:19')).to.equal('2026-01-15T23:34:19.000Z');
    expect(newYork('2026-07-15T18:34:19')).to.equal('2026-07-15T22:34:19.000Z');
    expect(newYork('2026-03-08T01:59:59')).to.equal('2026-03-08T06:59:59.000Z');
    expect(newYork('2026-03-08T03:00:00')).to.equal('2026-03-08T07:00:00.000Z');
  });

  it('moves a skipped wall time the gap later and takes the first of a doubled one', () => {
    expect(instantOf('2026-03-08T02:30:00', 'America/New_York').toISOString()).to.equal('2026-03-08T07:30:00.000Z');
    expect(instantOf('2026-11-01T01:30:00', 'America/New_York').toISOString()).to.equal('2026-11-01T05:30:00.000Z');
    expect(instantOf('2026-03-29T01:30:00', 'Europe/London').toISOString()).to.equal('2026-03-29T01:30:00.000Z');
    expect(instantOf('2026-10-25T01:30:00', 'Europe/London').toISOString()).to.equal('2026-10-25T00:30:00.000Z');
  });
});
