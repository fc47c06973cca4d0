import { awaitRun, type FinishedRun } from '@tickermill/engine';
import { openStore } from '@tickermill/store';
import { claimTask, dispatchedTasks } from '@tickermill/store/ledger';
import { openOwnPostgres, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend, onOneBackend, type ToBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

const few = { daysBack: 30, maxFilings: 1_000 };

let thread: Thread;

function openThreadForEach(toBackend: ToBackend): void {
  beforeEach(async () => {
    thread = await openThread(toBackend, { worker: null });
  });
  afterEach(() => thread.close());
}

const one = async <T>(sql: string) => (await thread.rows<T>(sql))[0] as T;
const slow = (ms: number) => thread.fault({ host: '*', kind: 'latency', ms });
const untilRunning = (n = 1) =>
  until(
    `${n} running tasks`,
    async () => (await thread.rows(`SELECT 1 FROM tasks WHERE state = 'running'`)).length >= n,
  );
const requests = async () => (await thread.ask<{ firstRequests: string[] }>('stats')).firstRequests;

/** A planned run whose tasks wait for a worker: planned by one that is gone again. */
async function plannedRun(): Promise<bigint> {
  const planner = await thread.startWorker();
  await thread.listCompanies();
  await slow(1_000);
  const id = await thread.request('AAPL', few);
  await untilRunning();
  await planner.stop(0);
  await thread.fault([]);
  return id;
}

onEveryBackend('recovering what the queue holds from what workers and servers do', (toBackend) => {
  openThreadForEach(toBackend);

  it('counts no stall when a worker is told to stop, and the next one goes on', async () => {
    const first = await thread.startWorker({ concurrency: 3 });
    await thread.listCompanies();
    await slow(400);
    const id = await thread.request('AAPL', few);
    await untilRunning(2);
    await first.stop(0);
    expect(await one(`SELECT count(*)::int AS n FROM tasks WHERE state = 'running'`)).to.deep.equal({ n: 0 });
    await thread.fault([]);
    await thread.startWorker();
    expect((await thread.awaitRun(id)).state).to.equal('done');
    const counts = 'SELECT max(stalls) AS stalls, max(attempts) AS attempts, max(dispatch) AS dispatch FROM tasks';
    expect(await one(counts)).to.deep.equal({ stalls: 0, attempts: 1, dispatch: 1 });
  });

  it('takes a task over from a worker that was lost, and counts the stall', async () => {
    const id = await plannedRun();
    const [job] = await dispatchedTasks(thread.store.db, 'sec-edgar');
    await claimTask(thread.store.db, { taskId: job?.taskId ?? 0n, dispatch: job?.dispatch ?? 0, worker: 'lost' });
    await thread.startWorker();
    expect((await thread.awaitRun(id)).state).to.equal('done');
    expect(await one(`SELECT stalls, lone_stalls, attempts FROM tasks WHERE id = ${job?.taskId}`)).to.deep.equal({
      stalls: 1,
      lone_stalls: 0,
      attempts: 1,
    });
  });

  it('runs a task alone from its second stall, and the others after it', async () => {
    await thread.startWorker({ concurrency: 3 });
    await thread.listCompanies();
    await slow(200);
    const id = await thread.request('AAPL', { daysBack: 120, maxFilings: 1_000 });
    const suspect = await until('a document to be suspected', () =>
      one<{ id: bigint } | undefined>(`UPDATE tasks SET stalls = 2 WHERE id = (SELECT id FROM tasks
        WHERE step = 'document' AND state = 'queued' ORDER BY id OFFSET 5 LIMIT 1) AND state = 'queued' RETURNING id`),
    );
    const running = () =>
      thread.rows<{ id: bigint; alone: boolean }>(`SELECT id, alone FROM tasks WHERE state = 'running'`);
    await until('it to run alone', async () => {
      const tasks = await running();
      return tasks.some(({ alone }) => alone) && expect(tasks).to.deep.equal([{ id: suspect.id, alone: true }]);
    });
    await thread.fault([]);
    expect((await thread.awaitRun(id)).state).to.equal('done');
    expect(
      await one('SELECT max(stalls) AS stalls, count(*) FILTER (WHERE alone)::int AS alone FROM tasks'),
    ).to.deep.equal({
      stalls: 2,
      alone: 0,
    });
  });

  it('dispatches again what the queue lost or has ended on its own, with the attempts that are left', async () => {
    const id = await plannedRun();
    const [lost] = await dispatchedTasks(thread.store.db, 'sec-edgar');
    await thread.queues.remove('sec-edgar', [`${lost?.taskId}-${lost?.dispatch}`]);
    // Its third attempt is its last: it fails for good if the queue forgot the first two.
    await thread.rows(`UPDATE tasks SET attempts = 2 WHERE id = ${lost?.taskId}`);
    await thread.fault({ host: 'data.sec.gov', kind: '5xx', status: 500 });
    await thread.startWorker({ reconcileMs: 100 });
    const run = await thread.awaitRun(id);
    expect(run.report.tasksByState).to.deep.equal({ failed: 1 });
    expect(await one(`SELECT dispatch, attempts, stalls FROM tasks WHERE id = ${lost?.taskId}`)).to.deep.equal({
      dispatch: 2,
      attempts: 3,
      stalls: 0,
    });

    // Its job has failed in the queue. Were the task open all the same, it would be done once more.
    await thread.fault([]);
    await thread.rows(`UPDATE run_targets SET state = 'open' WHERE run_id = ${id}`);
    await thread.rows(`UPDATE tasks SET state = 'queued', attempts = 0 WHERE id = ${lost?.taskId}`);
    await until('it to be done', async () => {
      const { state } = await one<{ state: string }>(`SELECT state FROM tasks WHERE id = ${lost?.taskId}`);
      return state === 'done';
    });
  });

  it('lets a task that is dispatched again wait as long as it was to wait', async () => {
    const first = await thread.startWorker();
    await thread.listCompanies();
    const id = await thread.request('AAPL', few);
    await thread.awaitRun(id);
    await first.stop(5_000);
    const [task] = await thread.rows<{ id: bigint }>(`
      UPDATE tasks SET state = 'waiting', not_before = now() + interval '2500 ms', attempts = 0
      WHERE run_id = ${id} AND step = 'submissions' RETURNING id`);
    await thread.rows(`UPDATE run_targets SET state = 'open' WHERE run_id = ${id}`);
    const asked = (await requests()).length;
    const started = performance.now();
    await thread.startWorker({ reconcileMs: 100 });
    await until('it to be asked again', async () => (await requests()).length > asked);
    expect(performance.now() - started).to.be.above(2_000);
    await until(
      'it to be done',
      async () => (await one<{ state: string }>(`SELECT state FROM tasks WHERE id = ${task?.id}`)).state === 'done',
    );
  });

  it('asks nothing twice, fails nothing and counts no stall while Postgres is restarted', async () => {
    await thread.close();
    const postgres = await openOwnPostgres();
    const store = openStore({ url: postgres.url });
    const close = async () => {
      await store.close();
      await postgres.close();
    };
    thread = await openThread(toBackend, { worker: null, store: { ...store, url: postgres.url, close } });
    await thread.startWorker({ concurrency: 5, reconcileMs: 500 });
    await thread.listCompanies();
    await slow(500);
    const id = await thread.request('AAPL', few);
    await untilRunning(3);
    await postgres.restart('fast', 1_000);
    await thread.fault([]);
    const run = await awaitRun(thread.store, id, 60_000);
    expect(run.state, JSON.stringify(run.report)).to.equal('done');
    const counts = 'SELECT max(stalls) AS stalls, max(attempts) AS attempts FROM tasks';
    expect(await one(counts)).to.deep.equal({ stalls: 0, attempts: 1 });
    const asked = (await requests()).filter((path) => path.includes('/Archives/'));
    expect(new Set(asked).size).to.equal(asked.length);
  });
});

onOneBackend('recovering what stands in the ledger', (toBackend) => {
  openThreadForEach(toBackend);

  it('ends a run whose worker was lost between its last commit and closing the target', async () => {
    const id = await plannedRun();
    await thread.rows(`UPDATE tasks SET state = 'nothing' WHERE run_id = ${id}`);
    await thread.startWorker({ reconcileMs: 100 });
    const run = await thread.awaitRun(id);
    expect([run.state, run.report.targetsByState]).to.deep.equal(['done', { nothing: 1 }]);
  });

  it('fails a task as poison whose worker was lost three times while it ran alone, without running it', async () => {
    const id = await plannedRun();
    await thread.rows(
      `UPDATE tasks SET stalls = 4, lone_stalls = 2, alone = true, state = 'running' WHERE run_id = ${id}`,
    );
    const before = await requests();
    await thread.startWorker();
    const run = await thread.awaitRun(id);
    expect(run.state).to.equal('failed');
    expect(run.report.failed.map(({ state, code }) => [state, code])).to.deep.equal([['failed', 'POISON']]);
    expect(await requests()).to.deep.equal(before);
  });

  it('sets a document aside that is poison', async () => {
    await thread.startWorker({ concurrency: 2 });
    await thread.listCompanies();
    await slow(300);
    const id = await thread.request('AAPL', few);
    const task = await until('a document to be queued', () =>
      one<{ id: bigint; document_key: string } | undefined>(`UPDATE tasks SET stalls = 4, lone_stalls = 3
        WHERE id = (SELECT max(id) FROM tasks WHERE step = 'document' AND state = 'queued') AND state = 'queued'
        RETURNING id, document_key`),
    );
    await thread.fault([]);
    expect((await thread.awaitRun(id)).state).to.equal('partial');
    expect(await one('SELECT key, error_code, task_id FROM set_aside_documents')).to.deep.equal({
      key: task.document_key,
      error_code: 'POISON',
      task_id: task.id,
    });
  });

  it('publishes the end of a run again when its handler failed, and no more once it did not', async () => {
    const published: bigint[] = [];
    const onFinish = async ({ id }: FinishedRun) => {
      published.push(id);
      if (published.length === 1) throw new Error('the first to be told fails');
    };
    await thread.startWorker({ reconcileMs: 100, onFinish });
    await thread.listCompanies();
    await until('it to be told', () => published.length === 1);
    const [run] = await thread.rows<{ id: bigint }>(
      'SELECT id FROM runs WHERE finished_at IS NOT NULL AND told_at IS NULL',
    );
    await thread.rows(`UPDATE runs SET finished_at = finished_at - interval '30 s'`);
    await until(
      'it to be noted as told',
      async () => (await one<{ told_at: Date | null }>('SELECT told_at FROM runs')).told_at,
    );
    expect(new Set(published)).to.deep.equal(new Set([run?.id]));
    const times = published.length;
    await thread.listCompanies();
    expect(published.filter((id) => id === run?.id)).to.have.length(times);
  });

  it('lets one of several workers recover what was left behind', async () => {
    const request = { tickers: null, params: {}, force: false };
    await thread.store.db.run.create({
      data: { dataset: 'companies', trigger: 'manual', request, createdAt: new Date(Date.now() - 60_000) },
    });
    const workers = await Promise.all(
      [1, 2, 3].map((n) => thread.startWorker({ reconcileMs: 150, name: `worker-${n}` })),
    );
    await until(
      'the run to be planned and finished',
      async () => (await one<{ told_at: Date | null }>('SELECT told_at FROM runs')).told_at,
    );
    expect(workers).to.have.length(3);
    const holders = await thread.rows<{ holder: string }>('SELECT DISTINCT holder FROM maintenance_chores');
    expect(holders).to.have.length(1);
    expect(holders[0]?.holder).to.match(/^worker-/);
  });
});
