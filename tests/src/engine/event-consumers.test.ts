import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { consumeEvents, type EventConsumer } from '@tickermill/engine';
import { claimConsumer, dropSilentConsumers, keepPosition, pruneEvents } from '@tickermill/store/events';
import { openScratchStore, type ScratchStore, silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';

const program = fileURLToPath(new URL('./event-consumer-process.fixture.js', import.meta.url));

describe('consumers of events', () => {
  let store: ScratchStore;
  const children: ChildProcess[] = [];
  const consumers: EventConsumer[] = [];
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    await store.close();
  });

  const publish = async (...names: string[]) => {
    for (const name of names)
      await store.sql
        .$executeRaw`INSERT INTO events (type, data) VALUES ('test', jsonb_build_object('name', ${name}::text))`;
  };
  const register = (name = 'alerts') => claimConsumer(store, { name, holder: 'nobody', holdMs: 0 });
  const positionOf = async (name = 'alerts') =>
    (
      await store.sql.$queryRaw<{ at: string }[]>`
      SELECT txid || '-' || event_id AS at FROM event_consumers WHERE name = ${name}`
    )[0]?.at;
  /** A process of its own, and the lines that it prints. */
  const startProcess = (...args: string[]) => {
    const lines: string[] = [];
    const child = spawn(process.execPath, [program, store.url, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
    children.push(child);
    return { child, lines };
  };

  it('act again on the event that a killed process had read and not acted on, and on none before it', async () => {
    await register();
    await publish('a', 'b', 'c');
    const first = startProcess('first', 'b');
    await until('it to hang', () => first.lines.includes('read b'));
    expect(first.lines).to.deep.equal(['read a', 'acted a', 'read b']);
    const second = startProcess('second');
    first.child.kill('SIGKILL');
    await until('the rest', () => second.lines.includes('acted c'));
    expect(second.lines).to.deep.equal(['read b', 'acted b', 'read c', 'acted c']);
  });

  const consume = (handle: (name: string) => Promise<void>, holder = 'one', name = 'alerts') => {
    const consumer = consumeEvents({
      store,
      log: silentLog,
      name,
      holder,
      handle: ({ data }) => handle(String(data['name'])),
    });
    consumers.push(consumer);
    return consumer;
  };

  it('begin behind what is there, and go on where they were', async () => {
    await publish('before');
    const seen: string[] = [];
    const record = async (name: string) => void seen.push(name);
    const first = consume(record);
    await until('it to begin', positionOf);
    await publish('a', 'b');
    await until('both', () => seen.length === 2);
    await first.stop();
    await publish('c');
    consume(record, 'two');
    await until('the third', () => seen.length === 3);
    expect(seen).to.deep.equal(['a', 'b', 'c']);
  });

  it('pass by what they do not want, and do not read it again', async () => {
    await register();
    await publish('a');
    await store.sql.$executeRaw`INSERT INTO events (type, data) SELECT 'other', '{}' FROM generate_series(1, 3)`;
    const seen: string[] = [];
    const handle = async ({ type }: { type: string }) => void seen.push(type);
    const wants = (type: string) => type === 'test';
    const consumer = consumeEvents({ store, log: silentLog, name: 'alerts', holder: 'one', wants, handle });
    consumers.push(consumer);
    const last = await store.sql.$queryRaw<{ at: string }[]>`SELECT max(txid) || '-' || max(id) AS at FROM events`;
    await until('all to be passed by', async () => (await positionOf()) === last[0]?.at);
    expect(seen).to.deep.equal(['test']);
  });

  it('handle an event again that failed, and none behind it meanwhile', async () => {
    await register();
    await publish('a', 'b');
    const seen: string[] = [];
    consume(async (name) => {
      seen.push(name);
      if (seen.length === 1) throw new Error('the first time fails');
    });
    await until('both', () => seen.includes('b'));
    expect(seen).to.deep.equal(['a', 'a', 'b']);
  });

  it('are one process at a time, and one that was overtaken keeps no position', async () => {
    expect(await claimConsumer(store, { name: 'alerts', holder: 'one', holdMs: 600_000 })).to.include({ kind: 'held' });
    expect(await claimConsumer(store, { name: 'alerts', holder: 'two', holdMs: 600_000 })).to.deep.equal({
      kind: 'taken',
    });
    const before = await positionOf();
    const position = { txid: 999n, id: 1n };
    expect(await keepPosition(store.sql, { name: 'alerts', holder: 'two', position })).to.equal(false);
    expect(await positionOf()).to.equal(before);
  });

  it('get all that is kept when their position is of a server from which the database was restored', async () => {
    await register();
    await publish('a');
    await store.sql.$executeRaw`UPDATE event_consumers SET txid = 9000000000000`;
    const seen: string[] = [];
    consume(async (name) => void seen.push(name));
    await until('it', () => seen.length > 0);
    expect(seen).to.deep.equal(['a']);
  });

  describe('keep events from being pruned', () => {
    const prune = () => pruneEvents(store.sql, { olderThanMs: 0, batches: 10 });
    const left = async () =>
      (await store.sql.$queryRaw<{ name: string }[]>`SELECT data ->> 'name' AS name FROM events ORDER BY txid, id`).map(
        ({ name }) => name,
      );

    it('that one of them has not read', async () => {
      await register('slow');
      await register('quick');
      await publish('a', 'b');
      const seen: string[] = [];
      consume(async (name) => void seen.push(name), 'one', 'quick');
      await until('the quick one to have read', () => seen.length === 2);
      await prune();
      expect(await left()).to.deep.equal(['a', 'b']);
      const slow: string[] = [];
      consume(async (name) => void slow.push(name), 'one', 'slow');
      await until('the slow one to have read and kept it, and all to go', async () => {
        await prune();
        return slow.length === 2 && (await left()).length === 0;
      });
    });

    it('but not for a consumer that has been silent for long', async () => {
      await register('gone');
      await register('here');
      await publish('a');
      await store.sql.$executeRaw`UPDATE event_consumers SET seen_at = now() - interval '8 days' WHERE name = 'gone'`;
      await store.sql.$executeRaw`UPDATE event_consumers SET txid = 9000000000000 WHERE name = 'here'`;
      expect(await dropSilentConsumers(store.sql, 7 * 86_400_000)).to.deep.equal(['gone']);
      await until('it to go', async () => {
        await prune();
        return (await left()).length === 0;
      });
    });
  });
});
