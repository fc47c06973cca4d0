import { expect } from 'chai';
import { clock, days, distance, instant, moment, zoneOf } from './times.ts';

const at = '2026-11-30T21:40:59Z';

describe('times as people read them', () => {
  it('have a zone, and the day of that zone', () => {
    expect(instant(at, 'UTC')).to.equal('2026-11-30 21:40 UTC');
    expect(instant('2026-11-30T23:30:00Z', 'Europe/Berlin')).to.match(/^2026-12-01 00:30 /);
    expect(clock(at, zoneOf('utc'))).to.equal('21:40 UTC');
    expect(clock('2026-07-01T12:00:00Z', zoneOf('exchange'))).to.match(/^08:00 /);
  });

  it('are short today, and have their day otherwise, by the zone that is shown', () => {
    const now = Date.parse('2026-11-30T23:59:00Z');
    expect(moment(at, 'UTC', now)).to.equal('21:40 UTC');
    expect(moment(at, 'UTC', now + 120_000)).to.equal('2026-11-30 21:40 UTC');
    expect(moment('2026-11-30T22:30:00Z', 'Europe/Berlin', now)).to.match(/^2026-11-30 23:30 /);
  });

  it('say how far they are', () => {
    const now = Date.parse(at);
    expect(distance(at, now)).to.equal('now');
    expect(distance('2026-11-30T21:30:59Z', now)).to.equal('10 min ago');
    expect(distance('2026-12-01T00:40:59Z', now)).to.equal('in 3 h');
  });

  it('are one day or a range', () => {
    expect(days({ from: '2026-01-02', to: '2026-01-02' })).to.equal('2026-01-02');
    expect(days({ from: '2026-01-02', to: '2026-01-09' })).to.equal('2026-01-02 – 2026-01-09');
  });
});
