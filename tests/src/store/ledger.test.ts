import {
  type Claim,
  claimTask,
  closeTargetsLeftOpen,
  commitFailure,
  commitResult,
  dispatchAgain,
  dispatchedTasks,
  Fenced,
  finishRun,
  giveBack,
  postpone,
  runsToFinish,
} from '@tickermill/store/ledger';
import { makeFiling, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LedgerHands, makeTask, nothing, onOwnLedger } from './ledger.fixture.ts';

const cik = '0000320193';

describe('the ledger', () => {
  let store: ScratchStore;
  let hands: LedgerHands;
  onOwnLedger((ledger) => {
    ({ store, hands } = ledger);
  });

  const rows = <T>(sql: string) => hands.rows<T>(sql);

  it('opens a target once: a second run that wants it is left to its gates', async () => {
    await hands.openRun(cik);
    const second = await hands.openRun(cik, '0000789019');
    expect([...second.targets.keys()]).to.deep.equal(['0000789019']);
    expect(await rows('SELECT target FROM run_targets ORDER BY target')).to.deep.equal([
      { target: cik },
      { target: '0000789019' },
    ]);
  });

  it('shares an open task between targets and lends it the better priority', async () => {
    const { runId, targets } = await hands.openRun(cik, '0000789019');
    const [one, two] = [...targets.values()] as [bigint, bigint];
    await hands.add({ ...makeTask(runId, 'GET a', { priority: 90 }), targetIds: [one] });
    await hands.add({ ...makeTask(runId, 'GET a', { priority: 20 }), targetIds: [two] });
    expect(await rows('SELECT request, priority FROM tasks')).to.deep.equal([{ request: 'GET a', priority: 20 }]);
    expect(await rows('SELECT 1 FROM task_targets')).to.have.length(2);
  });

  it('fills the window in order and no further', async () => {
    const { runId, targets } = await hands.openRun(cik);
    const targetIds = [...targets.values()];
    await hands.add(
      ...[90, 20, 50].map((priority, index) => ({ ...makeTask(runId, `GET ${index}`, { priority }), targetIds })),
    );
    expect((await hands.fill(2)).map(({ title }) => title)).to.deep.equal(['GET 1', 'GET 2']);
    expect(await hands.fill(2)).to.deep.equal([]);
    expect((await hands.fill(3)).map(({ title }) => title)).to.deep.equal(['GET 0']);
  });

  it('lets no two jobs have a task, and no overtaken one write', async () => {
    const { runId, targets } = await hands.openRun(cik);
    await hands.add({ ...makeTask(runId, 'GET a'), targetIds: [...targets.values()] });
    const first = await hands.claimNext();
    const lost = await dispatchedTasks(store.db, 'sec-edgar');
    const [again] = await store.transaction((tx) => dispatchAgain(tx, lost));
    expect(again?.dispatch).to.equal(2);
    expect(await claimTask(store.db, { taskId: first.taskId, dispatch: 1, worker: 'late' })).to.equal(null);

    const filing = makeFiling();
    const overtaken = await commitResult(store, first, { ...nothing, state: 'done', records: [filing] }).catch(
      (error) => error,
    );
    expect(overtaken).to.be.instanceOf(Fenced);
    expect(await rows('SELECT 1 FROM filings')).to.have.length(0);

    const second = await hands.claim({ taskId: first.taskId, dispatch: 2 });
    await commitResult(store, second, { ...nothing, state: 'done', records: [filing] });
    expect(await rows('SELECT 1 FROM filings')).to.have.length(1);
    expect(await commitResult(store, second, nothing).catch((error) => error)).to.be.instanceOf(Fenced);
  });

  it('counts a second claim under the same number as a stall and fences the first off', async () => {
    const { runId, targets } = await hands.openRun(cik);
    await hands.add({ ...makeTask(runId, 'GET a'), targetIds: [...targets.values()] });
    const stalled = await hands.claimNext();
    const twin = await hands.claim(stalled);
    expect(twin.stalls).to.equal(1);
    expect(await commitResult(store, stalled, nothing).catch((error) => error)).to.be.instanceOf(Fenced);
    await giveBack(store.db, stalled); // neither may it give back what another holds
    expect(await rows('SELECT state FROM tasks')).to.deep.equal([{ state: 'running' }]);
    await commitResult(store, twin, nothing);
  });

  it('gives a task back without counting an attempt, and postpones it with its error', async () => {
    const { runId, targets } = await hands.openRun(cik);
    await hands.add({ ...makeTask(runId, 'GET a'), targetIds: [...targets.values()] });
    const claim = await hands.claimNext();
    await giveBack(store.db, claim);
    expect(await rows('SELECT state, attempts, dispatch FROM tasks')).to.deep.equal([
      { state: 'queued', attempts: 0, dispatch: 1 },
    ]);
    const error = { code: 'TIMEOUT', message: 'too slow' };
    await postpone(store.db, await hands.claim(claim), { delayMs: 60_000, throttled: false, error });
    await postpone(store.db, await hands.claim(claim), { delayMs: 60_000, throttled: true, error });
    const [task] = await rows<Record<string, unknown>>(
      'SELECT state, attempts, throttles, error_code, not_before > now() AS later FROM tasks',
    );
    expect(task).to.deep.equal({ state: 'queued', attempts: 1, throttles: 1, error_code: 'TIMEOUT', later: true });
  });

  it('stores records, asks what is next, and leaves out what is stored, set aside or beyond the limit', async () => {
    const { runId, targets } = await hands.openRun(cik);
    const targetIds = [...targets.values()];
    const accessions = [1, 2, 3, 4, 5].map((number) => `0000000001-26-00000${number}`);
    await hands.add({ ...makeTask(runId, 'GET index'), targetIds });
    const parent = await hands.claimNext();
    await store.db.setAsideDocument.create({
      data: {
        dataset: 'insider-trades',
        key: accessions[1] as string,
        errorCode: 'NOT_XML',
        errorMessage: '',
        parserVersion: 1,
        taskId: 1n,
      },
    });
    const next = accessions.map((key) => makeTask(runId, `GET ${key}`, { parentId: parent.taskId, documentKey: key }));
    const stored = makeFiling({ accession: accessions[0] as string });
    await commitResult(store, parent, {
      ...nothing,
      state: 'done',
      records: [stored],
      found: 5,
      next,
      documentLimit: 2,
    });
    const asked = await rows<{ document_key: string }>(
      'SELECT document_key FROM tasks WHERE parent_id IS NOT NULL ORDER BY id',
    );
    expect(asked.map(({ document_key }) => document_key)).to.deep.equal([accessions[2], accessions[3]]);
    for (const job of await hands.fill()) await commitResult(store, await hands.claim(job), nothing);
    expect(await rows('SELECT state, found, created FROM run_targets')).to.deep.equal([
      { state: 'partial', found: 5, created: 1 },
    ]);
  });

  it('closes a target when its last task ends, even if the last two end at once', async () => {
    const { runId, targets } = await hands.openRun(cik);
    await hands.add(
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ ...makeTask(runId, name), targetIds: [...targets.values()] })),
    );
    const claims = await Promise.all((await hands.fill()).map(hands.claim));
    const committed = await Promise.all(claims.map((claim) => commitResult(store, claim, nothing)));
    expect(committed.flatMap(({ runs }) => runs)).to.deep.equal([runId]);
    expect(await rows('SELECT state FROM run_targets')).to.deep.equal([{ state: 'nothing' }]);
  });

  it('closes what a process left open that was lost between its commit and closing the target', async () => {
    const { runId, targets } = await hands.openRun('A', 'B');
    for (const [name, id] of targets) await hands.add({ ...makeTask(runId, `GET ${name}`), targetIds: [id] });
    await hands.claimNext();
    expect(await closeTargetsLeftOpen(store)).to.deep.equal([]);
    await rows(`UPDATE tasks SET state = 'done' WHERE request = 'GET A'`);
    expect(await closeTargetsLeftOpen(store)).to.deep.equal([runId]);
    expect(await hands.targetStates(runId)).to.deep.equal({ A: 'nothing', B: 'open' });
    expect(await closeTargetsLeftOpen(store)).to.deep.equal([]);
  });

  it('closes a target that was linked to a task while it ran', async () => {
    const first = await hands.openRun(cik);
    await hands.add({ ...makeTask(first.runId, 'GET a'), targetIds: [...first.targets.values()] });
    const claim = await hands.claimNext();
    const second = await hands.openRun('0000789019');
    await hands.add({ ...makeTask(second.runId, 'GET a'), targetIds: [...second.targets.values()] });
    const { runs } = await commitResult(store, claim, { ...nothing, state: 'done', found: 1 });
    expect(runs).to.have.members([first.runId, second.runId]);
    expect(await rows('SELECT found FROM run_targets')).to.deep.equal([{ found: 1 }, { found: 1 }]);
  });

  it('counts what belongs to another issuer apart', async () => {
    const { runId, targets } = await hands.openRun('0000789019');
    await hands.add({ ...makeTask(runId, 'GET a'), targetIds: [...targets.values()] });
    const parent = await hands.claimNext();
    const key = makeFiling().accession;
    const next = [makeTask(runId, 'GET doc', { parentId: parent.taskId, documentKey: key })];
    await commitResult(store, parent, { ...nothing, state: 'done', found: 3, next });
    await commitResult(store, await hands.claimNext(), {
      ...nothing,
      state: 'done',
      records: [makeFiling()],
      found: 0,
    });
    const counts = [{ found: 2, created: 0, other_issuer: 1 }];
    expect(await rows('SELECT found, created, other_issuer FROM run_targets')).to.deep.equal(counts);

    // Named again when it is stored already, it counts the same.
    const again = await hands.openRun('0000789019');
    await hands.add({ ...makeTask(again.runId, 'GET a'), targetIds: [...again.targets.values()] });
    const second = await hands.claimNext();
    const named = [makeTask(again.runId, 'GET doc', { parentId: second.taskId, documentKey: key })];
    await commitResult(store, second, { ...nothing, state: 'done', found: 3, next: named });
    expect(
      await rows(`SELECT found, created, other_issuer FROM run_targets WHERE run_id = ${again.runId}`),
    ).to.deep.equal(counts);
  });

  it('sets a document aside with its reason and its bytes, and closes the target as partial', async () => {
    const { runId, targets } = await hands.openRun(cik);
    const targetIds = [...targets.values()];
    await hands.add({ ...makeTask(runId, 'GET index'), targetIds });
    const parent = await hands.claimNext();
    const next = [makeTask(runId, 'GET doc', { parentId: parent.taskId, documentKey: '0000000001-26-000001' })];
    await commitResult(store, parent, { ...nothing, state: 'done', found: 1, next });
    const body = Buffer.from('<html>');
    await commitFailure(store, await hands.claimNext(), {
      code: 'NOT_XML',
      message: 'an HTML page',
      capture: {
        source: 'sec-edgar',
        url: 'https://www.sec.gov/x',
        status: 200,
        sha256: 'a'.repeat(64),
        body,
        keepDays: null,
      },
      ownFault: true,
      setAside: { parserVersion: 3 },
    });
    expect(await rows('SELECT state, error_code FROM run_targets')).to.deep.equal([
      { state: 'partial', error_code: 'NOT_XML' },
    ]);
    expect(await rows('SELECT key, error_code, capture_sha256, parser_version FROM set_aside_documents')).to.deep.equal(
      [{ key: '0000000001-26-000001', error_code: 'NOT_XML', capture_sha256: 'a'.repeat(64), parser_version: 3 }],
    );
    expect(await rows('SELECT size, keep_until FROM captures')).to.deep.equal([{ size: 6, keep_until: null }]);
  });

  it('finishes a run once, with its report, when its last target is closed', async () => {
    const { runId, targets } = await hands.openRun(cik, '0000789019');
    const [one, two] = [...targets.values()] as [bigint, bigint];
    await hands.add(
      { ...makeTask(runId, 'GET a'), targetIds: [one] },
      { ...makeTask(runId, 'GET b'), targetIds: [two] },
    );
    const [first, second] = (await Promise.all((await hands.fill()).map(hands.claim))) as [Claim, Claim];
    await commitResult(store, first, { ...nothing, state: 'done', records: [makeFiling()], found: 1 });
    expect(await runsToFinish(store.db, [runId])).to.deep.equal([]);
    expect(await store.transaction((tx) => finishRun(tx, runId))).to.equal(null);
    await commitFailure(store, second, {
      code: 'REFUSED',
      message: 'no',
      capture: null,
      ownFault: false,
      setAside: null,
    });
    expect(await runsToFinish(store.db, [runId])).to.deep.equal([runId]);
    const finished = await Promise.all([1, 2, 3].map(() => store.transaction((tx) => finishRun(tx, runId))));
    const [report] = finished.filter((each) => each !== null);
    expect(finished.filter((each) => each === null)).to.have.length(2);
    expect(report).to.deep.include({ dataset: 'insider-trades', state: 'partial' });
    expect(report?.report).to.deep.include({
      targets: 2,
      targetsByState: { done: 1, failed: 1 },
      found: 1,
      created: 1,
      requests: 2,
    });
    expect(report?.report.failed).to.deep.equal([
      { target: '0000789019', tickers: ['0000789019'], state: 'failed', code: 'REFUSED', message: 'no' },
    ]);
  });
});
