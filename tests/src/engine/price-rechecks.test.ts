import { knowledgeClock, priceChanges } from '@tickermill/store/prices';
import { findInstruments } from '@tickermill/store/universe';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openPrices, type PriceThread } from './prices.fixture.ts';

onOneBackend('prices that are requested again', (toBackend) => {
  let prices: PriceThread;
  beforeEach(async () => {
    prices = await openPrices(toBackend);
    await prices.track(['JNJ']);
    await prices.night('2026-11-04');
  });
  afterEach(() => prices.close());

  const recheck = (params: Record<string, string>) =>
    prices.refresh({ trigger: 'manual', request: { tickers: ['JNJ'], params, force: true } });
  async function changesOf(params: Record<string, string>) {
    const [{ instrumentId = 0n } = {}] = await findInstruments(prices.store.db, ['JNJ']);
    const since = await knowledgeClock(prices.store.sql);
    const run = await recheck(params);
    expect(run.state).to.equal('done');
    const { bars, rescalings } = await priceChanges(prices.store.sql, { instrumentId, since, limit: 10 });
    return {
      bars: bars.map(({ date, cause, after }) => [date, cause, Number(after?.close).toFixed(2)]),
      rescalings: rescalings.length,
      steps: await prices.steps(run),
    };
  }

  it('are the days of a range, in one request, and what differs is reported', async () => {
    const old = (await prices.bars('JNJ')).find(({ date }) => date === '2026-01-20');
    await prices.change({ kind: 'correction', ticker: 'JNJ', day: '2026-01-20', close: '77.77' });
    expect(await changesOf({ from: '2026-01-05', to: '2026-01-09' }), 'elsewhere').to.deep.include({ bars: [] });
    const found = await changesOf({ from: '2026-01-01', to: '2026-01-31' });
    expect(found).to.deep.equal({ bars: [['2026-01-20', 'changed', '77.77']], rescalings: 0, steps: { chart: 1 } });
    expect(old?.close).to.not.equal('77.77');
    expect(await changesOf({ from: '2026-01-01', to: '2026-01-31' }), 'again').to.deep.include({ bars: [] });
  });

  it('are the whole series without one, and of days to come nothing', async () => {
    await prices.change({ kind: 'correction', ticker: 'JNJ', day: '2025-06-03', close: '55.55' });
    expect((await changesOf({})).bars).to.deep.equal([['2025-06-03', 'changed', '55.55']]);
    const future = await recheck({ from: '2026-12-01', to: '2026-12-31' });
    expect(await prices.outcomes(future)).to.deep.equal({ JNJ: 'fresh' });
  });
});
