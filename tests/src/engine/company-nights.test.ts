import { expect } from 'chai';
import { goThroughNights } from './company-nights.ts';
import { onOneBackend } from './every-backend.ts';

onOneBackend('nights of company facts', (toBackend) => {
  it('are stored as the reports of each give them, around a split', async () => {
    const happened = await goThroughNights(toBackend, {
      tickers: ['HEDI', 'AAPL'],
      from: '2026-07-30',
      to: '2026-08-16',
    });
    expect(happened.nights).to.equal(18);
    expect(happened.revisions, 'figures per share of the year before').to.be.greaterThan(0);
  });
});
