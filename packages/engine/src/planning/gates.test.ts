import { expect } from 'chai';
import { admit } from './gates.ts';

const now = new Date('2026-11-20T22:00:00Z'); // a Friday
const closed = { isOpen: false, isCovered: false, isFollowed: false };
const unknown = { ...closed, isDead: false, coveredAt: null, wasCut: false };
const ordinary = { force: false, isNamed: false, isMarketRead: false, now } as const;
const scheduled = { dataset: 'insider-trades', trigger: 'schedule', ...ordinary } as const;
const manual = { ...scheduled, trigger: 'manual' } as const;
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

describe('the gates', () => {
  it('let through what nothing is known of', () => {
    for (const about of [scheduled, manual]) expect(admit(unknown, about)).to.deep.equal({ kind: 'ask' });
  });

  it('skip a dead letter, by force as well', () => {
    const dead = { ...unknown, isDead: true, isCovered: true };
    for (const about of [scheduled, { ...manual, force: true }]) {
      expect(admit(dead, about)).to.deep.equal({ kind: 'skip', reason: 'dead-letter' });
    }
  });

  it('skip what is fresh for less than four hours, unless it is forced', () => {
    const fresh = { ...unknown, coveredAt: hoursAgo(3.99) };
    for (const about of [scheduled, manual]) {
      expect(admit(fresh, about)).to.deep.equal({ kind: 'skip', reason: 'fresh' });
      expect(admit(fresh, { ...about, force: true })).to.deep.equal({ kind: 'ask' });
      expect(admit({ ...unknown, coveredAt: hoursAgo(4) }, about)).to.deep.equal({ kind: 'ask' });
    }
  });

  it('hold back a ticker that a person has named for a minute only', () => {
    const named = { ...manual, isNamed: true };
    const secondsAgo = (seconds: number) => ({ ...unknown, coveredAt: new Date(now.getTime() - seconds * 1_000) });
    expect(admit(secondsAgo(59.9), named)).to.deep.equal({ kind: 'skip', reason: 'fresh' });
    expect(admit(secondsAgo(60), named)).to.deep.equal({ kind: 'ask' });
    expect(admit(secondsAgo(1), { ...named, force: true })).to.deep.equal({ kind: 'ask' });
    expect(admit({ ...secondsAgo(60), isOpen: true, isCovered: true }, named)).to.deep.equal({ kind: 'join' });
    expect(admit(secondsAgo(60), manual), 'one of all that are tracked').to.deep.equal({
      kind: 'skip',
      reason: 'fresh',
    });
    // What is never fresh by itself is not held back because it was named.
    expect(admit(secondsAgo(1), { ...named, dataset: 'companies' })).to.deep.equal({ kind: 'ask' });
  });

  it('never count the list of companies as fresh, nor wait for a day of news of it', () => {
    // Postgres' clock may be ahead of this one: a success may lie in its future.
    for (const coveredAt of [hoursAgo(0.1), hoursAgo(-0.1)]) {
      const facts = { ...unknown, coveredAt };
      expect(admit(facts, { ...scheduled, dataset: 'companies' })).to.deep.equal({ kind: 'ask' });
    }
  });

  it('ask on a weekend only by hand, for newly tracked tickers, and for what was not covered', () => {
    const sunday = new Date('2026-11-22T20:00:00Z');
    const facts = { ...unknown, coveredAt: new Date('2026-11-21T12:00:00Z') };
    for (const trigger of ['schedule', 'late', 'retry', 'backfill'] as const) {
      expect(admit(facts, { ...scheduled, trigger, now: sunday }), trigger).to.deep.equal({
        kind: 'skip',
        reason: 'no-news',
      });
    }
    for (const trigger of ['manual', 'tracked'] as const) {
      expect(admit(facts, { ...scheduled, trigger, now: sunday }), trigger).to.deep.equal({ kind: 'ask' });
    }
    expect(admit(unknown, { ...scheduled, now: sunday })).to.deep.equal({ kind: 'ask' });
  });

  it('spend nothing by schedule on what the lists of the market bring, once its own list was read that day', () => {
    const read = { ...scheduled, isMarketRead: true };
    const today = { ...unknown, coveredAt: hoursAgo(9) };
    for (const trigger of ['schedule', 'late'] as const) {
      expect(admit(today, { ...read, trigger })).to.deep.equal({ kind: 'skip', reason: 'covered' });
    }
    expect(admit(today, scheduled), 'the market is not read').to.deep.equal({ kind: 'ask' });
    expect(admit({ ...unknown, coveredAt: hoursAgo(17.5) }, read), 'yesterday in New York').to.deep.equal({
      kind: 'ask',
    });
    expect(admit(unknown, read), 'never read').to.deep.equal({ kind: 'ask' });
    expect(admit({ ...today, wasCut: true }, read), 'a limit has left filings').to.deep.equal({ kind: 'ask' });
    for (const about of [
      { ...read, trigger: 'manual' as const },
      { ...read, force: true },
    ]) {
      expect(admit(today, about)).to.deep.equal({ kind: 'ask' });
    }
  });

  it('have a request join what covers it, wait behind what does not, and join the one that waits there', () => {
    const open = { ...unknown, isOpen: true };
    for (const about of [scheduled, manual, { ...manual, force: true }]) {
      expect(admit({ ...open, isCovered: true }, about)).to.deep.equal({ kind: 'join' });
      expect(admit(open, about)).to.deep.equal({ kind: 'follow' });
      expect(admit({ ...open, isFollowed: true }, about)).to.deep.equal({ kind: 'join' });
      expect(admit({ ...unknown, isFollowed: true }, about), 'its turn has just come').to.deep.equal({ kind: 'join' });
    }
    const fresh = { ...open, coveredAt: hoursAgo(1) };
    expect(admit(fresh, manual), 'fresh although one is open').to.deep.equal({ kind: 'skip', reason: 'fresh' });
  });
});
