import { expect } from 'chai';
import { addDays, type Day, dayAt } from '../day.ts';
import { tradingCalendar } from './exchanges.ts';
import { Mic } from './mic.ts';

const iso = (instant?: Date) => instant?.toISOString().slice(0, 16);
const hours = (mic: Mic, day: Day) => {
  const found = tradingCalendar(mic).session(day);
  return found && `${iso(found.opensAt)} ${iso(found.closesAt)}`;
};

describe('the calendar of an exchange', () => {
  for (const mic of Mic.options) {
    it(`${mic} has sessions in order that never overlap, each on its own day`, () => {
      const { tradingDaysBetween, session, zone } = tradingCalendar(mic);
      let last = new Date(0);
      for (const day of tradingDaysBetween('2015-06-01', '2018-06-30')) {
        const found = session(day);
        if (!found) throw new Error(`no session on ${day}`);
        const { opensAt, closesAt } = found;
        if (!(last < opensAt && opensAt < closesAt)) throw new Error(`${iso(opensAt)} is out of order`);
        if (dayAt(opensAt, zone) !== day || dayAt(closesAt, zone) !== day) throw new Error(`${day} is on another day`);
        last = closesAt;
      }
    });

    it(`${mic} steps to and fro over the same days that it lists, in known years and others`, () => {
      const { tradingDaysBetween, isTradingDay, previousTradingDay, nextTradingDay } = tradingCalendar(mic);
      for (const [from, to] of [
        ['1997-12-20', '2001-01-10'],
        ['2027-01-01', '2028-02-01'],
      ] as const) {
        const asked: Day[] = [];
        for (let day = from as Day; day <= to; day = addDays(day, 1)) if (isTradingDay(day)) asked.push(day);
        const listed = tradingDaysBetween(from, to);
        expect(listed).to.deep.equal(asked);
        expect(listed.slice(0, -1).map(nextTradingDay)).to.deep.equal(listed.slice(1));
        expect(listed.slice(1).map(previousTradingDay)).to.deep.equal(listed.slice(0, -1));
      }
      expect(tradingDaysBetween('2026-11-23', '2026-11-20')).to.deep.equal([]);
      expect(tradingDaysBetween('2026-11-21', '2026-11-22')).to.deep.equal([]);
      expect(nextTradingDay('2026-11-20'), 'from a Friday').to.equal('2026-11-23');
      expect(previousTradingDay('2026-11-22'), 'from a Sunday').to.equal('2026-11-20');
    });

    it(`${mic} takes every weekday after its last day for a session, and says that it does not know`, () => {
      const { lastDay, isKnown, tradingDaysBetween } = tradingCalendar(mic);
      expect(lastDay).to.equal('2027-12-31');
      expect(['1989-12-31', '1990-01-01', lastDay, '2028-01-01'].map(isKnown)).to.deep.equal([
        false,
        true,
        true,
        false,
      ]);
      expect(tradingDaysBetween('2028-12-22', '2028-12-29')).to.have.length(6);
      expect(hours(mic, '2028-12-25')).to.be.a('string');
    });
  }

  it('opens by the clocks of its place: New York is nearer to Europe for some weeks of a year', () => {
    const overlap = (day: Day) => {
      const [london, york] = [tradingCalendar('XLON').session(day), tradingCalendar('XNYS').session(day)];
      return london && york && (london.closesAt.getTime() - york.opensAt.getTime()) / 60_000;
    };
    expect([overlap('2026-03-06'), overlap('2026-03-09'), overlap('2026-03-27'), overlap('2026-03-30')]).to.deep.equal([
      120, 180, 180, 120,
    ]);
    expect([overlap('2026-10-23'), overlap('2026-10-26'), overlap('2026-10-30'), overlap('2026-11-02')]).to.deep.equal([
      120, 180, 180, 120,
    ]);
    expect(hours('XKRX', '2026-07-01'), 'Seoul never changes its clocks').to.equal('2026-07-01T00:00 2026-07-01T06:30');
    expect(hours('XKRX', '2026-12-01')).to.equal('2026-12-01T00:00 2026-12-01T06:30');
  });

  it('knows the session that is open at an instant, from its opening until before its close', () => {
    const { sessionAt } = tradingCalendar('XNYS');
    const at = (text: string) => sessionAt(new Date(text))?.day;
    expect(at('2026-11-20T14:29:59.999Z')).to.equal(undefined);
    expect(at('2026-11-20T14:30:00Z')).to.equal('2026-11-20');
    expect(at('2026-11-20T20:59:59.999Z')).to.equal('2026-11-20');
    expect(at('2026-11-20T21:00:00Z')).to.equal(undefined);
    expect(at('2026-11-27T17:59:59Z'), 'an early close').to.equal('2026-11-27');
    expect(at('2026-11-27T18:00:00Z')).to.equal(undefined);
    expect(at('2026-11-21T15:00:00Z'), 'a Saturday').to.equal(undefined);
    const seoul = tradingCalendar('XKRX').sessionAt(new Date('2026-11-20T00:00:00Z'));
    expect(seoul?.day).to.equal('2026-11-20');
  });

  it('knows the last session that has settled', () => {
    const settled = (mic: Mic, text: string) => tradingCalendar(mic).lastSettledSession(new Date(text)).day;
    const closed = (mic: Mic, text: string) => tradingCalendar(mic).lastClosedSession(new Date(text)).day;
    expect(settled('XNYS', '2026-11-20T21:29:59Z')).to.equal('2026-11-19');
    expect(settled('XNYS', '2026-11-20T21:30:00Z')).to.equal('2026-11-20');
    expect(closed('XNYS', '2026-11-20T20:59:59Z')).to.equal('2026-11-19');
    expect(closed('XNYS', '2026-11-20T21:00:00Z')).to.equal('2026-11-20');
    expect(settled('XNYS', '2026-11-21T04:00:00Z'), 'the evening of Friday').to.equal('2026-11-20');
    expect(settled('XNYS', '2026-11-30T14:00:00Z'), 'after the long weekend').to.equal('2026-11-27');
    expect(settled('XKRX', '2026-11-22T23:00:00Z'), 'Monday morning in Seoul').to.equal('2026-11-20');
    expect(settled('XKRX', '2026-11-23T07:00:00Z')).to.equal('2026-11-23');
    expect(settled('XLON', '2027-01-01T12:00:00Z')).to.equal('2026-12-31');
  });
});
