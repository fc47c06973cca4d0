import { BackfillForecast, BackfillsResponse, BackfillView } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the API of backfills', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  const dataset = 'daily-prices';
  const post = (body: object, query = '') => api.askJson('POST', `backfills${query}`, body);

  it('says what a backfill costs, and writes nothing', async () => {
    const { status, body } = await post({ dataset, all: true }, '?start_year=2001&dry_run=true');
    expect(status).to.equal(200);
    const forecast = BackfillForecast.parse(body);
    expect(forecast).to.deep.include({ from: '2001-01-01', to: '2026-11-20', instruments: 2, requests: 2 });
    // 40 requests a minute.
    expect(forecast.sources).to.deep.equal([
      { source: 'yahoo', requests: 2, ahead: 0, ends_at: '2026-11-20T22:00:03.000Z' },
    ]);
    expect(forecast.rows_at_most).to.be.within(2 * 6_400, 2 * 6_600);
    expect(await api.store.db.run.count()).to.equal(0);
  });

  it('starts one, reports its progress, pauses, resumes and cancels it', async () => {
    const started = await post({ dataset, tickers: ['aapl', 'MSFT', 'AAPL'], from: '2020-01-01', to: '2020-12-31' });
    expect(started.status).to.equal(202);
    const { id, ...view } = BackfillView.parse(started.body);
    expect(view).to.deep.include({ tickers: ['AAPL', 'MSFT'], from: '2020-01-01', to: '2020-12-31' });
    expect(view).to.deep.include({ state: 'planning', percent: 0, tasks: 0, ends_at: null });
    const asked = async (action: string) => {
      const { status, body } = await api.askJson('POST', `backfills/${id}/${action}`);
      return [status, BackfillView.parse(body).state];
    };
    expect(await asked('pause')).to.deep.equal([200, 'paused']);
    expect(await asked('resume')).to.deep.equal([200, 'planning']);
    const cancelled = await api.askJson('POST', `backfills/${id}/cancel`);
    expect([cancelled.status, cancelled.body['ending']]).to.deep.equal([202, 'cancelled']);
    const { items } = BackfillsResponse.parse((await api.askJson('GET', 'backfills')).body);
    expect(items.map((each) => each.id)).to.deep.equal([id]);
    const events = await api.store.db.event.findMany({ where: { type: 'backfill.progress' } });
    expect(events).to.have.length(3);
    const run = await api.askJson('POST', 'scheduler/scrape/AAPL');
    expect((await api.askJson('GET', `backfills/${run.body['run_id']}`)).status, 'a run that is none').to.equal(404);
  });

  it('refuses what cannot be filled, naming the field', async () => {
    const from = '2020-01-01';
    const refused: [body: object, field: string, query?: string][] = [
      [{ dataset: 'insider-trades', all: true, from }, 'dataset'],
      [{ dataset, from }, 'tickers'],
      [{ dataset, tickers: ['AAPL'], all: true, from }, 'tickers'],
      [{ dataset, tickers: [], from }, 'tickers'],
      [{ dataset, all: true }, 'from'],
      [{ dataset, all: true, from }, 'from', '?start_year=2020'],
      [{ dataset, all: true, from: '1989-12-31' }, 'from'],
      [{ dataset, all: true, from: '2026-11-21' }, 'from'],
      [{ dataset, all: true, from, to: '2026-11-21' }, 'to'],
      [{ dataset, all: true, from, to: '2019-12-31' }, 'to'],
      [{ dataset, all: true, to: '2019-12-31' }, 'to', '?start_year=2020'],
      [{ dataset, all: true }, 'start_year', '?start_year=1989'],
      [{ dataset, all: true }, 'start_year', '?start_year=2027'],
    ];
    for (const [body, field, query] of refused) {
      const { status, body: problem } = await post(body, query);
      expect([status, String(problem['detail']).split(':')[0]], JSON.stringify(body)).to.deep.equal([422, field]);
    }
    const unknown = await post({ dataset, tickers: ['AAPL', 'NOSUCH'], from }, '?dry_run=true');
    expect([unknown.status, unknown.body['code']]).to.deep.equal([404, 'UNKNOWN_TICKER']);
  });

  it('refreshes the prices of active tickers', async () => {
    const dry = await api.askJson('POST', 'admin/refresh?dry_run=true');
    expect([dry.status, dry.body['dataset']]).to.deep.equal([200, dataset]);
    const { status, body } = await api.askJson('POST', 'admin/refresh');
    expect([status, body['state'], body['tickers_refreshed']]).to.deep.equal([202, 'planning', null]);
    const run = await api.store.db.run.findUniqueOrThrow({ where: { id: BigInt(String(body['run_id'])) } });
    expect(run).to.deep.include({ dataset, trigger: 'manual', request: { tickers: null, params: {}, force: false } });
  });
});
