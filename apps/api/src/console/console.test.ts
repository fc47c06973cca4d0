import type { Consumer } from '@tickermill/engine';
import { needRedis, scratchRedis, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const source = 'sec-edgar';

/** What the board lists of a job. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly data: Record<string, unknown>;
}

function behaves(open: () => Promise<ServedApi>): void {
  let api: ServedApi;
  let consumer: Consumer | undefined;
  beforeEach(async () => {
    api = await open();
  });
  afterEach(async () => {
    await consumer?.stop(0);
    consumer = undefined;
    await api.close();
  });

  const list = async (status: string, queue = source): Promise<Listed[]> => {
    const query = `activeQueue=${queue}&status=${status}&page=1&jobsPerPage=50`;
    const answer = await api.ask('GET', `/queues/api/queues?${query}`);
    const { queues } = (await answer.json()) as { queues: { name: string; jobs: Listed[] }[] };
    return queues.find(({ name }) => name === queue)?.jobs ?? [];
  };
  const put = (path: string) => api.ask('PUT', `/queues/api/queues/${path}`);
  const rows = <T>(sql: string) => api.store.db.$queryRawUnsafe<T[]>(sql);
  /** A failed task of a run that has ended, with its failed job. */
  const failOne = async (): Promise<string> => {
    const [task] = await rows<{ id: bigint }>(`
      WITH run AS (INSERT INTO runs (dataset, trigger, state, request, planned_at, finished_at, told_at)
        VALUES ('insider-trades', 'schedule', 'partial', '{}', now(), now(), now()) RETURNING id),
      target AS (INSERT INTO run_targets (run_id, dataset, target, tickers, params, state, finished_at)
        SELECT id, 'insider-trades', '0000320193', '{AAPL}', '{"since": "2026-01-01", "maxFilings": 10}', 'partial', now() FROM run RETURNING id),
      task AS (INSERT INTO tasks (run_id, source, dataset, collector, step, input, request, title, label, document_key, priority, state, dispatch)
        SELECT id, 'sec-edgar', 'insider-trades', 'insider-trades', 'document', '{}', 'GET x', 'insider-trades · document · AAPL 1', 'AAPL',
          '0000320193-25-000123', 50, 'failed', 1 FROM run RETURNING id),
      link AS (INSERT INTO task_targets (task_id, target_id) SELECT task.id, target.id FROM task, target)
      SELECT id FROM task`);
    const id = `${task?.id}-1`;
    await api.queues.add(source, [
      { id, title: 'insider-trades · document · AAPL 1', data: { task: String(task?.id), dispatch: 1 } },
    ]);
    consumer ??= await api.queues.consume(source, {
      concurrency: 1,
      handler: async () => ({ kind: 'fail', reason: 'SERVER_ERROR: 500' }),
    });
    await until('the job to have failed', async () => (await list('failed')).some((job) => job.id === id));
    return id;
  };

  it('lists jobs by titles that a person can read', async () => {
    const id = await failOne();
    expect(await list('failed')).to.have.length(1);
    expect((await list('failed'))[0]).to.include({ id, name: 'insider-trades · document · AAPL 1' });
    const one = await api.ask('GET', `/queues/api/queues/${source}/${id}`);
    expect(await one.json()).to.deep.include({ status: 'failed' });
  });

  it('retries a task in a manual run, and never its old job', async () => {
    const id = await failOne();
    const answer = await put(`${source}/${id}/retry`);
    expect(answer.status).to.equal(204);
    const runs = await rows<{ trigger: string; state: string; tickers: string[] }>(
      `SELECT r.trigger, r.state, t.tickers FROM runs r JOIN run_targets t ON t.run_id = r.id ORDER BY r.id DESC LIMIT 1`,
    );
    expect(runs).to.deep.equal([{ trigger: 'manual', state: 'running', tickers: ['AAPL'] }]);
    const tasks = await rows(`SELECT state, request, document_key AS key FROM tasks ORDER BY id DESC LIMIT 1`);
    expect(tasks).to.deep.equal([{ state: 'waiting', request: 'GET x', key: '0000320193-25-000123' }]);
    expect(await list('failed')).to.deep.equal([]);
    expect((await put(`${source}/${id}/retry`)).status).to.equal(404);
  });

  it('retries all that failed in one run', async () => {
    await failOne();
    await failOne();
    const answer = (await (await put(`${source}/retry/failed`)).json()) as { retried: number; runs: string[] };
    expect(answer).to.include({ retried: 2 });
    expect(answer.runs).to.have.length(1);
    expect((await put(`${source}/retry/completed`)).status).to.equal(409);
  });

  it('pauses and resumes the source, alone and with all others', async () => {
    const paused = () =>
      rows<{ by: string | null }>(`SELECT paused_by AS by FROM source_state WHERE source = '${source}'`);
    expect((await put(`${source}/pause`)).status).to.equal(200);
    expect(await paused()).to.deep.equal([{ by: 'local' }]);
    const { queues } = (await (await api.ask('GET', '/queues/api/queues')).json()) as {
      queues: { name: string; isPaused: boolean }[];
    };
    expect(queues.filter(({ isPaused }) => isPaused).map(({ name }) => name)).to.deep.equal([source]);
    expect((await put(`${source}/resume`)).status).to.equal(200);
    expect(await paused()).to.deep.equal([{ by: null }]);
    expect((await put('pause')).status).to.equal(200);
    expect(await paused()).to.deep.equal([{ by: 'local' }]);
    expect((await put('resume')).status).to.equal(200);
    expect(await paused()).to.deep.equal([{ by: null }]);
    expect((await put('plan/pause')).status).to.equal(405);
  });

  it('takes jobs out without a word to the ledger', async () => {
    const before = await failOne();
    const ledger = () => rows(`SELECT * FROM tasks ORDER BY id`);
    const written = await ledger();
    expect((await put(`${source}/${before}/clean`)).status).to.equal(204);
    await failOne();
    expect((await put(`${source}/clean/failed`)).status).to.equal(200);
    expect(await list('failed')).to.deep.equal([]);
    expect((await ledger()).slice(0, 1)).to.deep.equal(written);
    expect((await put(`${source}/clean/active`)).status).to.equal(422);
    expect((await put('nothing/clean/failed')).status).to.equal(404);
  });

  it('refuses whatever would go past the ledger, and says what to do in its place', async () => {
    const id = await failOne();
    const refused: [string, string][] = [
      ['POST', `${source}/add`],
      ['PATCH', `${source}/${id}/update-data`],
      ['PATCH', `${source}/${id}/delay`],
      ['PATCH', `${source}/${id}/priority`],
      ['PUT', `${source}/rate-limit`],
      ['PUT', `${source}/rate-limit/release`],
      ['PUT', `${source}/concurrency`],
      ['PUT', `${source}/empty`],
      ['PUT', `${source}/obliterate`],
      ['PUT', `schedule/job-schedulers/schedule-1-1/run`],
      ['PUT', `schedule/job-schedulers/schedule-1-1/remove`],
      ['PATCH', `schedule/job-schedulers/schedule-1-1`],
      ['PUT', `${source}/${id}/remove-unprocessed-children`],
    ];
    for (const [method, path] of refused) {
      const answer = await api.ask(method, `/queues/api/queues/${path}`, { body: {} });
      expect(answer.status, `${method} ${path}`).to.equal(405);
      const problem = (await answer.json()) as Record<string, unknown>;
      expect(problem).to.deep.include({ code: 'CONSOLE_REFUSED', error: { key: 'ERRORS.FORBIDDEN' } });
      expect(problem['message']).to.equal(problem['detail']);
    }
    expect(await list('failed')).to.have.length(1);
  });
}

describe('the job console over queues in Postgres', () => behaves(serveApi));

describe('the job console over queues in Redis', () => {
  before(needRedis);
  behaves(async () => serveApi({ redis: await scratchRedis() }));
});

describe('the job console', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
  });
  after(() => api.close());

  it('is a page that names nothing outside, and may ask for nothing outside', async () => {
    for (const path of ['/queues', '/queues/', '/queues/queue/sec-edgar?status=failed', '/queues/job-schedulers']) {
      const answer = await api.ask('GET', path);
      expect(answer.status, path).to.equal(200);
      expect(answer.headers.get('content-security-policy'))
        .to.contain("default-src 'self'")
        .and.contain("connect-src 'self'");
      const page = await answer.text();
      expect(page)
        .to.contain('<base href="/queues/" />')
        .and.not.match(/(?:src|href)="(?:https?:)?\/\//);
    }
    expect((await api.ask('GET', '/queues/static/favicon-32x32.png')).status).to.equal(200);
    expect((await api.ask('GET', '/queues/console.css')).headers.get('content-type')).to.contain('text/css');
    expect((await api.ask('GET', '/queues/api/redis/stats')).status).to.equal(403);
  });

  it('is closed to who is nobody, and to the pages of others', async () => {
    expect((await api.ask('GET', '/queues', { authorization: '' })).status).to.equal(401);
    const pause = (headers: Record<string, string>) =>
      api.ask('PUT', '/queues/api/queues/sec-edgar/resume', { headers }).then(({ status }) => status);
    expect(await pause({ origin: 'http://evil.example' })).to.equal(403);
    expect(await pause({ origin: 'null' })).to.equal(403);
    expect(await pause({ 'sec-fetch-site': 'cross-site' })).to.equal(403);
    expect(await pause({ 'sec-fetch-site': 'same-site' })).to.equal(403);
    expect(await pause({})).to.equal(200);
  });

  it('is for operators, and what they do is written down', async () => {
    const asOf = async (role: 'viewer' | 'operator') => {
      const { body } = await api.askJson('POST', 'tokens', { name: role, role });
      return `Bearer ${body['token']}`;
    };
    for (const [role, status] of [
      ['viewer', 403],
      ['operator', 200],
    ] as const) {
      const authorization = await asOf(role);
      expect((await api.ask('GET', '/queues', { authorization })).status).to.equal(status);
      const pressed = await api.ask('PUT', '/queues/api/queues/sec-edgar/pause', { authorization });
      expect(pressed.status).to.equal(status);
    }
    await api.ask('PUT', '/queues/api/queues/sec-edgar/4711-1/retry');
    const { items } = (await api.askJson('GET', 'audit?limit=2')).body as { items: Record<string, unknown>[] };
    expect(items.map(({ actor, action, status, detail }) => ({ actor, action, status, detail }))).to.deep.equal([
      { actor: 'local', action: 'console.retry', status: 404, detail: { queue: 'sec-edgar', job: '4711-1' } },
      { actor: 'token:operator', action: 'console.pause', status: 200, detail: { queue: 'sec-edgar' } },
    ]);
  });
});
