import { tradingCalendar } from '@tickermill/core';
import { expect } from 'chai';
import { refreshOf, type StoredPrices } from './price-requests.ts';

describe('what the refresh of an instrument asks for', () => {
  const calendar = tradingCalendar('XNYS');
  const settled: StoredPrices = {
    firstDay: '2024-11-18',
    lastDay: '2026-11-17',
    provisionalFrom: null,
    stopgapFrom: null,
    isMistrusted: false,
    isFallbackOnly: false,
    lastBar: { date: '2026-11-17', close: '10.5' },
    lastAction: null,
    auditedAt: new Date('2026-11-15T01:00:00Z'),
  };
  /** 2026-11-18 is a Wednesday; 01:00 UTC of the day after is an evening in New York. */
  const asking = {
    calendar,
    now: new Date('2026-11-19T01:00:00Z'),
    newFrom: '2024-11-19',
    isPreferredOpen: true,
    force: false,
    hasWholeDays: false,
  };
  const place = 0;
  /** The place in the week whose chart is due with this night. */
  const dueToday = Math.round(Date.parse('2026-11-19') / 86_400_000) % 7;
  const notDue = (dueToday + 1) % 7;
  const ask = (stored: Partial<StoredPrices>, options: Partial<typeof asking & { place: number }> = {}) =>
    refreshOf({ ...settled, ...stored }, { ...asking, place, ...options });

  it('is nothing where all is there', () => {
    expect(ask({ lastDay: '2026-11-18' })).to.equal(null);
    expect(ask({ lastDay: '2026-11-18' }, { now: new Date('2026-11-19T20:59:00Z') })).to.equal(null);
  });

  it('is the whole series of a new one, and of a suspect one', () => {
    const nothing = { firstDay: null, lastDay: null };
    expect(ask(nothing)).to.include({ ask: 'bars', isWhole: true, from: '2024-11-19', to: '2026-11-18' });
    expect(ask({ isMistrusted: true })).to.include({ ask: 'bars', isWhole: true, from: '2024-11-18' });
  });

  it('is a quote for the one session that is owed', () => {
    expect(ask({}, { place: notDue })).to.include({ ask: 'day', from: '2026-11-18', to: '2026-11-18' });
    expect(ask({}, { place: notDue })?.last).to.deep.equal({ date: '2026-11-17', close: '10.5' });
    const open = { provisionalFrom: '2026-11-16' };
    const nextMorning = new Date('2026-11-19T15:00:00Z');
    expect(ask({}, { place: notDue, now: nextMorning })).to.include({ ask: 'bars', from: '2026-11-18' });
    expect(ask(open, { place: notDue })).to.include({ ask: 'day', from: '2026-11-18' });
    expect(ask(open, { place: dueToday })).to.include({ ask: 'bars', isWhole: false });
  });

  it('is a chart of a gap of any length', () => {
    const gap = (lastDay: string) => ask({ lastDay }, { place: notDue });
    expect(gap('2026-11-16')).to.include({ ask: 'bars', from: '2026-11-17', to: '2026-11-18' });
    expect(gap('2026-06-01')).to.include({ ask: 'bars', from: '2026-06-02', to: '2026-11-18' });
  });

  it('is a chart of bars that have been provisional for a week, or on their day', () => {
    const lastDay = '2026-11-18';
    expect(ask({ lastDay, provisionalFrom: '2026-11-11' }, { place: notDue })).to.include({ from: '2026-11-11' });
    expect(ask({ lastDay, provisionalFrom: '2026-11-12' }, { place: notDue })).to.equal(null);
    expect(ask({ lastDay, provisionalFrom: '2026-11-12' }, { place: dueToday })).to.include({ ask: 'bars' });
  });

  it('reaches back a month on its day, but not behind the last action, nor to before the series', () => {
    const from = (stored: Partial<StoredPrices>) =>
      ask({ lastDay: '2026-11-18', provisionalFrom: '2026-11-12', ...stored }, { place: dueToday })?.from;
    expect(from({})).to.equal('2026-10-18');
    expect(from({ lastAction: '2026-11-02' })).to.equal('2026-11-03');
    expect(from({ lastAction: '2026-11-16' })).to.equal('2026-11-12');
    expect(from({ firstDay: '2026-11-09' })).to.equal('2026-11-09');
  });

  it('is the whole series of one of which only others have answered, once the preferred one is open', () => {
    const others = { isFallbackOnly: true, firstDay: '2026-06-01', lastDay: '2026-11-18', stopgapFrom: '2026-06-01' };
    expect(ask(others)).to.include({ isWhole: true, from: '2024-11-19' });
    expect(ask(others, { isPreferredOpen: false })).to.equal(null);
  });

  it('is a chart of what another source has filled, once the preferred one is open', () => {
    const open = { lastDay: '2026-11-18', stopgapFrom: '2026-11-17' };
    expect(ask(open, { place: notDue })).to.include({ ask: 'bars', from: '2026-11-17' });
    expect(ask({ stopgapFrom: '2026-11-16' }, { place: notDue })).to.include({ ask: 'bars', from: '2026-11-16' });
    expect(ask(open, { place: notDue, isPreferredOpen: false })).to.equal(null);
  });

  it('is a probe of what is there, once a week and where nothing else is owed', () => {
    const settledAll = { lastDay: '2026-11-18', auditedAt: null };
    expect(ask(settledAll, { place: dueToday })).to.include({ ask: 'closes', from: '2026-10-18', to: '2026-11-18' });
    expect(ask(settledAll, { place: notDue })).to.equal(null);
    expect(ask({ lastDay: '2026-11-18' }, { place: dueToday })).to.equal(null);
  });

  it('is the whole series where that is asked for by force', () => {
    expect(ask({ lastDay: '2026-11-18' }, { force: true })).to.include({ ask: 'bars', isWhole: true });
  });

  it('tells a session that has ended from one that has settled', () => {
    const now = new Date('2026-11-18T21:10:00Z');
    expect(ask({ lastDay: '2026-11-16' }, { now })).to.include({ to: '2026-11-18', settledTo: '2026-11-17' });
  });
});
