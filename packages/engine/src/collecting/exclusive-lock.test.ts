import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { makeExclusiveLock } from './exclusive-lock.ts';

describe('a lock that lets many work together or one alone', () => {
  const never = new AbortController().signal;

  /** Whether a promise has settled by now. */
  async function isSettled(promise: Promise<unknown>): Promise<boolean> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    await turn();
    return settled;
  }

  it('lets many in together', async () => {
    const lock = makeExclusiveLock();
    const leaves = await Promise.all([lock.enter(never), lock.enter(never), lock.enter(never)]);
    expect(leaves).to.have.length(3);
  });

  it('lets one in alone when all others have left, and keeps those that come later out', async () => {
    const lock = makeExclusiveLock();
    const [first, second] = [await lock.enter(never), await lock.enter(never)];
    const alone = lock.enterAlone(never);
    const late = lock.enter(never);
    first();
    expect([await isSettled(alone), await isSettled(late)]).to.deep.equal([false, false]);
    second();
    const leaveAlone = await alone;
    expect(await isSettled(late)).to.equal(false);
    leaveAlone();
    (await late)();
  });

  it('lets two that want to be alone in one after the other', async () => {
    const lock = makeExclusiveLock();
    const first = await lock.enterAlone(never);
    const second = lock.enterAlone(never);
    expect(await isSettled(second)).to.equal(false);
    first();
    first(); // leaving twice lets no third in
    const third = lock.enterAlone(never);
    const leaveSecond = await second;
    expect(await isSettled(third)).to.equal(false);
    leaveSecond();
    await third;
  });

  it('lets go of who no longer wants to wait, and of those behind', async () => {
    const lock = makeExclusiveLock();
    await lock.enter(never);
    const aborter = new AbortController();
    const alone = lock.enterAlone(aborter.signal);
    const behind = lock.enter(never);
    expect(await isSettled(behind)).to.equal(false);
    aborter.abort(new Error('stopped'));
    expect(await alone.catch((error: Error) => error.message)).to.equal('stopped');
    await behind;
    expect(await lock.enter(aborter.signal).catch((error: Error) => error.message)).to.equal('stopped');
    aborter.abort();
    await lock.enter(never);
  });
});
