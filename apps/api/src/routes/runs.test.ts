import { Problem, RunTimelineView, RunView } from '@tickermill/core/contracts';
import { addTargets, addTasks, createRun, finishRun, markRunPlanned } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('the API of runs', () => {
  let api: ServedApi;
  let store: ServedApi['store'];
  let queues: ServedApi['queues'];

  before(async () => {
    api = await serveApi();
    ({ store, queues } = api);
  });
  after(() => api.close());

  const post = (path: string) => api.ask('POST', `/api/v1/runs/${path}`);
  const viewed = async (response: Response) => RunView.parse(await response.json());
  const refused = async (response: Response) => [response.status, Problem.parse(await response.json()).code];
  const dataset = 'insider-trades';

  /** A run with one open target, whose one task is a job. */
  async function openRun(target: string): Promise<bigint> {
    const request = { tickers: [], params: {}, force: false };
    const runId = await createRun(store.db, { dataset, trigger: 'manual', request });
    await store.transaction(async (tx) => {
      const targets = [{ target, tickers: [], params: {}, force: false, priority: 20 }];
      const open = await addTargets(tx, { runId, dataset, kind: 'cik', targets });
      const about = {
        collector: dataset,
        step: 'submissions',
        input: {},
        request: target,
        title: target,
        label: target,
      };
      const task = {
        runId,
        parentId: null,
        source: 'sec-edgar',
        dataset,
        ...about,
        documentKey: null,
        priority: 20,
      } as const;
      await addTasks(tx, [{ ...task, targetIds: [...open.values()] }]);
      await tx.task.updateMany({ where: { runId }, data: { state: 'queued', dispatch: 1 } });
      await markRunPlanned(tx, runId);
    });
    const { id } = await store.db.task.findFirstOrThrow({ where: { runId } });
    await queues.add('sec-edgar', [{ id: `${id}-1`, title: target, data: { task: String(id), dispatch: 1 } }]);
    return runId;
  }

  it('accepts a cancellation, and answers 200 once the run has ended', async () => {
    const id = await openRun('0000000001');
    const accepted = await post(`${id}/cancel`);
    expect(accepted.status).to.equal(202);
    expect(await viewed(accepted)).to.include({ id: String(id), state: 'running', ending: 'cancelled' });
    expect((await queues.openJobIds('sec-edgar')).size).to.equal(0);
    expect((await queues.openJobIds('finish')).size).to.equal(1);
    await store.transaction((tx) => finishRun(tx, id));
    const again = await post(`${id}/cancel`);
    expect(again.status).to.equal(200);
    expect(await viewed(again)).to.include({ state: 'cancelled', ending: null });
    expect(await refused(await post(`${id}/pause`))).to.deep.equal([409, 'RUN_ENDED']);
    expect(await refused(await post(`${id}/resume`))).to.deep.equal([409, 'RUN_ENDED']);
  });

  it('pauses a run and resumes it, each as often as it is asked', async () => {
    const id = await openRun('0000000002');
    for (const _ of [1, 2]) {
      const response = await post(`${id}/pause`);
      expect(response.status).to.equal(200);
      expect(await viewed(response)).to.include({ state: 'running', paused: true });
    }
    expect((await queues.openJobIds('sec-edgar')).size).to.equal(0);
    for (const _ of [1, 2]) {
      const response = await post(`${id}/resume`);
      expect(response.status).to.equal(200);
      expect(await viewed(response)).to.include({ state: 'running', paused: false });
    }
    expect((await queues.openJobIds('plan')).size, 'a worker is told to look').to.equal(2);
  });

  it('tells how a run went by time, beside the one before it', async () => {
    const dataset = 'companies';
    const request = { tickers: null, params: {}, force: false };
    const [before, id] = [
      await createRun(store.db, { dataset, trigger: 'schedule', request }),
      await createRun(store.db, { dataset, trigger: 'schedule', request }),
    ];
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 3, minute));
    const about = {
      source: 'sec-edgar',
      dataset,
      collector: dataset,
      step: 'list',
      input: {},
      priority: 20,
      title: '',
      label: '',
    };
    await store.db.task.createMany({
      data: [
        { ...about, runId: id, request: 'a', state: 'done', startedAt: at(1), finishedAt: at(2) },
        { ...about, runId: id, request: 'b', state: 'failed', startedAt: at(1), finishedAt: at(3) },
        { ...about, runId: id, request: 'c', state: 'done', startedAt: at(20), finishedAt: at(21) },
      ],
    });
    await store.db.run.update({
      where: { id },
      data: { createdAt: at(0), plannedAt: at(1), finishedAt: at(21), state: 'partial' },
    });
    const timeline = async (run: bigint) =>
      RunTimelineView.parse((await api.askJson('GET', `runs/${run}/timeline`)).body);
    expect((await timeline(id)).before, 'it has not ended').to.equal(null);
    await store.transaction((tx) => finishRun(tx, before));
    await store.db.run.update({ where: { id: before }, data: { finishedAt: at(0) } });
    const told = await timeline(id);
    expect(told.before?.id).to.equal(String(before));
    const nothing = { requests: 0, failed: 0, sources: [] };
    const [one, two, three, four] = [0, 1, 3, 20].map((minute) => at(minute).toISOString());
    expect(told.phases).to.deep.equal([
      { kind: 'planning', from: one, to: two, ...nothing },
      { kind: 'requests', from: two, to: three, requests: 2, failed: 1, sources: ['sec-edgar'] },
      { kind: 'idle', from: three, to: four, ...nothing },
      { kind: 'requests', from: four, to: at(21).toISOString(), requests: 1, failed: 0, sources: ['sec-edgar'] },
    ]);
    expect((await api.askJson('GET', 'runs/999999/timeline')).status).to.equal(404);
  });

  it('answers 404 for a run that is not there, and 422 for what is no run', async () => {
    for (const action of ['cancel', 'pause', 'resume']) {
      expect(await refused(await post(`999999/${action}`)), action).to.deep.equal([404, 'NOT_FOUND']);
      expect(await refused(await post(`first/${action}`)), action).to.deep.equal([422, 'INVALID_INPUT']);
    }
  });
});
