import {
  addTargets,
  cancelMarkedRuns,
  commitFailure,
  commitResult,
  dispatchAgain,
  dispatchedTasks,
  finishRun,
  giveBack,
  lockUnplannedRun,
  markCancelled,
  postpone,
  runsToFinish,
  supersedeEarlierSlots,
} from '@tickermill/store/ledger';
import { makeFiling, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LedgerHands, makeTask, nothing, onOwnLedger } from './ledger.fixture.ts';

describe('cancelling a run', () => {
  let store: ScratchStore;
  let hands: LedgerHands;
  onOwnLedger((ledger) => {
    ({ store, hands } = ledger);
  });

  const callOff = (id: bigint) => store.transaction((tx) => markCancelled(tx, id));
  const settle = (...ids: bigint[]) => store.transaction((tx) => cancelMarkedRuns(tx, ids));
  const finish = (id: bigint) => store.transaction((tx) => finishRun(tx, id));
  const tasks = () =>
    hands.rows<{ request: string; state: string; run_id: bigint }>(
      'SELECT request, state, run_id FROM tasks ORDER BY id',
    );

  it('drops what waits and what is queued, names the jobs to take out, and finishes the run as cancelled', async () => {
    const { runId, targets } = await hands.openRun('A', 'B');
    const [a, b] = [...targets.values()] as [bigint, bigint];
    await hands.add({ ...makeTask(runId, 'GET a'), targetIds: [a] }, { ...makeTask(runId, 'GET b'), targetIds: [b] });
    const [job] = await hands.fill(1);
    expect(await callOff(runId)).to.equal('open');
    const { dropped, runs, more } = await settle(runId);
    expect(dropped).to.deep.equal([{ source: 'sec-edgar', taskId: job?.taskId, dispatch: 1 }]);
    expect({ runs, more }).to.deep.equal({ runs: [runId], more: false });
    expect((await tasks()).map(({ state }) => state)).to.deep.equal(['cancelled', 'cancelled']);
    expect(await hands.targetStates(runId)).to.deep.equal({ A: 'cancelled', B: 'cancelled' });
    const [target] = await hands.rows('SELECT error_code, error_message FROM run_targets');
    expect(target).to.deep.equal({
      error_code: 'CANCELLED',
      error_message: 'The run was cancelled before this target was done.',
    });
    expect(await runsToFinish(store.db, [runId])).to.deep.equal([runId]);
    expect((await finish(runId))?.state).to.equal('cancelled');
    expect(await callOff(runId)).to.equal('ended');
    expect(await hands.tryClaim(job)).to.equal(null);
  });

  it('lets what runs end and commit, counts it, and adds none of its next tasks', async () => {
    const { runId, targetIds } = await hands.openRun('0000320193');
    await hands.add({ ...makeTask(runId, 'GET a'), targetIds });
    const claim = await hands.claimNext();
    await callOff(runId);
    expect(await callOff(runId)).to.equal('called-off');
    expect(await settle(runId)).to.deep.equal({ dropped: [], runs: [], more: false });
    expect(await hands.targetStates(runId)).to.deep.equal({ '0000320193': 'open' });
    const next = [makeTask(runId, 'GET next', { parentId: claim.taskId })];
    const committed = await commitResult(store, claim, { ...nothing, state: 'done', records: [makeFiling()], next });
    expect(committed.runs).to.deep.equal([runId]);
    expect(await tasks()).to.have.length(1);
    expect(await hands.rows('SELECT state, found, created FROM run_targets')).to.deep.equal([
      { state: 'cancelled', found: 1, created: 1 },
    ]);
    expect(await finish(runId)).to.deep.include({ state: 'cancelled' });
  });

  it('keeps the state of targets that were closed before, and the code of a failure', async () => {
    const { runId, targets } = await hands.openRun('A', 'B', 'C');
    const [a, b, c] = [...targets.values()] as [bigint, bigint, bigint];
    await hands.add(
      { ...makeTask(runId, 'GET a'), targetIds: [a] },
      { ...makeTask(runId, 'GET b'), targetIds: [b] },
      { ...makeTask(runId, 'GET c'), targetIds: [c] },
    );
    const [first, second] = await hands.fill(2);
    await commitResult(store, await hands.claim(first), { ...nothing, state: 'done', found: 1 });
    const running = await hands.claim(second);
    await callOff(runId);
    await settle(runId);
    await commitFailure(store, running, {
      code: 'REFUSED',
      message: 'no',
      capture: null,
      ownFault: false,
      setAside: null,
    });
    expect(await hands.targetStates(runId)).to.deep.equal({ A: 'done', B: 'cancelled', C: 'cancelled' });
    const codes = await hands.rows('SELECT error_code FROM run_targets ORDER BY target');
    expect(codes).to.deep.equal([{ error_code: null }, { error_code: 'REFUSED' }, { error_code: 'CANCELLED' }]);
    expect((await finish(runId))?.state).to.equal('cancelled');
  });

  it('leaves a shared task to the other run, which then owns it', async () => {
    const first = await hands.openRun('A');
    const second = await hands.openRun('B');
    await hands.add({ ...makeTask(first.runId, 'GET shared'), targetIds: first.targetIds });
    await hands.add({ ...makeTask(second.runId, 'GET shared', { priority: 10 }), targetIds: second.targetIds });
    const [job] = await hands.fill();
    await callOff(first.runId);
    expect(await settle(first.runId)).to.deep.include({ dropped: [], runs: [first.runId] });
    expect(await hands.targetStates(first.runId)).to.deep.equal({ A: 'cancelled' });
    expect(await tasks()).to.deep.equal([{ request: 'GET shared', state: 'queued', run_id: second.runId }]);
    const claim = await hands.claim(job);
    expect(claim.runId).to.equal(second.runId);
    expect((await commitResult(store, claim, { ...nothing, state: 'done', found: 2 })).runs).to.deep.equal([
      second.runId,
    ]);
    expect(await hands.rows('SELECT target, found FROM run_targets ORDER BY target')).to.deep.equal([
      { target: 'A', found: 0 },
      { target: 'B', found: 2 },
    ]);
  });

  it('adds the next tasks of a shared running task for the other run alone, and lets that own them', async () => {
    const first = await hands.openRun('A');
    const second = await hands.openRun('B');
    await hands.add({ ...makeTask(first.runId, 'GET shared'), targetIds: first.targetIds });
    await hands.add({ ...makeTask(second.runId, 'GET shared'), targetIds: second.targetIds });
    const claim = await hands.claimNext();
    await callOff(first.runId);
    await settle(first.runId);
    const next = [makeTask(first.runId, 'GET next', { parentId: claim.taskId })];
    expect((await commitResult(store, claim, { ...nothing, state: 'done', found: 1, next })).runs).to.deep.equal([
      first.runId,
    ]);
    expect((await tasks())[1]).to.deep.equal({ request: 'GET next', state: 'waiting', run_id: second.runId });
    await commitResult(store, await hands.claimNext(), nothing);
    expect(await hands.targetStates(second.runId)).to.deep.equal({ B: 'done' });
  });

  for (const [how, letGo] of [
    ['given back', giveBack],
    [
      'postponed',
      (db, claim) => postpone(db, claim, { delayMs: 1_000, throttled: false, error: { code: 'TIMEOUT', message: '' } }),
    ],
  ] as readonly [string, typeof giveBack][]) {
    it(`drops a task that is ${how} after its run was cancelled`, async () => {
      const { runId, targetIds } = await hands.openRun('A');
      await hands.add({ ...makeTask(runId, 'GET a'), targetIds });
      const claim = await hands.claimNext();
      await callOff(runId);
      await settle(runId);
      expect(await letGo(store.db, claim)).to.equal(false);
      expect(await hands.fill()).to.deep.equal([]);
      expect((await settle(runId)).runs).to.deep.equal([runId]);
      expect(await hands.targetStates(runId)).to.deep.equal({ A: 'cancelled' });
    });
  }

  it('refuses the claim of a task whose worker was lost, and of one that was dispatched again', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    await hands.add({ ...makeTask(runId, 'GET a'), targetIds }, { ...makeTask(runId, 'GET b'), targetIds });
    const [first, second] = await hands.fill();
    await hands.claim(first);
    await callOff(runId);
    expect(await hands.tryClaim(first)).to.equal(null);
    const again = await store.transaction(async (tx) => dispatchAgain(tx, await dispatchedTasks(tx, 'sec-edgar')));
    expect(again.map(({ taskId, dispatch }) => ({ taskId, dispatch }))).to.deep.equal([
      { taskId: second?.taskId, dispatch: 2 },
    ]);
    expect(await hands.tryClaim(again[0])).to.equal(null);
    expect((await settle(runId)).runs).to.deep.equal([runId]);
  });

  it('never plans a run that was cancelled before its planner came', async () => {
    const runId = await hands.createRun();
    expect(await callOff(runId)).to.equal('open');
    expect(await store.transaction((tx) => lockUnplannedRun(tx, runId))).to.equal(null);
    expect(await settle(runId)).to.deep.equal({ dropped: [], runs: [], more: false });
    expect(await runsToFinish(store.db, [runId])).to.deep.equal([runId]);
    const finished = await finish(runId);
    expect(finished?.state).to.equal('cancelled');
    expect(finished?.report).to.include({ targets: 0, tasks: 0 });
    expect(await callOff(999n)).to.equal(null);
  });

  it('waits for the planner that is at work, and then drops what it planned', async () => {
    const runId = await hands.createRun();
    let called: Promise<unknown> = Promise.resolve();
    await store.transaction(async (tx) => {
      await lockUnplannedRun(tx, runId);
      called = callOff(runId);
      const target = { target: 'A', tickers: [], params: {}, force: false, priority: 20 };
      await addTargets(tx, { runId, dataset: 'insider-trades', kind: 'cik', targets: [target] });
      await tx.run.update({ where: { id: runId }, data: { state: 'running', plannedAt: new Date() } });
    });
    expect(await called).to.equal('open');
    expect((await settle(runId)).runs).to.deep.equal([runId]);
    expect((await finish(runId))?.state).to.equal('cancelled');
  });

  it('supersedes the open runs of earlier slots of the group, planned or not, and those alone', async () => {
    const slot = (group: string, hour: number, trigger: 'schedule' | 'late' = 'schedule') =>
      hands.createRun({ group, dueAt: `2026-11-20T0${hour}:00:00Z`, trigger });
    const [unplanned, planned, late] = [await slot('all', 1), await slot('all', 2), await slot('all', 2, 'late')];
    const [other, later, manual] = [await slot('else', 1), await slot('all', 4), await hands.createRun()];
    const targets = await hands.plan(planned, 'A', 'B');
    await hands.add({ ...makeTask(planned, 'GET a'), targetIds: [targets.get('A') as bigint] });
    await hands.add({ ...makeTask(planned, 'GET b'), targetIds: [targets.get('B') as bigint] });
    const [job] = await hands.fill(1);
    const running = await hands.claim(job);

    expect(await supersedeEarlierSlots(store.db, manual, ['insider-trades'])).to.deep.equal([]);
    const lateToo = await slot('all', 1, 'late');
    expect(await supersedeEarlierSlots(store.db, lateToo, ['insider-trades'])).to.deep.equal([]);
    const superseded = await supersedeEarlierSlots(store.db, await slot('all', 3), ['insider-trades']);
    expect(superseded).to.have.members([unplanned, planned, late, lateToo]);
    await settle(...superseded);
    expect(await hands.targetStates(planned)).to.deep.equal({ A: 'open', B: 'superseded' });
    await commitResult(store, running, { ...nothing, state: 'done', found: 1 });
    expect((await tasks()).map(({ state }) => state)).to.deep.equal(['done', 'superseded']);
    expect(await hands.targetStates(planned)).to.deep.equal({ A: 'superseded', B: 'superseded' });
    expect((await finish(planned))?.state).to.equal('partial');
    expect((await finish(unplanned))?.state).to.equal('partial');
    for (const left of [other, later, manual]) expect(await finish(left)).to.equal(null);
  });
});
