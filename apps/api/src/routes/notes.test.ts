import { NotesResponse, SavedViewsResponse } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('notes and saved views', () => {
  let api: ServedApi;
  let other: (method: string, path: string, body?: unknown) => Promise<Response>;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    const made = await api.askJson('POST', 'tokens', { name: 'ci', role: 'operator' });
    other = (method, path, body) =>
      api.ask(method, `/api/v1/${path}`, { body, authorization: `Bearer ${String(made.body['token'])}` });
  });
  after(() => api.close());

  it('keep text, who and when on a run, a ticker and its days', async () => {
    const [run] = await api.store.db.$queryRaw<{ id: bigint }[]>`
      INSERT INTO runs (dataset, trigger, request) VALUES ('companies', 'manual', '{}') RETURNING id`;
    const add = (body: object) => api.askJson('POST', 'notes', body);
    expect((await add({ run: String(run?.id), text: ' a <b>bold</b> claim ' })).body).to.include({
      text: 'a <b>bold</b> claim',
      run_id: String(run?.id),
      created_by: 'local',
      created_at: '2026-11-20T22:00:00.000Z',
    });
    await add({ ticker: 'AAPL', text: 'whole' });
    await add({ ticker: 'AAPL', day: '2026-11-18', text: 'a day' });
    const texts = async (query: string) =>
      NotesResponse.parse((await api.askJson('GET', `notes?${query}`)).body).items.map(({ text }) => text);
    expect(await texts('ticker=AAPL')).to.deep.equal(['a day', 'whole']);
    expect(await texts('ticker=AAPL&day=2026-11-18')).to.deep.equal(['a day']);
    expect(await texts(`run=${run?.id}`)).to.deep.equal(['a <b>bold</b> claim']);
    for (const body of [
      { text: 'x' },
      { run: '1', ticker: 'AAPL', text: 'x' },
      { run: '1', day: '2026-11-18', text: 'x' },
      { run: '1', text: ' ' },
    ])
      expect((await add(body)).status, JSON.stringify(body)).to.equal(422);
    expect((await add({ run: '999999', text: 'x' })).status).to.equal(404);
    expect((await add({ finding: '999999', text: 'x' })).status).to.equal(404);
    expect((await add({ ticker: 'NONE', text: 'x' })).status).to.equal(404);
  });

  it('are removed by who wrote them, and by administrators', async () => {
    const { items } = NotesResponse.parse((await api.askJson('GET', 'notes?ticker=AAPL')).body);
    expect((await other('DELETE', `notes/${items[0]?.id}`)).status).to.equal(404);
    const own = (await (await other('POST', 'notes', { ticker: 'AAPL', text: 'mine' })).json()) as { id: string };
    expect((await api.ask('DELETE', `/api/v1/notes/${own.id}`)).status).to.equal(204);
  });

  it('save addresses of pages under a name, for oneself or for all', async () => {
    const mine = await api.askJson('POST', 'saved-views', { name: 'failed', url: '/runs?state=failed' });
    expect(mine.body).to.include({ name: 'failed', shared: false, owner: 'local', own: true });
    expect((await api.askJson('POST', 'saved-views', { name: 'failed', url: '/' })).status).to.equal(422);
    const second = await api.askJson('POST', 'saved-views', { name: 'second', url: '/' });
    expect((await api.askJson('PATCH', `saved-views/${second.body['id']}`, { name: 'failed' })).status).to.equal(422);
    const renamed = await api.askJson('PATCH', `saved-views/${second.body['id']}`, { name: 'other', shared: false });
    expect(renamed.body).to.include({ name: 'other', url: '/', shared: false });
    for (const url of ['https://elsewhere', '//elsewhere', 'runs', '/a\u0000'])
      expect((await api.askJson('POST', 'saved-views', { name: 'bad', url })).status, url).to.equal(422);
    const seen = async () => SavedViewsResponse.parse(await (await other('GET', 'saved-views')).json()).items;
    expect(await seen()).to.deep.equal([]);
    await api.askJson('PATCH', `saved-views/${mine.body['id']}`, { shared: true });
    expect((await seen()).map(({ name, own }) => [name, own])).to.deep.equal([['failed', false]]);
    expect((await other('PATCH', `saved-views/${mine.body['id']}`, { name: 'theirs' })).status).to.equal(404);
    expect((await other('DELETE', `saved-views/${mine.body['id']}`)).status).to.equal(404);
    expect((await api.ask('DELETE', `/api/v1/saved-views/${mine.body['id']}`)).status).to.equal(204);
    expect(await seen()).to.deep.equal([]);
  });
});
