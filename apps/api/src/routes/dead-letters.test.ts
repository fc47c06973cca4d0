import { DeadLetterView } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the API of dead letters', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    const failedOn = ['2026-11-01', '2026-11-02', '2026-11-03'].map((day) => new Date(day));
    const about = { dataset: 'insider-trades', errorMessage: 'no', failedOn };
    await api.store.db.deadLetter.createMany({
      data: [
        { ...about, target: '0000320193', errorCode: 'GONE' },
        { ...about, target: '0000789019', errorCode: 'REFUSED' },
        { ...about, target: '0000789019', errorCode: 'REFUSED', revivedAt: new Date('2026-10-01') },
      ],
    });
  });
  after(() => api.close());

  const list = async (query = '') => {
    const { body } = await api.askJson('GET', `dead-letters${query}`);
    return (body['items'] as unknown[]).map((item) => DeadLetterView.parse(item));
  };

  it('lists those that nobody has revived, by ticker and code', async () => {
    expect((await list()).map(({ tickers }) => tickers)).to.deep.equal([['MSFT'], ['AAPL']]);
    const [apple] = await list('?ticker=AAPL');
    expect(apple).to.deep.include({ error_code: 'GONE', failed_on: ['2026-11-01', '2026-11-02', '2026-11-03'] });
    expect(await list('?code=REFUSED')).to.have.length(1);
    expect(await list('?dataset=companies')).to.deep.equal([]);
    expect(await list('?limit=1&page=2')).to.have.length(1);
    const csv = await api.ask('GET', '/api/v1/dead-letters?limit=1', { headers: { accept: 'text/csv' } });
    const lines = (await csv.text()).trim().split('\n');
    expect(
      lines.map((line) => line.split(',')[3]),
      'all of them, whatever page',
    ).to.deep.equal(['tickers', 'MSFT', 'AAPL']);
  });

  it('revives one, as often as it is asked', async () => {
    const [apple] = await list('?ticker=AAPL');
    const first = await api.askJson('POST', `dead-letters/${apple?.id}/revive`);
    expect([first.status, (await list()).length]).to.deep.equal([200, 1]);
    const again = await api.askJson('POST', `dead-letters/${apple?.id}/revive`);
    expect(again.body['revived_at']).to.equal(first.body['revived_at']);
    expect((await api.askJson('POST', 'dead-letters/999/revive')).status).to.equal(404);
    expect((await api.askJson('POST', 'dead-letters/one/revive')).status).to.equal(422);
  });
});
