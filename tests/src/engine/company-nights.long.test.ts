import { expect } from 'chai';
import { goThroughNights } from './company-nights.ts';
import { onOneBackend } from './every-backend.ts';

onOneBackend('a year of nights of company facts', (toBackend) => {
  it('is stored as the reports of each give it, with restatements, amendments, late facts and splits', async function () {
    this.timeout(1_800_000);
    const tickers = ['AAPL', 'MSFT', 'TSLA', 'NFLX', 'HEDI', 'NVDA'];
    const happened = await goThroughNights(toBackend, { tickers, from: '2025-11-21', to: '2026-11-20' });
    expect(happened.nights).to.equal(365);
    expect(happened.late, 'late facts').to.be.greaterThan(0);
    expect(happened.revisions, 'restatements').to.be.greaterThan(0);
    expect(happened.mixed, 'fourth quarters on two bases').to.be.greaterThan(0);
  });
});
