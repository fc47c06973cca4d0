import { BulkActionsResponse, BulkActionView, BulkItemsResponse, BulkPreviewView } from '@tickermill/core/contracts';
import { bulkActionsChore } from '@tickermill/engine/maintenance';
import { addTargets, addTasks, createRun, markRunPlanned } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const now = () => new Date('2026-11-20T22:00:00Z');
const dataset = 'insider-trades';

describe('the API of bulk actions', () => {
  let api: ServedApi;
  beforeEach(async () => {
    api = await serveApi({ now });
  });
  afterEach(() => api.close());

  const start = (body: object, query = '') => api.askJson('POST', `bulk-actions${query}`, body);
  const preview = async (body: object) => {
    const { status, body: answer } = await start(body, '?dry_run');
    expect(status, JSON.stringify(answer)).to.equal(200);
    return BulkPreviewView.parse(answer);
  };
  const started = async (body: object) => {
    const { status, body: answer } = await start({ ...body, expected: (await preview(body)).items });
    expect(status, JSON.stringify(answer)).to.equal(202);
    return BulkActionView.parse(answer);
  };
  const work = () => bulkActionsChore({ ...api, now }).run();
  const view = async (id: string) => BulkActionView.parse((await api.askJson('GET', `bulk-actions/${id}`)).body);
  const items = async (id: string, query = '') =>
    BulkItemsResponse.parse((await api.askJson('GET', `bulk-actions/${id}/items${query}`)).body).items;

  const bury = (code: string, count: number) =>
    api.store.db.deadLetter.createMany({
      data: Array.from({ length: count }, (_, nth) => ({
        dataset,
        target: `${code}-${nth}`,
        errorCode: code,
        errorMessage: 'no',
        failedOn: [new Date('2026-11-01')],
      })),
    });
  const buried = (code: string) => api.store.db.deadLetter.count({ where: { errorCode: code, revivedAt: null } });

  it('says what it would do, does it by a filter, and tells what became of each item', async () => {
    await bury('GONE', 12);
    await bury('REFUSED', 1);
    const body = { action: 'revive-dead-letters', filter: { code: 'GONE' } };
    const told = await preview(body);
    expect(told).to.deep.include({ items: 12, requests: null, ends_at: null });
    expect(told.sentence).to.match(/^12 dead letters will be revived/);
    expect(told.sample).to.have.length(10).and.include('GONE-11 · insider-trades');
    expect(await api.store.db.bulkAction.count(), 'a dry run writes nothing').to.equal(0);

    const { id } = await started(body);
    const [first] = await items(id);
    await api.store.db.deadLetter.delete({ where: { id: BigInt(first?.id ?? 0) } }); // before its turn comes
    expect(await work()).to.equal('done');
    const after = await view(id);
    expect(after).to.deep.include({ state: 'partial', items: 12, done: 11, failed: 1, filter: { code: 'GONE' } });
    const [lost, ...others] = await items(id, '?state=failed');
    expect(lost).to.deep.include({
      id: first?.id,
      code: 'NOT_FOUND',
      message: `${first?.label} is no dead letter any more.`,
    });
    expect(others).to.deep.equal([]);
    const csv = await api.ask('GET', `/api/v1/bulk-actions/${id}/items`, { headers: { accept: 'text/csv' } });
    expect((await csv.text()).trim().split('\n')).to.have.length(1 + 12);
    expect([await buried('GONE'), await buried('REFUSED')]).to.deep.equal([0, 1]);

    const entry = await api.store.db.auditEntry.findFirstOrThrow({ where: { action: 'carryOutBulkAction' } });
    expect(entry).to.deep.include({ actor: 'local', role: 'admin' });
    expect(entry.detail).to.deep.include({ bulk_action: id, failed: [first?.id] });
    const events = await api.store.db.event.findMany({ where: { type: 'bulk.progress' }, orderBy: { id: 'asc' } });
    expect(events.map(({ data }) => (data as Record<string, unknown>)['state'])).to.deep.equal(['running', 'partial']);
  });

  it('undoes a batch of which it cannot note what became, and does it the next time', async () => {
    await bury('GONE', 2);
    const { id } = await started({ action: 'revive-dead-letters', filter: {} });
    const { db } = api.store;
    await db.$executeRaw`ALTER TABLE audit_log RENAME TO audit_log_away`;
    const error = await work().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.an.instanceOf(Error);
    expect([await buried('GONE'), (await view(id)).done]).to.deep.equal([2, 0]);
    await db.$executeRaw`ALTER TABLE audit_log_away RENAME TO audit_log`;
    await work();
    expect([await buried('GONE'), (await view(id)).done]).to.deep.equal([0, 2]);
  });

  it('is refused when over a tenth more match by now, and does nothing', async () => {
    await bury('GONE', 10);
    const body = { action: 'revive-dead-letters', filter: { code: 'GONE' } };
    await bury('GONE_TOO', 1);
    const refused = await start({ ...body, filter: {}, expected: 9 });
    expect([refused.status, refused.body['code']]).to.deep.equal([409, 'BULK_COUNT_MOVED']);
    expect(await api.store.db.bulkAction.count()).to.equal(0);
    expect((await start({ ...body, filter: {}, expected: 10 })).status, 'one of ten is a tenth').to.equal(202);
    expect((await start({ ...body, filter: { code: 'NONE' }, expected: 0 })).status).to.equal(404);
  });

  it('stops when it is called off: what waits is left as it is', async () => {
    await bury('GONE', 201);
    const { id } = await started({ action: 'revive-dead-letters', filter: {} });
    const cancelled = await api.askJson('POST', `bulk-actions/${id}/cancel`);
    expect(BulkActionView.parse(cancelled.body)).to.deep.include({
      state: 'cancelled',
      cancelled_by: 'local',
      done: 0,
    });
    expect(await work()).to.equal('done');
    expect(await buried('GONE')).to.equal(201);
    expect((await items(id, '?state=cancelled&limit=1000')).length).to.equal(201);
    const again = await api.askJson('POST', `bulk-actions/${id}/cancel`);
    expect(again.body['state']).to.equal('cancelled');
    expect((await api.askJson('POST', 'bulk-actions/999/cancel')).status).to.equal(404);
  });

  it('tracks selected tickers, requests their filings in one run, and lets them go again', async () => {
    const tickers = { ids: ['AAPL', 'MSFT'] };
    expect((await preview({ action: 'untrack-tickers', ...tickers })).items, 'on no list yet').to.equal(0);
    const { id } = await started({ action: 'track-tickers', ...tickers, watchlist: 'mine' });
    await work();
    expect(await view(id)).to.deep.include({ state: 'done', watchlist: 'mine', done: 2 });
    const filings = { action: 'request-filings', filter: { q: 'apple' } };
    expect(await preview(filings)).to.deep.include({ items: 1, sample: ['AAPL'] });
    const asked = await started(filings);
    await work();
    const { runs } = await view(asked.id);
    expect(runs).to.have.length(1);
    expect((await items(asked.id)).map(({ run_id: run }) => run)).to.deep.equal(runs);
    const run = await api.store.db.run.findUniqueOrThrow({ where: { id: BigInt(runs[0] ?? 0) } });
    expect(run).to.deep.include({ dataset, trigger: 'manual' });
    const left = await started({ action: 'untrack-tickers', filter: {}, watchlist: 'mine' });
    await work();
    expect(await view(left.id)).to.deep.include({ items: 2, done: 2 });
    expect(await api.store.db.watchlistItem.count()).to.equal(0);
    const { items: listed } = BulkActionsResponse.parse((await api.askJson('GET', 'bulk-actions')).body);
    expect(listed.map((each) => each.action)).to.deep.equal(['untrack-tickers', 'request-filings', 'track-tickers']);
  });

  it('requests what failed of a run again, and calls runs off', async () => {
    const runId = await failedRun();
    const retry = { action: 'retry-targets', filter: { run: String(runId) } };
    expect(await preview(retry)).to.deep.include({ items: 1, requests: 1 });
    const { id } = await started(retry);
    await work();
    const { state, runs } = await view(id);
    expect([state, runs.length]).to.deep.equal(['done', 1]);
    expect((await api.store.db.task.findFirstOrThrow({ where: { runId: BigInt(runs[0] ?? 0) } })).request).to.equal(
      'one',
    );
    const cancel = await started({ action: 'cancel-runs', ids: runs });
    await work();
    expect((await view(cancel.id)).state).to.equal('done');
    expect((await api.store.db.run.findUniqueOrThrow({ where: { id: BigInt(runs[0] ?? 0) } })).ending).to.equal(
      'cancelled',
    );
  });

  it('resolves findings with a note', async () => {
    const finding = { checkId: 'price_jump', date: now(), severity: 'critical', details: {}, hash: 'a' };
    await api.store.db.qaFinding.createMany({
      data: ['1', '2'].map((subject) => ({ ...finding, subject, createdAt: now(), seenAt: now() })),
    });
    const { id } = await started({ action: 'resolve-findings', filter: { check: 'price_jump' }, note: 'a holiday' });
    await work();
    expect(await view(id)).to.deep.include({ state: 'done', done: 2, note: 'a holiday' });
    const resolved = await api.store.db.qaFinding.findMany();
    expect(resolved.map((each) => [each.resolvedAs, each.resolvedBy, each.note])).to.deep.equal([
      ['person', 'local', 'a holiday'],
      ['person', 'local', 'a holiday'],
    ]);
  });

  it('refuses what no list has, naming the field', async () => {
    const refused: [body: object, field: string][] = [
      [{ action: 'revive-dead-letters' }, 'filter'],
      [{ action: 'revive-dead-letters', filter: {}, ids: ['1'] }, 'filter'],
      [{ action: 'revive-dead-letters', filter: { q: 'x' } }, 'filter'],
      [{ action: 'retry-targets', filter: {} }, 'filter.run'],
      [{ action: 'revive-dead-letters', filter: {} }, 'expected'],
      [{ action: 'drop-tables', filter: {} }, 'action'],
    ];
    for (const [body, field] of refused) {
      const { status, body: problem } = await start(body);
      expect([status, String(problem['detail']).split(':')[0]], JSON.stringify(body)).to.deep.equal([422, field]);
    }
  });

  /** A run with one target, whose one task has failed. */
  async function failedRun(): Promise<bigint> {
    const { store } = api;
    const request = { tickers: [], params: {}, force: false };
    const runId = await createRun(store.db, { dataset, trigger: 'schedule', request });
    await store.transaction(async (tx) => {
      const targets = [{ target: '0000320193', tickers: ['AAPL'], params: {}, force: false, priority: 20 }];
      const open = await addTargets(tx, { runId, dataset, kind: 'cik', targets });
      const task = {
        runId,
        parentId: null,
        source: 'sec-edgar',
        dataset,
        collector: dataset,
        step: 'submissions',
        input: {},
        request: 'one',
        title: 'one',
        label: 'one',
        documentKey: null,
        priority: 20,
      } as const;
      await addTasks(tx, [{ ...task, targetIds: [...open.values()] }]);
      await markRunPlanned(tx, runId);
      await tx.task.updateMany({ where: { runId }, data: { state: 'failed', finishedAt: now() } });
      await tx.runTarget.updateMany({ where: { runId }, data: { state: 'failed', finishedAt: now() } });
    });
    return runId;
  }
});
