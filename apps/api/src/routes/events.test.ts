import { PipelineEvent, Problem } from '@tickermill/core/contracts';
import { storeFilings } from '@tickermill/store/datasets';
import { cloneDatabase, makeFiling, startApp, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { openBrowser } from '../accounts/browser.fixture.ts';
import { type EventReader, readEvents } from '../events/event-stream.fixture.ts';
import { type ServedApi, serveApi, token } from '../served-api.fixture.ts';

const authorization = `Bearer ${token}`;

describe('GET events', () => {
  let api: ServedApi;
  const readers: EventReader[] = [];
  before(async () => {
    api = await serveApi();
  });
  after(async () => {
    for (const reader of readers) reader.close();
    await api.close();
  });

  const read = async (query = '', headers: Record<string, string> = {}) => {
    const reader = await readEvents(`${api.url}/api/v1/events${query}`, { authorization, ...headers });
    readers.push(reader);
    await until('where it begins', () => reader.lastId() !== '');
    return reader;
  };
  const typesOf = ({ received }: EventReader) => received.map(({ type }) => type);

  it('streams runs and trades as they are written, to each reader what it wants', async () => {
    const all = await read();
    expect(all.headers).to.include({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const [ofApple, ofMicrosoft] = [await read('?ticker=aapl'), await read('?ticker=MSFT')];
    const { body } = await api.askJson('POST', 'scheduler/scrape/AAPL');
    const [ofRun, ofOther] = [await read(`?run=${body['run_id']}&last_event_id=0-0`), await read('?run=999&types=run')];
    await api.store.sqlTransaction((tx) => storeFilings(tx, [makeFiling()]));
    await all.has(2);
    await ofApple.has(1);
    await ofRun.has(1);
    const { received } = all;
    expect(typesOf(all)).to.deep.equal(['run.created', 'filing.stored']);
    expect(received.map(({ data }) => PipelineEvent.parse(data).type)).to.deep.equal(typesOf(all));
    expect(received[0]?.data).to.deep.include({ run: body['run_id'], trigger: 'manual' });
    expect([typesOf(ofApple), typesOf(ofRun)]).to.deep.equal([['filing.stored'], ['run.created']]);
    expect([typesOf(ofMicrosoft), typesOf(ofOther)]).to.deep.equal([[], []]);
    const again = await read('?dataset=insider-trades', { 'last-event-id': received[0]?.id ?? '' });
    await again.has(1);
    expect(typesOf(again)).to.deep.equal(['filing.stored']);
  });

  it('ends for whoever may no more: a revoked token, a lowered role', async () => {
    const created = await api.askJson('POST', 'tokens', { name: 'short', role: 'viewer' });
    const revoked = await read('', { authorization: `Bearer ${String(created.body['token'])}` });
    const { user, cookie } = await openBrowser(api, 'olga', 'operator');
    const lowered = await readEvents(`${api.url}/api/v1/events`, { cookie });
    const stays = await read();
    await api.ask('DELETE', `/api/v1/tokens/${String(created.body['id'])}`);
    await api.askJson('PATCH', `users/${user.id}`, { role: 'viewer' });
    await until('both to end', () => revoked.isEnded() && lowered.isEnded());
    expect(stays.isEnded()).to.equal(false);
  });

  it('serves one caller so many streams at once, and others theirs', async () => {
    const created = await api.askJson('POST', 'tokens', { name: 'many', role: 'viewer' });
    const own = { authorization: `Bearer ${String(created.body['token'])}` };
    for (let nth = 0; nth < 10; nth++) await read('', own);
    const { authorization: one } = own;
    const refused = await api.ask('GET', '/api/v1/events', { authorization: one });
    expect([refused.status, Problem.parse(await refused.json()).code]).to.deep.equal([429, 'TOO_MANY_AT_ONCE']);
    expect(refused.headers.get('retry-after')).to.equal('2');
    await read();
  });

  it('answers a problem to whoever may not ask, or asks for what there is not', async () => {
    const path = '/api/v1/events';
    expect((await api.ask('GET', path, { authorization: '' })).status).to.equal(401);
    for (const [query, field] of [
      ['types=,', 'types'],
      ['types=RUN', 'types'],
      ['run=abc', 'run'],
      ['ticker=not%20one', 'ticker'],
    ]) {
      const answer = await api.ask('GET', `${path}?${query}`);
      expect(answer.status, query).to.equal(422);
      expect(Problem.parse(await answer.json()).errors?.[0]?.field).to.equal(field);
    }
  });

  it('answers the headers alone to whoever asks for no more', async () => {
    const answer = await api.ask('HEAD', '/api/v1/events');
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([
      200,
      'text/event-stream; charset=utf-8',
    ]);
  });

  it('ends with its process, which stops in order, and goes on at the next', async () => {
    const database = await cloneDatabase();
    const environment = { DATABASE_URL: database.url, API_PORT: '0', API_TOKEN: token, LOG_LEVEL: 'error' };
    const first = await startApp('api', environment);
    const reader = await readEvents(`${first.url}/api/v1/events`, { authorization });
    await until('where it begins', () => reader.lastId() !== '');
    await first.stop();
    expect(await first.ended).to.equal('code 0');
    await until('the end of the stream', () => reader.isEnded());
    const second = await startApp('api', environment);
    const track = { method: 'POST', headers: { authorization, 'content-type': 'application/json' } };
    const back = await readEvents(`${second.url}/api/v1/events`, { authorization, 'last-event-id': reader.lastId() });
    // No company is known yet: the list of companies is requested, which is a run.
    void fetch(`${second.url}/api/v1/scheduler/scrape/AAPL`, track).catch(() => {});
    await back.has(1);
    expect(typesOf(back)).to.deep.equal(['run.created']);
    await second.stop();
    await database.drop();
  });
});
