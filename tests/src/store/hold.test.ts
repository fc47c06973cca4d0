import {
  type Claim,
  cancelMarkedRuns,
  commitResult,
  giveBack,
  holdRun,
  markCancelled,
  postpone,
  releaseRun,
} from '@tickermill/store/ledger';
import type { ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LedgerHands, makeTask, nothing, onOwnLedger } from './ledger.fixture.ts';

describe('holding a run', () => {
  let store: ScratchStore;
  let hands: LedgerHands;
  onOwnLedger((ledger) => {
    ({ store, hands } = ledger);
  });

  const hold = (id: bigint) => store.transaction((tx) => holdRun(tx, id));
  const release = (id: bigint) => store.transaction((tx) => releaseRun(tx, id));
  const titles = async (size?: number) => (await hands.fill(size)).map(({ title }) => title);

  it('makes queued tasks wait, names their jobs, leaves all out of the window, and lets them go on when released', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    await hands.add(...['a', 'b'].map((name) => ({ ...makeTask(runId, name), targetIds })));
    const [job] = await hands.fill(1);
    expect(await hold(runId)).to.deep.equal([{ source: 'sec-edgar', taskId: job?.taskId, dispatch: 1 }]);
    expect(await hold(runId)).to.deep.equal([]);
    expect(await titles()).to.deep.equal([]);
    expect(await hands.tryClaim(job)).to.equal(null);
    expect(await release(runId)).to.equal(true);
    expect(await release(runId)).to.equal(true);
    const jobs = await hands.fill();
    expect(jobs.map(({ title, dispatch }) => [title, dispatch])).to.deep.equal([
      ['a', 2],
      ['b', 1],
    ]);
    for (const each of jobs) await commitResult(store, await hands.claim(each), nothing);
    expect(await hands.targetStates(runId)).to.deep.equal({ A: 'nothing' });
    expect([await hold(999n), await release(999n)]).to.deep.equal([null, false]);
  });

  it('takes what is behind a held run, however much that is, and what is shared with another', async () => {
    const held = await hands.openRun('A');
    const other = await hands.openRun('B');
    await hands.add(
      ...Array.from({ length: 30 }, (_, index) => ({
        ...makeTask(held.runId, `held ${index}`, { priority: 10 }),
        targetIds: held.targetIds,
      })),
      { ...makeTask(held.runId, 'shared', { priority: 10 }), targetIds: held.targetIds },
      { ...makeTask(other.runId, 'other', { priority: 90 }), targetIds: other.targetIds },
    );
    await hold(held.runId);
    await hands.add({ ...makeTask(other.runId, 'shared', { priority: 90 }), targetIds: other.targetIds });
    expect(await titles(5)).to.deep.equal(['shared', 'other']);
  });

  it('holds tasks that are added while it is held, and finds them again when it is released', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    await hands.add({ ...makeTask(runId, 'list'), targetIds });
    const claim = await hands.claimNext();
    await hold(runId);
    const next = ['one', 'two', 'three'].map((name) => makeTask(runId, name, { parentId: claim.taskId }));
    await commitResult(store, claim, { ...nothing, state: 'done', found: 3, next });
    expect(await titles(2)).to.deep.equal([]);
    const [{ n } = { n: -1 }] = await hands.rows<{ n: number }>('SELECT count(*)::int AS n FROM tasks WHERE held');
    expect(n).to.equal(3);
    await release(runId);
    expect(await titles(2)).to.deep.equal(['one', 'two']);
  });

  it('holds all tasks of a run that was held before it was planned, and takes what is behind them', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    const other = await hands.openRun('B');
    await hold(runId);
    await hands.add(...Array.from({ length: 20 }, (_, n) => ({ ...makeTask(runId, `held ${n}`), targetIds })), {
      ...makeTask(other.runId, 'other', { priority: 90 }),
      targetIds: other.targetIds,
    });
    expect(await titles(2)).to.deep.equal(['other']);
    const [{ n } = { n: -1 }] = await hands.rows<{ n: number }>('SELECT count(*)::int AS n FROM tasks WHERE held');
    expect(n).to.equal(20);
  });

  it('lets a running task be given back or postponed into the ledger, which keeps its wait', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    await hands.add(...['a', 'b'].map((name) => ({ ...makeTask(runId, name), targetIds })));
    const [first, second] = (await Promise.all((await hands.fill()).map(hands.claim))) as [Claim, Claim];
    await hold(runId);
    expect(await giveBack(store.db, first)).to.equal(false);
    const error = { code: 'TIMEOUT', message: 'slow' };
    expect(await postpone(store.db, second, { delayMs: 60_000, throttled: false, error })).to.equal(false);
    await release(runId);
    const [a, b] = await hands.fill();
    expect(a).to.include({ delayMs: 0, attempts: 0, dispatch: 2 });
    expect(b).to.include({ attempts: 1, dispatch: 2 });
    expect(b?.delayMs).to.be.within(55_000, 60_000);
  });

  it('refuses a run that has ended or was cancelled, and cancels one that is held', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    await hands.add({ ...makeTask(runId, 'a'), targetIds });
    await hold(runId);
    await store.transaction((tx) => markCancelled(tx, runId));
    expect([await hold(runId), await release(runId)]).to.deep.equal([null, false]);
    expect((await store.transaction((tx) => cancelMarkedRuns(tx, [runId]))).runs).to.deep.equal([runId]);
    expect(await hands.targetStates(runId)).to.deep.equal({ A: 'cancelled' });
  });

  it('leaves no task behind that a fill was about to hold when the run was released', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    for (let round = 0; round < 15; round++) {
      await hold(runId);
      await hands.add(...Array.from({ length: 20 }, (_, n) => ({ ...makeTask(runId, `${round} ${n}`), targetIds })));
      await Promise.all([hands.fill(), release(runId), hands.fill()]);
      await hands.fill();
      const states = await hands.rows('SELECT DISTINCT state, held FROM tasks');
      expect(states, `round ${round}`).to.deep.equal([{ state: 'queued', held: false }]);
    }
  });
});
