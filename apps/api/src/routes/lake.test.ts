import { ChangesResponse, LakeExportRequested, LakeView, parquetType } from '@tickermill/core/contracts';
import { recordLake } from '@tickermill/store/lake';
import { readParquetRows } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the API of the lake and of changes', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  const changes = async (query: string) => ChangesResponse.parse((await api.askJson('GET', `changes${query}`)).body);
  const code = async (method: string, path: string) => {
    const { status, body } = await api.askJson(method, path);
    return [status, body['code']];
  };

  it('refuses an export that no worker would do, and requests one that a worker does', async () => {
    expect(await code('GET', 'lake')).to.deep.equal([409, 'LAKE_NOT_SET']);
    expect(await code('POST', 'lake/exports')).to.deep.equal([409, 'LAKE_NOT_SET']);
    await recordLake(api.store.db, '/srv/lake');
    const { run_id } = LakeExportRequested.parse((await api.askJson('POST', 'lake/exports?whole')).body);
    const run = await api.store.db.run.findUnique({ where: { id: BigInt(run_id) } });
    expect([run?.dataset, run?.request]).to.deep.equal([
      'lake',
      { tickers: null, params: { whole: true, verify: false }, force: false },
    ]);
    expect(LakeView.parse((await api.askJson('GET', 'lake')).body)).to.deep.equal({
      target: '/srv/lake',
      last: null,
      datasets: [],
    });
  });

  it('tells changes since a cursor, a day or an instant, as JSON and as columns', async () => {
    const { cursor } = await changes('');
    await api.store.db.$executeRaw`
      INSERT INTO adjustments SELECT instrument_id, now(), 'split', '2026-11-19', 0.25, 2, true FROM symbols WHERE symbol = 'AAPL'`;
    const { items, cursor: next, has_more } = await changes(`?since=${cursor}`);
    expect([items.map(({ kind, tickers, day }) => [kind, tickers, day]), has_more]).to.deep.equal([
      [['adjustment', ['AAPL'], '2026-11-19']],
      false,
    ]);
    expect((await changes(`?since=${next}`)).items).to.deep.equal([]);
    expect((await changes(`?since=${cursor}&ticker=MSFT`)).items).to.deep.equal([]);
    expect((await changes(`?since=${items[0]?.at.slice(0, 10)}&ticker=AAPL&kind=adjustment`)).items).to.have.length(1);
    expect((await changes('?since=2199-01-01')).items).to.deep.equal([]);
    const answer = await api.ask('GET', `/api/v1/changes?since=${cursor}`, { headers: { accept: parquetType } });
    const { rows } = readParquetRows(new Uint8Array(await answer.arrayBuffer()));
    expect(rows.map(({ kind, what, tickers, day }) => ({ kind, what, tickers, day }))).to.deep.equal([
      { kind: 'adjustment', what: 'split', tickers: 'AAPL', day: '2026-11-19' },
    ]);
    expect(answer.headers.get('next-cursor')).to.match(/^\d+-\d+$/);
    expect(answer.headers.get('has-more')).to.equal('false');
    expect(await code('GET', 'changes?since=soon')).to.deep.equal([422, 'INVALID_INPUT']);
    expect(await code('GET', 'changes?since=9000000000-1')).to.deep.equal([410, 'CURSOR_LOST']);
  });
});
