import type { SourceId } from '@tickermill/core';
import { expect } from 'chai';
import { firstLink, isServed, nextStart } from './chain.ts';
import type { SourceChoice } from './source-choice.ts';

const all: readonly SourceId[] = ['yahoo', 'alpha-vantage', 'stooq'];
const choice = (given: Partial<Record<'enabled' | 'open', readonly SourceId[]>> = {}): SourceChoice => ({
  enabled: new Set(given.enabled ?? all),
  open: new Set(given.open ?? given.enabled ?? all),
  preference: { usually: all, instead: { XLON: ['stooq', 'yahoo'] } },
  left: new Map(),
});
const range = { from: '2026-11-02', to: '2026-11-20', settledTo: '2026-11-20', wholeFrom: '2024-11-20' };
const apple = { target: '7', params: { symbol: 'AAPL', mic: 'XNAS', ...range } };
// Alpha Vantage and Stooq have no exchange of Korea.
const samsung = { target: '8', params: { symbol: '005930.KS', mic: 'XKRX', ...range } };
const vodafone = { target: '9', params: { symbol: 'VOD.L', mic: 'XLON', ...range } };
const first = (asked: typeof apple, from: SourceChoice) => firstLink('daily-prices', asked, from).collector.source;

describe('the chain of sources of a target', () => {
  it('begins with the preferred source that is enabled and open', () => {
    expect(first(apple, choice())).to.equal('yahoo');
    expect(first(vodafone, choice())).to.equal('stooq');
    expect(first(apple, choice({ enabled: ['alpha-vantage', 'stooq'] }))).to.equal('alpha-vantage');
    expect(first(apple, choice({ open: ['stooq'] }))).to.equal('stooq');
  });

  it('waits for the preferred one where none is open', () => {
    expect(first(apple, choice({ open: [] }))).to.equal('yahoo');
    expect(first(vodafone, choice({ enabled: ['yahoo'], open: [] }))).to.equal('yahoo');
  });

  it('leaves out a source that does not serve the target', () => {
    expect(first(samsung, choice({ open: ['alpha-vantage', 'stooq'] }))).to.equal('yahoo');
    const others = choice({ enabled: ['alpha-vantage', 'stooq'] });
    expect([isServed('daily-prices', samsung, others), isServed('daily-prices', apple, others)]).to.deep.equal([
      false,
      true,
    ]);
    expect(() => firstLink('daily-prices', samsung, others)).to.throw('No enabled source gives daily-prices of 8.');
  });

  it('asks a fallback only while it has quota left, and counts each request against it', () => {
    const left = new Map<SourceId, number>([['alpha-vantage', 2]]);
    const scarce = { ...choice({ open: ['alpha-vantage', 'stooq'] }), left };
    expect([1, 2, 3].map(() => first(apple, scarce))).to.deep.equal(['alpha-vantage', 'alpha-vantage', 'stooq']);
    expect([...left]).to.deep.equal([['alpha-vantage', 0]]);
  });

  it('waits for the quota of a preferred source, which is counted all the same', () => {
    const left = new Map<SourceId, number>([['alpha-vantage', 0]]);
    expect(first(apple, { ...choice({ enabled: ['alpha-vantage', 'stooq'] }), left })).to.equal('alpha-vantage');
    expect(left.get('alpha-vantage')).to.equal(-1);
  });

  it('has all but the preferred one know that they are a stopgap', () => {
    const isFallback = (source: SourceId) =>
      firstLink('daily-prices', apple, choice({ open: [source] })).params['isFallback'];
    expect(all.map(isFallback)).to.deep.equal([false, true, true]);
  });

  it('goes on with the one behind, and ends behind the last', () => {
    const behind = (id: string, availability = choice()) =>
      nextStart('daily-prices', apple, { behind: id, availability })?.collector.source ?? null;
    expect(behind('yahoo-daily-prices')).to.equal('alpha-vantage');
    expect(behind('alpha-vantage-daily-prices')).to.equal('stooq');
    expect(behind('stooq-daily-prices')).to.equal(null);
    expect(behind('yahoo-daily-prices', choice({ enabled: ['yahoo', 'stooq'] }))).to.equal('stooq');
    expect(behind('yahoo-daily-prices', choice({ enabled: ['stooq'] })), 'is not of the chain any more').to.equal(null);
    expect(
      nextStart(
        'insider-trades',
        { target: '0000320193', params: { since: '2026-11-01', maxFilings: 10 } },
        {
          behind: 'insider-trades',
          availability: choice(),
        },
      ),
    ).to.equal(null);
  });

  it('is one collector alone where a dataset has no other, whatever is open', () => {
    const nobody = choice({ enabled: [] });
    const asked = { target: '0000320193', params: { since: '2026-11-01', maxFilings: 10 } };
    expect(firstLink('insider-trades', asked, nobody).collector.id).to.equal('insider-trades');
  });
});
