import { expect } from 'chai';
import { checkCollector } from '../contract.fixture.ts';
import { krxWebMarketDays } from './collector.ts';

describe('collector krx-web-market-days', () => {
  checkCollector(krxWebMarketDays, { day: 'found', 'not-yet': 'UNEXPECTED_ANSWER' });

  it('has a day on its evening, and funds on a page of their own', () => {
    const asked = { market: 'krx-etfs' as const, day: '2026-11-20', days: [], beginsSeries: true };
    expect(krxWebMarketDays.wholeDays?.publishedAt(asked).toISOString()).to.equal('2026-11-20T09:00:00.000Z');
    const [step] = krxWebMarketDays.steps;
    const start = krxWebMarketDays.start({ target: 'krx-etfs 2026-11-20', params: asked });
    expect(step?.request(start.input).form).to.include({
      bld: 'dbms/MDC/STAT/standard/MDCSTAT04301',
      trdDd: '20261119',
    });
  });
});
