import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PipelineError } from '@tickermill/core';
import { pruneEvents } from '@tickermill/store/events';
import { openScratchStore, type ScratchStore, silentLog, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { type EventReader, readEvents } from './event-stream.fixture.ts';
import { openEventHub } from './hub.ts';

type Options = Omit<Parameters<typeof openEventHub>[0], 'store' | 'log'>;

describe('the hub of events', () => {
  let store: ScratchStore;
  let closers: (() => Promise<void> | void)[];
  beforeEach(async () => {
    store = await openScratchStore();
    closers = [() => store.close()];
  });
  afterEach(async () => {
    for (const close of closers.reverse()) await close();
  });

  /** A process that streams events, as the API does. */
  async function serve(options: Options = {}) {
    let statements = 0;
    let beforeReading: (after: string) => Promise<void> = async () => {};
    const counted = {
      ...store.sql,
      $queryRaw: (async (...args: Parameters<ScratchStore['sql']['$queryRaw']>) => {
        statements++;
        const [text, txid, id] = args;
        if (String(text).includes('FROM events')) await beforeReading(`${txid}-${id}`);
        return store.sql.$queryRaw(...args);
      }) as ScratchStore['sql']['$queryRaw'],
    };
    const hub = openEventHub({ store: { sql: counted }, log: silentLog, pollMs: 10, ...options });
    const server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      const lastEventId = searchParams.get('after') ?? undefined;
      const types = searchParams.get('types')?.split(',');
      hub.serve(response, { wanted: { types }, lastEventId }).catch((error: PipelineError) => {
        response.writeHead(error.entry.status).end(error.code);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= (async () => {
        await hub.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      })();
      return closing;
    };
    closers.push(close);
    const beforeEachRead = (work: typeof beforeReading) => {
      beforeReading = work;
    };
    return { url, close, statements: () => statements, beforeEachRead };
  }
  const read = async (url: string): Promise<EventReader> => {
    const reader = await readEvents(url);
    closers.push(() => reader.close());
    return reader;
  };
  /** A reader that has received its first position. */
  const readLive = async (url: string) => {
    const reader = await read(url);
    await until('the beginning', () => reader.lastId() !== '');
    return reader;
  };
  const publish = (from: number, to = from, padding = 0) => store.db.$executeRaw`
    INSERT INTO events (type, data) SELECT 'test.' || CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END,
      jsonb_build_object('n', n, 'padding', repeat('x', ${padding}::int)) FROM generate_series(${from}::int, ${to}::int) n`;
  const numbers = ({ received }: EventReader) => received.map(({ data }) => data['n']);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it('streams to every reader what happens, and reads the table once for all', async () => {
    const { url, statements } = await serve({ pollMs: 60_000 });
    await publish(1);
    const readers = await Promise.all(Array.from({ length: 20 }, () => readLive(url)));
    const before = statements();
    expect(before, 'where they begin, and one look').to.be.at.most(2 + 1);
    expect(readers.flatMap(numbers), 'what happened before').to.deep.equal([]);
    const { url: quick, statements: asked } = await serve();
    const others = await Promise.all(Array.from({ length: 20 }, () => readLive(quick)));
    await publish(2, 3);
    for (const reader of others) await reader.has(2);
    expect(others.map(numbers)).to.deep.equal(others.map(() => [2, 3]));
    expect(others[0]?.received[0]).to.deep.include({ type: 'test.even' });
    expect(others[0]?.received[0]?.data).to.deep.include({ type: 'test.even', n: 2 });
    for (const reader of others) reader.close();
    let last = -1;
    await until('it to ask nothing more', () => {
      const isIdle = asked() === last;
      last = asked();
      return isIdle;
    });
  });

  it('streams only what is wanted', async () => {
    const { url } = await serve();
    const [odd, both] = [await readLive(`${url}?types=test.odd`), await readLive(`${url}?types=test`)];
    const none = await readLive(`${url}?types=tes,run`);
    await publish(1, 5);
    await odd.has(3);
    await both.has(5);
    expect([numbers(odd), numbers(none)]).to.deep.equal([[1, 3, 5], []]);
  });

  it('goes on where a reader was, in pages, also at another process and after a restart', async () => {
    const first = await serve({ pageSize: 3 });
    const other = await serve({ pageSize: 3 });
    let reader = await readLive(first.url);
    let lastId = '';
    const seen: unknown[] = [];
    let published = 0;
    for (const { url } of [other, first, other, first]) {
      await publish(published + 1, published + 10);
      published += 10;
      await reader.has(4);
      reader.close();
      await publish(published + 1, published + 10);
      published += 10;
      await until('its end', () => reader.isEnded());
      seen.push(...numbers(reader));
      lastId = reader.lastId();
      reader = await read(`${url}?after=${lastId}`);
    }
    await first.close();
    await until('the end of the stream', () => reader.isEnded());
    seen.push(...numbers(reader));
    const third = await serve({ pageSize: 3 });
    const last = await read(`${third.url}?after=${reader.lastId() || lastId}`);
    await publish(published + 1);
    await last.has(published + 1 - seen.length);
    expect([...seen, ...numbers(last)]).to.deep.equal(range(1, published + 1));
  });

  it('streams nothing twice to a reader that knows more than the process it comes to', async () => {
    const ahead = await serve();
    const behind = await serve({ pollMs: 60_000 });
    await readLive(behind.url); // keeps its place, from before what follows
    const reader = await readLive(ahead.url);
    await publish(1, 5);
    await reader.has(5);
    const moved = await readLive(`${behind.url}?after=${reader.lastId()}`);
    expect(moved.lastId()).to.equal(reader.lastId());
    expect(numbers(moved)).to.deep.equal([]);
  });

  it('loses nothing for readers that come and go while transactions overtake each other', async () => {
    const processes = [await serve({ pageSize: 4 }), await serve({ pageSize: 50, pollMs: 25 })];
    let isWriting = true;
    const writing = Promise.all(
      [0, 1, 2, 3].map((writer) =>
        withDatabase(store.url, async (client) => {
          for (let n = 0; n < 60; n++) {
            await client.query('BEGIN');
            await client.query(
              `INSERT INTO events (type, data) VALUES ('test.odd', jsonb_build_object('n', $1::text))`,
              [`${writer}/${n}`],
            );
            for (let length = 0; length < (n * (writer + 2)) % 9; length++) await client.query('SELECT 1');
            await client.query(n % 6 === 5 ? 'ROLLBACK' : 'COMMIT');
          }
        }),
      ),
    ).then(() => {
      isWriting = false;
    });
    /** Disconnects after some events, each reader after other numbers of them, and reconnects to the other process. */
    const wander = async (turn: number): Promise<unknown[]> => {
      const seen: unknown[] = [];
      let lastId = '0-0';
      for (let stay = 0; ; stay++) {
        const { url } = processes[(turn + stay) % 2] ?? { url: '' };
        const reader = await read(`${url}?after=${lastId}`);
        const enough = 1 + ((turn * 7 + stay * 5) % 23);
        const total = async () => Number((await store.db.event.count()) - seen.length);
        await until('some events', async () => reader.received.length >= Math.min(enough, await total()));
        reader.close();
        await until('the end', () => reader.isEnded());
        seen.push(...numbers(reader));
        if (reader.lastId() !== '') lastId = reader.lastId();
        if (!isWriting && (await total()) === 0) return seen;
      }
    };
    const seen = await Promise.all([0, 1, 2].map(wander));
    await writing;
    const rows = await store.db.event.findMany({ orderBy: [{ txid: 'asc' }, { id: 'asc' }] });
    const inTable = rows.map(({ data }) => (data as Record<string, unknown>)['n']);
    expect(inTable).to.have.length(200);
    for (const each of seen) expect(each).to.deep.equal(inTable);
  });

  it('disconnects a reader that does not read, while the others go on', async () => {
    const { url } = await serve({ maxBufferedBytes: 3_000_000, pageSize: 50 });
    const [stuck, well] = [await readLive(url), await readLive(url)];
    stuck.pause();
    // 20 MB: more than the buffers of a connection take. The other is never 3 MB behind.
    for (let n = 100; n <= 1_000; n += 100) {
      await publish(n - 99, n, 20_000);
      await well.has(n);
    }
    expect(numbers(well)).to.deep.equal(range(1, 1_000));
    stuck.resume();
    await until('its end', () => stuck.isEnded());
    const before = numbers(stuck);
    expect(before.length).to.be.below(1_000);
    const back = await read(`${url}?after=${stuck.lastId()}`);
    await back.has(1_000 - before.length);
    expect([...before, ...numbers(back)]).to.deep.equal(range(1, 1_000));
  });

  it('begins anew, saying so, behind what is no longer kept and what it does not know', async () => {
    const { url } = await serve();
    const reader = await readLive(url);
    const old = reader.lastId();
    await publish(1, 2);
    await reader.has(2);
    reader.close();
    await store.db.$executeRaw`UPDATE events SET at = now() - interval '25 hours' WHERE data ->> 'n' = '1'`;
    await pruneEvents(store.sql, { olderThanMs: 24 * 3_600_000, batches: 1 });
    for (const after of [old, 'nonsense', '9000000000000-1', '']) {
      const back = await read(`${url}?after=${after}`);
      const [reset] = await back.has(1);
      expect(reset?.type, after).to.equal('reset');
      expect(back.lastId()).to.match(/^\d+-\d+$/);
      back.close();
    }
    const first = reader.received[0]?.id ?? '';
    const kept = await read(`${url}?after=${first}`);
    await kept.has(1);
    expect(numbers(kept), 'what was pruned had been told').to.deep.equal([2]);
    const late = await read(`${url}?after=${old}`);
    await late.has(1);
    await publish(3);
    await late.has(2);
    expect(late.received.map(({ type }) => type)).to.deep.equal(['reset', 'test.odd']);
  });

  it('begins anew for a reader whose events are pruned while it catches up', async () => {
    const { url, beforeEachRead } = await serve({ pageSize: 1 });
    const first = await readLive(url);
    await publish(1, 3);
    await first.has(3);
    const [known] = first.received;
    let pruned = 0;
    beforeEachRead(async (after) => {
      // The page behind the first event was read; the events behind that page go before the next one is.
      if (pruned > 0 || after !== first.received[1]?.id) return;
      await store.db.$executeRaw`UPDATE events SET at = now() - interval '25 hours'`;
      await pruneEvents(store.sql, { olderThanMs: 24 * 3_600_000, batches: 1 });
      pruned = 1;
    });
    const back = await read(`${url}?after=${known?.id}`);
    await back.has(2);
    expect(pruned).to.equal(1);
    expect(back.received.map(({ type }) => type)).to.deep.equal(['test.even', 'reset']);
  });

  it('says now and then that it is there, and where it is', async () => {
    const { url } = await serve({ heartbeatMs: 20 });
    const reader = await readLive(`${url}?types=other`);
    const before = reader.lastId();
    await publish(1);
    await until('a beat with a later place', () => reader.comments() > 0 && reader.lastId() !== before);
    expect(reader.received).to.deep.equal([]);
  });

  it('ends a stream after a while, so that who comes back is asked again who it is', async () => {
    const { url } = await serve({ longestStreamMs: 20 });
    const reader = await readLive(url);
    await until('the end', () => reader.isEnded());
    await publish(1);
    const other = await serve();
    const back = await read(`${other.url}?after=${reader.lastId()}`);
    await back.has(1);
    expect(numbers(back)).to.deep.equal([1]);
  });

  it('takes only so many readers, and another when one has gone', async () => {
    const { url } = await serve({ maxReaders: 2 });
    const [one] = [await readLive(url), await readLive(url)];
    expect((await read(url)).status).to.equal(503);
    one?.close();
    await until('room', async () => {
      const next = await read(url);
      return next.status === 200;
    });
  });

  it('ends its streams when it closes, and takes nobody then', async () => {
    const { url, close } = await serve();
    const readers = [await readLive(url), await readLive(url)];
    readers[1]?.pause();
    await close();
    await until('the end', () => readers[0]?.isEnded());
    expect(await readEvents(url).catch(({ code }) => code)).to.equal('ECONNREFUSED');
  });

  it('refuses a reader while the database does not answer, and is there when it does', async () => {
    let isDown = true;
    const sql = {
      ...store.sql,
      $queryRaw: ((...args: Parameters<ScratchStore['sql']['$queryRaw']>) =>
        isDown
          ? Promise.reject(new PipelineError('DATABASE_UNREACHABLE', 'down'))
          : store.sql.$queryRaw(...args)) as ScratchStore['sql']['$queryRaw'],
    };
    const hub = openEventHub({ store: { sql }, log: silentLog });
    const server = createServer((_request, response) => {
      hub.serve(response, { wanted: {}, lastEventId: undefined }).catch((error: PipelineError) => {
        response.writeHead(error.entry.status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      await hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect((await read(url)).status).to.equal(503);
    isDown = false;
    expect((await readLive(url)).status).to.equal(200);
  });
});
