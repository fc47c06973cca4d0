import { setTimeout as sleep } from 'node:timers/promises';
import { type Consumer, emptyQueues, openQueues, prepareQueues, type Queues } from '@tickermill/engine';
import { silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';
import type { QueueHarness } from './queue-harness.ts';

const queue = 'sec-edgar';

type JobData = Parameters<Queues['add']>[1][number]['data'];

type Verdict = Awaited<ReturnType<Parameters<Queues['consume']>[1]['handler']>>;

/** What a consumer saw: which job, when, in which process. */
interface Seen {
  readonly job: string;
  readonly at: number;
  readonly by: string;
}

/** What the queues promise, whatever keeps them. To be called within a suite. */
export function queuesBehave(openHarness: () => Promise<QueueHarness>): void {
  let harness: QueueHarness;
  let queues: Queues;
  let opened: Queues[];
  let consumers: Consumer[];
  let seen: Seen[];

  const openAnother = () => {
    const another = openQueues({ backend: harness.backend, log: silentLog });
    opened.push(another);
    return another;
  };
  beforeEach(async () => {
    harness = await openHarness();
    await prepareQueues(harness.backend, silentLog);
    [opened, consumers, seen] = [[], [], []];
    queues = openAnother();
  });
  afterEach(async () => {
    await harness.up().catch(() => {});
    await Promise.all(consumers.map((consumer) => consumer.stop(0)));
    await Promise.all(opened.map((each) => each.close()));
    await harness.close();
  });

  /** Jobs carry the numbers of tasks; tests name them by words. */
  const known: string[] = [];
  const taskOf = (id: string) => String((known.includes(id) ? known.indexOf(id) : known.push(id) - 1) + 1);
  const add = (...jobs: { id: string; priority?: number; attempts?: number }[]) =>
    queues.add(
      queue,
      jobs.map(({ id, ...options }) => ({
        id: `${id}-1`,
        title: id,
        data: { task: taskOf(id), dispatch: 1 },
        ...options,
      })),
    );
  const consume = async (
    answer: (job: string, signal: AbortSignal) => Verdict | Promise<Verdict>,
    { through = queues, by = 'one', concurrency = 1 } = {},
  ) => {
    const consumer = await through.consume(queue, {
      concurrency,
      async handler({ task }, signal) {
        const job = known[Number(task) - 1] ?? '';
        seen.push({ job, at: performance.now(), by });
        return answer(job, signal);
      },
    });
    consumers.push(consumer);
    return consumer;
  };
  const jobs = () => seen.map(({ job }) => job).join(' ');
  const untilSeen = (wanted: string) =>
    until(`${wanted} and not ${jobs()}`, () => jobs() === wanted).catch(() => expect(jobs()).to.equal(wanted));
  const open = async () => [...(await queues.openJobIds(queue))].sort().join(' ');
  const untilOpen = (wanted: string) => until(`the open jobs to be "${wanted}"`, async () => (await open()) === wanted);
  const done = (): Verdict => ({ kind: 'done' });
  /** A moment that a test decides on. */
  const makeMoment = () => {
    let happen = () => {};
    const happened = new Promise<void>((resolve) => {
      happen = resolve;
    });
    return { happened, happen };
  };

  it('takes a job with an id once, however often it is added', async () => {
    await add({ id: 'a' }, { id: 'a' });
    await add({ id: 'a' }, { id: 'b', priority: 9 });
    await consume(done);
    await untilSeen('a b');
    await add({ id: 'a' }, { id: 'c', priority: 9 });
    await untilSeen('a b c');
  });

  it('takes the lowest priority first, and of one priority the oldest', async () => {
    await add({ id: 'e', priority: 40 }, { id: 'a', priority: 20 }, { id: 'c', priority: 30 });
    await add({ id: 'b', priority: 20 }, { id: 'd', priority: 30 });
    await consume(done);
    await untilSeen('a b c d e');
  });

  it('rests for all consumers after a job was given back, which costs no attempt', async () => {
    const restMs = 1_200;
    await queues.pace(queue, 300);
    await add({ id: 'a', priority: 20, attempts: 2 }, { id: 'b', priority: 30 });
    let turn = 0;
    const answer = (job: string): Verdict => {
      if (job === 'b') return { kind: 'done' };
      turn += 1;
      if (turn <= 2) return { kind: 'give-back', ms: restMs };
      return turn === 3 ? { kind: 'retry', ms: 10, reason: 'the first attempt' } : { kind: 'done' };
    };
    await consume(answer, { by: 'one' });
    await consume(answer, { by: 'two', through: openAnother() });
    await until('four turns of a', () => turn === 4);
    const turns = seen.filter(({ job }) => job === 'a').map(({ at }) => at);
    const firstB = seen.find(({ job }) => job === 'b')?.at ?? Number.POSITIVE_INFINITY;
    for (const [index, at] of turns.slice(0, 2).entries()) {
      expect((turns[index + 1] ?? 0) - at).to.be.above(restMs * 0.9);
    }
    // Back to the front: what is less urgent is not taken instead while the queue rests.
    expect(firstB).to.be.above(turns[2] ?? 0);
    await untilOpen('');
  });

  it('brings a delayed job back behind its class and before the next, without an attempt', async () => {
    await add({ id: 'a', priority: 20, attempts: 1 }, { id: 'b', priority: 20 }, { id: 'c', priority: 20 });
    await add({ id: 'd', priority: 30 });
    let due = 0;
    await consume(async (job) => {
      if (job === 'a' && due === 0) {
        due = performance.now() + 300;
        return { kind: 'delay', ms: 300 };
      }
      if (job === 'b') await until('a to be due', () => performance.now() > due + 100);
      return { kind: 'done' };
    });
    await untilSeen('a b c a d');
    await untilOpen('');
  });

  it('tries again after the wait that was asked for, and as often as the job allows', async () => {
    await add({ id: 'a', attempts: 2 });
    await consume(() => ({ kind: 'retry', ms: 700, reason: 'not yet' }));
    await untilSeen('a a');
    const [first, second] = seen;
    expect((second?.at ?? 0) - (first?.at ?? 0)).to.be.within(650, 5_000);
    await untilOpen('');
    expect(jobs()).to.equal('a a');
  });

  it('does not try again what failed, and goes on with the others', async () => {
    await add({ id: 'a', attempts: 5 }, { id: 'b' });
    await consume((job) => (job === 'a' ? { kind: 'fail', reason: 'it cannot succeed' } : { kind: 'done' }));
    await untilSeen('a b');
    await untilOpen('');
    expect(jobs()).to.equal('a b');
  });

  it('fails a job at once and for good that is not of our form, and goes on with the others', async () => {
    const bad = [{}, { task: '1' }, { task: '1', dispatch: 'zz' }, { task: '1; DROP TABLE users', dispatch: 1 }];
    await queues.add(
      queue,
      bad.map((data, index) => ({ id: `bad-${index}`, title: 'forged', data: data as JobData, attempts: 9 })),
    );
    await add({ id: 'a', priority: 9 });
    await consume(done);
    await untilSeen('a');
    await untilOpen('');
    const failed = await queues.raw(queue).getJobs(['failed']);
    expect(failed.map(({ id }) => id).sort()).to.deep.equal(bad.map((_, index) => `bad-${index}`));
    for (const job of failed) expect(job.failedReason).to.contain('cannot be read').and.not.contain('DROP');
  });

  it('spaces the claims of all consumers, and follows a new pace as soon as it is woken', async () => {
    const [slow, spacingMs] = [3_600_000, 150];
    expect(await queues.pace(queue, slow)).to.equal(false);
    await add(...Array.from({ length: 9 }, (_, index) => ({ id: `j${index}` })));
    const answer = async (): Promise<Verdict> => {
      await sleep(200); // longer than the space, so that one consumer alone cannot take them all
      return { kind: 'done' };
    };
    await consume(answer, { by: 'one' });
    await consume(answer, { by: 'two', through: openAnother() });
    await until('the first claim', () => seen.length === 1);
    await sleep(500);
    expect(seen).to.have.length(1);

    expect(await queues.pace(queue, spacingMs)).to.equal(true);
    await queues.wake(queue);
    await until('the others, in place of an hour later', () => seen.length === 9);
    const rest = seen.slice(1).map(({ at }) => at);
    expect((rest.at(-1) ?? 0) - (rest[0] ?? 0)).to.be.at.least(7 * spacingMs * 0.9);
    expect(new Set(seen.map(({ by }) => by)).size).to.equal(2);
  });

  it('ends the rest that a job given back has asked for when it is woken', async () => {
    await queues.pace(queue, 10);
    await add({ id: 'a' });
    let turn = 0;
    await consume(() => {
      turn += 1;
      return turn === 1 ? { kind: 'give-back', ms: 60_000 } : { kind: 'done' };
    });
    await untilSeen('a');
    await untilOpen('a-1');
    await until('the second turn', async () => {
      await queues.wake(queue); // again and again: the rest may only be about to begin
      return turn === 2;
    });
    await untilOpen('');
  });

  it('takes out the jobs that it is told, but for those being worked', async () => {
    const end = makeMoment();
    await add({ id: 'a' }, { id: 'b', priority: 2 }, { id: 'c', priority: 3 }, { id: 'd', priority: 4 });
    await consume(async (job) => {
      if (job === 'a') await end.happened;
      return { kind: 'done' };
    });
    await untilSeen('a');
    await queues.remove(queue, ['a-1', 'b-1', 'c-1', 'nowhere-1']);
    expect(await open()).to.equal('a-1 d-1');
    end.happen();
    await untilSeen('a d');
    await untilOpen('');
  });

  it('knows the jobs that are still to be done in whatever state', async () => {
    const end = makeMoment();
    await add({ id: 'active', priority: 1 }, { id: 'delayed', priority: 2 }, { id: 'done', priority: 3 });
    const consumer = await consume(
      async (job): Promise<Verdict> => {
        if (job === 'active') await end.happened;
        return job === 'delayed' ? { kind: 'delay', ms: 60_000 } : { kind: 'done' };
      },
      { concurrency: 2 },
    );
    await untilOpen('active-1 delayed-1');
    await harness.pause(queue);
    await add({ id: 'prioritised', priority: 5 }, { id: 'waiting', priority: 0 });
    const all = 'active-1 delayed-1 prioritised-1 waiting-1';
    expect(await open()).to.equal(all);
    end.happen();
    await untilOpen(all.replace('active-1 ', ''));
    await consumer.stop(1_000);
    expect(seen.map(({ job }) => job).sort()).to.deep.equal(['active', 'delayed', 'done']);
  });

  it('takes nothing more once it is told to stop, and waits for what is in progress', async () => {
    const end = makeMoment();
    await add({ id: 'a' }, { id: 'b' });
    const consumer = await consume(async () => {
      await end.happened;
      return { kind: 'done' };
    });
    await untilSeen('a');
    const stopped = consumer.stop(10_000);
    await sleep(100);
    end.happen();
    await stopped;
    expect(jobs()).to.equal('a');
    expect(await open()).to.equal('b-1');
  });

  it('aborts what is in progress after the grace, and it can give its job back', async () => {
    await add({ id: 'a', attempts: 1 });
    const consumer = await consume(async (_job, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return { kind: 'give-back', ms: 0 };
    });
    await untilSeen('a');
    const began = performance.now();
    await consumer.stop(300);
    expect(performance.now() - began).to.be.within(290, 4_000);
    expect(await open()).to.equal('a-1');
    await consume(done, { by: 'two', through: openAnother() });
    await untilSeen('a a');
  });

  it('goes on after its server was restarted, with what was queued and what is new', async () => {
    const end = makeMoment();
    await add({ id: 'a' }, { id: 'b', priority: 9 });
    await consume(async (job) => {
      if (job === 'a') await end.happened;
      return { kind: 'done' };
    });
    await untilSeen('a');
    await harness.restart();
    end.happen();
    await untilSeen('a b');
    await until('the queue to take a job', () =>
      add({ id: 'c' }).then(
        () => true,
        () => false,
      ),
    );
    await untilSeen('a b c');
    await untilOpen('');
  });

  it('goes on after it was flushed, idle or at work', async () => {
    const end = makeMoment();
    await consume(async (job) => {
      if (job === 'a') await end.happened;
      return { kind: 'done' };
    });
    await harness.flush();
    await add({ id: 'a' }, { id: 'lost', priority: 9 });
    await untilSeen('a');
    await harness.flush();
    end.happen();
    await add({ id: 'b' });
    await untilSeen('a b');
    await untilOpen('');
  });

  it('fails its calls while its server is down, and works again when it is back', async () => {
    await consume(done);
    await queues.ping();
    await harness.down();
    const fresh = openAnother();
    for (const call of [() => queues.ping(), () => add({ id: 'a' }), () => fresh.ping()]) {
      const failure = await call().then(
        () => null,
        (error: unknown) => error,
      );
      expect(failure).to.include({ code: 'QUEUE_UNAVAILABLE' });
    }
    await harness.up();
    for (const each of [queues, fresh])
      await until('a ping', () =>
        each.ping().then(
          () => true,
          () => false,
        ),
      );
    await add({ id: 'b' });
    await until('b', () => jobs().endsWith('b'));
  });

  it('stops while its server is down', async () => {
    await add({ id: 'a' });
    const end = makeMoment();
    const consumer = await consume(async () => {
      await end.happened;
      return { kind: 'done' };
    });
    await untilSeen('a');
    await harness.down();
    end.happen();
    await consumer.stop(500);
  });

  /** Falls due at once, so often: a test does not wait for the next minute. */
  const everyMs = (ms: number) => (_cron: string, _zone: string, after: number) => (Math.floor(after / ms) + 1) * ms;
  const repeating = (nextSlot: (cron: string, zone: string, after: number) => number) => {
    const another = openQueues({ backend: harness.backend, log: silentLog, nextSlot });
    opened.push(another);
    return another;
  };
  const repeatable = (id: string) => ({
    id,
    cron: '* * * * *',
    zone: 'UTC',
    title: id,
    data: { schedule: '7', version: 2 },
  });

  it('takes a job at each slot of a repeatable one, which it names, until that ends', async () => {
    const ms = 200;
    const slots: number[] = [];
    const often = repeating(everyMs(ms));
    await often.repeat('schedule', [repeatable('a')]);
    const consumer = await often.consume('schedule', {
      concurrency: 1,
      handler: async (job) => {
        if (job.kind !== 'tick') throw new Error('it is a tick');
        expect(job).to.include({ schedule: 7n, version: 2 });
        slots.push(job.dueMs);
        return { kind: 'done' };
      },
    });
    consumers.push(consumer);
    await until('some slots', () => slots.length >= 3);
    await often.endRepeats('schedule', ['a', 'nowhere']);
    await until('no job to be left', async () => (await often.openJobIds('schedule')).size === 0);
    expect([...(await often.repeats('schedule'))]).to.deep.equal([]);
    const taken = slots.length;
    expect(new Set(slots).size, 'no slot twice').to.equal(taken);
    for (const slot of slots) expect(slot % ms).to.equal(0);
  });

  it('lists each repeatable job with the job that waits, and which have lost it', async () => {
    const often = repeating(everyMs(3_600_000));
    await often.repeat('schedule', ['a', 'b', 'c'].map(repeatable));
    await often.repeat('schedule', [repeatable('a')]);
    const there = await often.repeats('schedule');
    expect([...there.keys()].sort()).to.deep.equal(['a', 'b', 'c']);
    expect([...there.values()].sort()).to.deep.equal([...(await often.openJobIds('schedule'))].sort());
    expect(await often.counts('schedule')).to.deep.equal({ waiting: 0, delayed: 3, active: 0 });
    await harness.removeDelayed('schedule', there.values());
    expect((await often.openJobIds('schedule')).size).to.equal(0);
    expect((await often.repeats('schedule')).size, 'the repeatable jobs are still there').to.equal(3);
    await often.repeat('schedule', [repeatable('b')]);
    expect([...(await often.openJobIds('schedule'))]).to.deep.equal([there.get('b')]);
    await emptyQueues({ backend: harness.backend, log: silentLog });
    expect((await often.repeats('schedule')).size).to.equal(0);
  });

  it('is empty when it was emptied, and takes jobs as before', async () => {
    await add({ id: 'a' }, { id: 'b' });
    await queues.add('plan', [{ id: 'p-1', title: 'p', data: { run: '1' } }]);
    await emptyQueues({ backend: harness.backend, log: silentLog });
    expect(await open()).to.equal('');
    expect(await queues.openJobIds('plan')).to.have.property('size', 0);
    await consume(done);
    await add({ id: 'a' });
    await untilSeen('a');
  });
}
