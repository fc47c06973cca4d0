import { takeLease } from '@tickermill/store/fleet';
import {
  abandonedRuns,
  claimTask,
  commitResult,
  type Dispatch,
  dispatchAgain,
  dispatchedTasks,
  Fenced,
  finishRun,
  giveBack,
  markAlone,
  markPublished,
  postpone,
  unpublishedRun,
} from '@tickermill/store/ledger';
import type { ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LedgerHands, makeTask, nothing, onOwnLedger } from './ledger.fixture.ts';

const error = { code: 'TIMEOUT', message: 'too slow' };

describe('tasks and their jobs', () => {
  let store: ScratchStore;
  let hands: LedgerHands;
  onOwnLedger((ledger) => {
    ({ store, hands } = ledger);
  });

  const dispatchAllAgain = () =>
    store.transaction(async (tx) => dispatchAgain(tx, await dispatchedTasks(tx, 'sec-edgar')));
  async function oneJob(): Promise<Dispatch> {
    const { runId, targetIds } = await hands.openRun('A');
    await hands.add({ ...makeTask(runId, 'GET a', { priority: 28 }), targetIds });
    const [job] = await hands.fill();
    return job as Dispatch;
  }

  it('stays within the window however many processes fill it at once', async () => {
    const { runId, targetIds } = await hands.openRun('A');
    await hands.add(...Array.from({ length: 40 }, (_, n) => ({ ...makeTask(runId, `GET ${n}`), targetIds })));
    const filled = await Promise.all(Array.from({ length: 8 }, () => hands.fill(15)));
    const jobs = filled.flat();
    expect(jobs).to.have.length(15);
    expect(new Set(jobs.map(({ taskId }) => taskId)).size).to.equal(15);
    const claims = await Promise.all(jobs.slice(0, 5).map(hands.claim));
    expect(await hands.fill(15)).to.deep.equal([]); // a running task is a job
    await Promise.all(claims.map((claim) => commitResult(store, claim, nothing)));
    const refilled = await Promise.all(Array.from({ length: 4 }, () => hands.fill(15)));
    expect(refilled.flat()).to.have.length(5);
  });

  it('keeps what a lost job still had: its wait, its attempts made, its place behind its class', async () => {
    const job = await oneJob();
    await postpone(store.db, await hands.claim(job), { delayMs: 30_000, throttled: false, error });
    const [retried] = await dispatchAllAgain();
    expect(retried).to.include({ dispatch: 2, attempts: 1, priority: 28 });
    expect(retried?.delayMs).to.be.within(25_000, 30_000);
    await postpone(store.db, await hands.claim(retried), { delayMs: 60_000, throttled: true, error });
    const [throttled] = await dispatchAllAgain();
    expect(throttled).to.include({ dispatch: 3, attempts: 1, priority: 29 });
    expect(throttled?.delayMs).to.be.within(55_000, 60_000);
    // A band of ten is a class: no throttle makes a task come behind another class.
    await postpone(store.db, await hands.claim(throttled), { delayMs: 0, throttled: true, error });
    const [last] = await dispatchAllAgain();
    expect(last).to.include({ priority: 29, delayMs: 0 });
  });

  it('dispatches again only what has not moved on since it was missed', async () => {
    const job = await oneJob();
    const missed = await dispatchedTasks(store.db, 'sec-edgar');
    const twice = await Promise.all([1, 2].map(() => store.transaction((tx) => dispatchAgain(tx, missed))));
    expect(twice.flat().map(({ dispatch }) => dispatch)).to.deep.equal([2]);
    await commitResult(store, await hands.claim({ ...job, dispatch: 2 }), nothing);
    expect(await store.transaction((tx) => dispatchAgain(tx, missed))).to.deep.equal([]);
  });

  it('counts a stall for a worker that was lost, and none for one that let go', async () => {
    const job = await oneJob();
    const stalls = async (claim: { stalls: number; loneStalls: number }) => [claim.stalls, claim.loneStalls];
    await giveBack(store.db, await hands.claim(job));
    await postpone(store.db, await hands.claim(job), { delayMs: 0, throttled: false, error });
    await postpone(store.db, await hands.claim(job), { delayMs: 0, throttled: true, error });
    expect(await stalls(await hands.claim(job))).to.deep.equal([0, 0]);
    expect(await stalls(await hands.claim(job))).to.deep.equal([1, 0]);
    const second = await hands.claim(job);
    expect(await stalls(second)).to.deep.equal([2, 0]);
    await markAlone(store.db, second);
    const third = await hands.claim(job);
    expect(await stalls(third)).to.deep.equal([3, 1]);
    expect(await markAlone(store.db, second).catch((thrown) => thrown)).to.be.instanceOf(Fenced);
    await markAlone(store.db, third);
    await giveBack(store.db, third);
    expect(await stalls(await hands.claim(job)), 'alone, but given back').to.deep.equal([3, 1]);
  });

  it('does not count as a stall that a claim was dispatched again', async () => {
    const job = await oneJob();
    await hands.claim(job);
    const [again] = await dispatchAllAgain();
    expect(await hands.claim(again)).to.include({ stalls: 0, claim: 3 });
    expect(await claimTask(store.db, { taskId: job.taskId, dispatch: 1, worker: 'late' })).to.equal(null);
  });

  it('finds what crashed processes left behind, and what to do with it', async () => {
    const unplanned = await hands.createRun();
    const calledOff = await hands.createRun();
    const { runId: open, targetIds } = await hands.openRun('A');
    await hands.add({ ...makeTask(open, 'GET a'), targetIds });
    const { runId: ended } = await hands.openRun();
    const { runId: ending } = await hands.openRun('B');
    await store.db.run.updateMany({ where: { id: { in: [calledOff, ending] } }, data: { ending: 'cancelled' } });
    expect(await abandonedRuns(store.db, 60_000)).to.deep.equal({ unplanned: [], unfinished: [], unsettled: [] });
    expect(await abandonedRuns(store.db, 0)).to.deep.equal({
      unplanned: [unplanned],
      unfinished: [calledOff, ended],
      unsettled: [ending],
    });
  });

  it('has the end of a run published again until that succeeds', async () => {
    const { runId } = await hands.openRun();
    const finished = await store.transaction((tx) => finishRun(tx, runId));
    expect(await unpublishedRun(store.db, runId, { olderThanMs: 60_000 }), 'its process may be telling it').to.equal(
      null,
    );
    expect(await unpublishedRun(store.db, runId, { olderThanMs: 0 })).to.deep.equal(finished);
    expect((await abandonedRuns(store.db, 0)).unfinished).to.deep.equal([runId]);
    await markPublished(store.db, runId);
    expect(await unpublishedRun(store.db, runId, { olderThanMs: 0 })).to.equal(null);
    expect((await abandonedRuns(store.db, 0)).unfinished).to.deep.equal([]);
  });

  it('gives a lease to one holder at a time, and to another when it has run out', async () => {
    const take = (holder: string, forMs: number) => takeLease(store.db, { name: 'chore', holder, forMs });
    const taken = await Promise.all(['a', 'b', 'c'].map((holder) => take(holder, 60_000)));
    expect(taken.filter(Boolean)).to.have.length(1);
    const holder = ['a', 'b', 'c'][taken.indexOf(true)] as string;
    expect(await take(holder, 0), 'renewed').to.equal(true);
    expect(await take('another', 60_000), 'after it has run out').to.equal(true);
    expect(await take(holder, 60_000)).to.equal(false);
  });
});
