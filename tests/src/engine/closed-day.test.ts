import { passMarketDay, viewMarket, viewReceipts } from '@tickermill/engine';
import { marketReading } from '@tickermill/store/market';
import { expect } from 'chai';
import { type MarketThread, openMarket } from './market.fixture.ts';

const closed = '2026-11-16';

describe('a day on which EDGAR is closed by order', () => {
  let market: MarketThread;
  beforeEach(async () => {
    const settings = { closedDays: [closed], filingsPerDay: 0.05 };
    market = await openMarket((url) => ({ kind: 'postgres', url }), { tracked: 3, settings });
  });
  afterEach(() => market.close());

  const watermark = async () => (await marketReading(market.store.db)).watermark;
  const events = () => market.store.db.event.findMany({ where: { type: 'index.closed' } });

  it('is let go once three later days are read and its directory has no index, and published once', async () => {
    market.setClock('2026-11-19', '12:10:00');
    await market.read('ownership-index');
    expect(await watermark(), 'two later days are read').to.equal('2026-11-13');
    expect((await viewMarket(market)).overdue).to.deep.equal([closed]);
    expect(await events()).to.deep.equal([]);

    market.setClock('2026-11-20', '12:10:00');
    await market.read('ownership-index');
    expect(await watermark(), 'the third is read just now').to.equal('2026-11-13');
    const before = await market.requests();
    await market.read('ownership-index');
    expect((await market.requests()) - before, 'both files, and the directory').to.equal(3);
    expect(await watermark()).to.equal('2026-11-19');
    expect((await viewMarket(market)).overdue).to.deep.equal([]);
    const [told, ...more] = await events();
    expect(told?.data).to.deep.include({ day: closed, by: 'directory' });
    expect(more).to.deep.equal([]);
    const { items } = await viewReceipts(market, { from: closed, to: '2026-11-17' });
    expect(items.map(({ day, index, closedBy }) => [day, index, closedBy])).to.deep.equal([
      ['2026-11-17', 'read', null],
      [closed, 'closed', 'directory'],
    ]);
    expect((await market.read('ownership-index')).report.targets, 'nobody asks for it any more').to.equal(0);
  });

  it('is passed by an operator, and nothing else is', async () => {
    market.setClock('2026-11-17', '12:10:00');
    await market.read('ownership-index');
    const pass = (day: string) => passMarketDay(market, day, 'anna').catch((error: Error) => error.message);
    for (const day of ['2026-11-15', '2026-11-13', '2026-11-17', '2026-11-18']) {
      expect(await pass(day), day).to.be.a('string');
    }
    expect(await pass(closed)).to.deep.equal({ watermark: closed });
    expect(await pass(closed)).to.be.a('string');
    expect((await events()).map(({ data }) => (data as { by: string }).by)).to.deep.equal(['anna']);
  });
});
