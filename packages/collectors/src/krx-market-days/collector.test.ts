import type { MarketDayRecord } from '@tickermill/core';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { krxMarketDays } from './collector.ts';

describe('collector krx-market-days', () => {
  checkCollector(krxMarketDays, { day: 'found', 'another-day': 'WRONG_ANSWER', 'not-yet': 'UNEXPECTED_ANSWER' });

  it('reads a day as it was traded, a suspended share by its close alone, and goes on with the next day', () => {
    const fixture = fixturesOf('krx-market-days').get('day');
    const outcome = fixture && outcomeOf(krxMarketDays, fixture);
    if (outcome?.kind !== 'found') throw new Error('nothing is found');
    const [day] = (outcome.records ?? []) as MarketDayRecord[];
    if (day?.kind !== 'bars') throw new Error('no bars');
    expect(day).to.include({ market: 'XKOS', day: '2026-11-20', previous: '2026-11-19', basis: 'as-traded', rows: 2 });
    expect(day.bars).to.deep.equal([
      { symbol: '247540.KQ', open: '71000', high: '72500', low: '70900', close: '71900', volume: '1234567' },
      { symbol: '00104K.KQ', open: null, high: null, low: null, close: '71900', volume: '0' },
    ]);
    expect(outcome.next?.map(({ input }) => input['days'])).to.deep.equal([['2026-11-23']]);
  });

  it('is published on the next morning in Seoul, at a request a day', () => {
    const params = { market: 'XKRX', day: '2026-11-20', days: [], beginsSeries: false } as const;
    const asked = { ...params, days: [] as string[] };
    expect(krxMarketDays.wholeDays?.publishedAt(asked).toISOString()).to.equal('2026-11-20T23:10:00.000Z');
    expect(krxMarketDays.wholeDays?.requests(asked)).to.equal(2);
    expect(krxMarketDays.serves?.({ ...asked, market: 'us' })).to.equal(false);
    const start = krxMarketDays.start({ target: 'XKRX 2026-11-20', params: asked });
    expect(start.input['days']).to.deep.equal(['2026-11-19', '2026-11-20']);
  });
});
