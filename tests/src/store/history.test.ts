import { type Execution, executionStatistics, findRun, latestRuns, listExecutions } from '@tickermill/store/ledger';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const began = new Date('2026-11-20T08:00:00.000Z');
const states = ['done', 'nothing', 'partial', 'failed', 'gone', 'cancelled', 'superseded', 'open', 'skipped'] as const;
const statusOf: Record<(typeof states)[number], Execution['status']> = {
  done: 'success',
  nothing: 'success',
  partial: 'success',
  failed: 'failed',
  gone: 'failed',
  cancelled: 'failed',
  superseded: 'failed',
  open: 'running',
  skipped: 'skipped',
};

describe('the history', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
    const run = await store.db.run.create({ data: { dataset: 'insider-trades', trigger: 'manual', request: {} } });
    for (const [index, state] of states.entries()) {
      const startedAt = state === 'skipped' ? null : new Date(began.getTime() + index * 86_400_000);
      await store.db.runTarget.create({
        data: {
          runId: run.id,
          dataset: 'insider-trades',
          target: `000000000${index}`,
          tickers: [`T${index}`, 'ALSO'],
          state,
          startedAt,
          found: index,
          created: 10 * index,
          skipReason: state === 'skipped' ? 'fresh' : null,
          errorCode: state === 'gone' ? 'GONE' : null,
          errorMessage: state === 'gone' ? 'no more' : null,
          finishedAt: state === 'open' ? null : new Date((startedAt ?? began).getTime() + 1_500),
        },
      });
    }
    const listing = await store.db.run.create({ data: { dataset: 'companies', trigger: 'manual', request: {} } });
    const whole = { runId: listing.id, dataset: 'companies', target: '*', state: 'done', startedAt: began };
    await store.db.runTarget.create({ data: { ...whole, finishedAt: new Date(began.getTime() + 4_000) } });
  });
  after(() => store.close());

  const all = { limit: 100, offset: 0 };

  it('says of every state of the ledger what it means, the latest first', async () => {
    const { items } = await listExecutions(store, { dataset: 'insider-trades' }, all);
    expect(items.map(({ status, partial }) => [status, partial])).to.deep.equal(
      [...states].reverse().map((state) => [statusOf[state], state === 'partial']),
    );
    expect(items.find(({ errorCode }) => errorCode === 'GONE')).to.deep.include({
      ticker: 'T4',
      tickers: ['T4', 'ALSO'],
      target: '0000000004',
      dataset: 'insider-trades',
      status: 'failed',
      startedAt: new Date('2026-11-24T08:00:00.000Z'),
      completedAt: new Date('2026-11-24T08:00:01.500Z'),
      durationSeconds: 1.5,
      found: 4,
      created: 40,
      errorMessage: 'no more',
      skipReason: null,
    });
    expect(items.find(({ status }) => status === 'skipped')).to.include({
      skipReason: 'fresh',
      durationSeconds: null,
    });
    expect(items.find(({ status }) => status === 'running')).to.include({ completedAt: null, durationSeconds: null });
  });

  it('is filtered by status, target, dataset and day', async () => {
    for (const status of ['success', 'failed', 'running', 'skipped'] as const) {
      const { items } = await listExecutions(store, { status, dataset: 'insider-trades' }, all);
      const expected = states.filter((state) => statusOf[state] === status).length;
      expect([items.length, new Set(items.map((item) => item.status))]).to.deep.equal([expected, new Set([status])]);
    }
    const targetsOf = async (filter: Parameters<typeof listExecutions>[1]) =>
      (await listExecutions(store, filter, all)).items.map(({ target }) => target);
    expect(await targetsOf({ targets: ['0000000003', 'T3'] })).to.deep.equal(['0000000003']);
    expect(await targetsOf({ dataset: 'companies' })).to.deep.equal(['*']);
    expect(await targetsOf({ from: '2026-11-21', to: '2026-11-22' })).to.deep.equal(['0000000002', '0000000001']);
    expect(await targetsOf({ to: '2026-11-20' })).to.deep.equal(['*', '0000000008', '0000000000']);
    const page = await listExecutions(store, {}, { limit: 4, offset: 8 });
    expect([page.items.length, page.hasMore]).to.deep.equal([2, false]);
  });

  it('is summed up: what asked, what failed, how long it took', async () => {
    expect(await executionStatistics(store, { dataset: 'insider-trades' })).to.deep.equal({
      asked: 8,
      success: 3,
      partial: 1,
      failed: 4,
      running: 1,
      skipped: 1,
      averageSeconds: 1.5,
      found: 36,
      created: 360,
    });
    const none = await executionStatistics(store, { targets: ['0000009999'] });
    expect(none).to.include({ asked: 0, averageSeconds: null, created: 0 });
  });

  it('reports each run that goes on by its own targets and tasks, and one that has ended as it was kept', async () => {
    const { id, report } = (await store.db.run.findFirst({ where: { dataset: 'companies' } })) ?? {};
    expect(report).to.equal(null);
    const kept = {
      duration_ms: 7,
      targets: 1,
      targets_by_state: {},
      tasks_by_state: {},
      found: 5,
      errors: [],
      failed: [],
    };
    const ended = await store.db.run.create({
      data: { dataset: 'companies', trigger: 'manual', request: {}, state: 'done', finishedAt: began, report: kept },
    });
    const runs = await latestRuns(store.db, all);
    expect(
      runs.map((run) => [run.dataset, run.report.targets, run.report.found, run.report.failed.length]),
    ).to.deep.equal([
      ['companies', 1, 5, 0],
      ['companies', 1, 0, 0],
      ['insider-trades', states.length, 0, 4],
    ]);
    expect(runs[0]?.report.durationMs).to.equal(7);
    expect(runs[1]?.report.targetsByState).to.deep.equal({ done: 1 });
    expect(runs[2]?.report.targetsByState).to.deep.equal(Object.fromEntries(states.map((state) => [state, 1])));
    expect((await findRun(store.db, id ?? 0n))?.report.targetsByState).to.deep.equal({ done: 1 });
    expect(await findRun(store.db, ended.id + 1n)).to.equal(null);
  });
});
