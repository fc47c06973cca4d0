import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, Day, dayAt, earliestDay, instantOf, instantsOf, isDay, isZone, latestDay, offsetAt } from './day.ts';

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

  it('accepts a day by its whole text, from the first of the year 1 on', () => {
    for (const day of ['0001-01-01', '1900-02-28', '2000-02-29']) expect(isDay(day), day).to.equal(true);
    const none = [
      '1900-02-29',
      '2023-04-31',
      '2023-00-10',
      '2023-01-00',
      '2023-01-32',
      'x2023-01-01',
      '2023-01-01x',
      '',
    ];
    for (const day of none) expect(isDay(day), day).to.equal(false);
    expect(Day.safeParse('2023-02-29').error?.issues[0]?.message).to.equal('must be a calendar day, YYYY-MM-DD');
  });

  it('takes the earlier and the later whichever comes first', () => {
    expect([earliestDay('2026-02-01', '2026-01-31'), latestDay('2026-02-01', '2026-01-31')]).to.deep.equal([
      '2026-01-31',
      '2026-02-01',
    ]);
    expect([earliestDay('2026-01-31', '2026-01-31'), latestDay('2026-01-31', '2026-01-31')]).to.deep.equal([
      '2026-01-31',
      '2026-01-31',
    ]);
  });

  it('goes any number of days there and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -700_000, max: 900_000 }),
        fc.integer({ min: -40_000, max: 40_000 }),
        (at, days) => {
          const start = new Date(at * 86_400_000).toISOString().slice(0, 10);
          expect(addDays(start, days)).to.equal(new Date((at + days) * 86_400_000).toISOString().slice(0, 10));
        },
      ),
      { seed: 20_261_130, numRuns: 200 },
    );
  });

  it('knows both instants of a wall time that occurs twice, and the one of any other', () => {
    const all = (wall: string, zone: string) =>
      instantsOf(wall, zone).map((instant) => instant.toISOString().slice(0, 16));
    expect(all('2026-11-01T01:30:00', 'America/New_York')).to.deep.equal(['2026-11-01T05:30', '2026-11-01T06:30']);
    expect(all('2026-11-01T00:59:00', 'America/New_York')).to.deep.equal(['2026-11-01T04:59']);
    expect(all('2026-11-01T02:00:00', 'America/New_York')).to.deep.equal(['2026-11-01T07:00']);
    expect(all('2026-03-08T02:30:00', 'America/New_York')).to.deep.equal(['2026-03-08T07:30']);
    expect(all('2026-03-08T03:00:00', 'America/New_York')).to.deep.equal(['2026-03-08T07:00']);
    expect(all('2026-04-05T01:45:00', 'Australia/Lord_Howe')).to.deep.equal(['2026-04-04T14:45', '2026-04-04T15:15']);
    expect(all('2026-07-01T12:00:00', 'Asia/Seoul')).to.deep.equal(['2026-07-01T03:00']);
  });

  it('shows at every instant the wall time that leads back to it', () => {
    const zones = [
      'America/New_York',
      'Europe/London',
      'Africa/Cairo',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'UTC',
    ];
    const from = Date.UTC(2026, 0, 1) / 60_000;
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: from, max: from + 525_600 }), (zone, minute) => {
        const instant = minute * 60_000;
        const wall = new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 19);
        expect(instantsOf(wall, zone).map(Number), wall).to.include(instant);
        expect(dayAt(new Date(instant), zone)).to.equal(wall.slice(0, 10));
      }),
      { seed: 20_261_130, numRuns: 300 },
    );
  });

  it('knows offsets of seconds, as they were before 1973', () => {
    const seconds = (text: string, zone: string) => offsetAt(Date.parse(text), zone) / 1_000;
    expect(seconds('1971-06-01T00:00:00Z', 'Africa/Monrovia')).to.equal(-(44 * 60 + 30));
    expect(seconds('1971-06-01T00:00:31.750Z', 'Africa/Monrovia')).to.equal(-(44 * 60 + 30));
    expect(seconds('1850-01-01T12:00:00Z', 'America/New_York')).to.equal(-(4 * 3_600 + 56 * 60 + 2));
    expect(seconds('1973-01-01T00:00:00Z', 'Asia/Seoul')).to.equal(9 * 3_600);
  });

  it('tells the name of a zone from an offset and from nothing', () => {
    expect(['Asia/Seoul', 'utc', 'EST5EDT'].map(isZone)).to.deep.equal([true, true, true]);
    expect(['', '+05:00', '-03:00', 'Mars/Olympus', ' UTC'].map(isZone)).to.deep.equal([
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(() => offsetAt(Date.UTC(2026, 0, 1), 'Mars/Olympus')).to.throw(RangeError);
  });
});
