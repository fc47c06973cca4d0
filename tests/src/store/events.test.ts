import { dayMs } from '@tickermill/core';
import { PipelineEvent } from '@tickermill/core/contracts';
import { storeCompanies, storeFilings, storeFilingsAndMatch } from '@tickermill/store/datasets';
import {
  eventsAfter,
  isBefore,
  isLost,
  latestPosition,
  type Position,
  pruneEvents,
  type StoredEvent,
  toEventId,
  toPosition,
} from '@tickermill/store/events';
import {
  cancelMarkedRuns,
  commitResult,
  finishRun,
  holdRun,
  markCancelled,
  releaseRun,
  reviveDeadLetter,
} from '@tickermill/store/ledger';
import { ensureSource, pauseSource, quietSource, resumeSource, setPace, takePermit } from '@tickermill/store/sources';
import { addWatchRule } from '@tickermill/store/watch-rules';
import { makeFiling, makeHolding, makeTrade, type ScratchStore, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LedgerHands, makeTask, nothing, onOwnLedger } from './ledger.fixture.ts';

const start: Position = { txid: 0n, id: 0n };

interface Session {
  query(sql: string, values?: string[]): Promise<void>;
  end(): Promise<void>;
}

describe('events', () => {
  let store: ScratchStore;
  let hands: LedgerHands;
  onOwnLedger((ledger) => {
    ({ store, hands } = ledger);
  });

  /** All that is committed by now can be told: nothing else of this server is under way that began before. */
  const settled = async () => {
    const [row] = await hands.rows<{ txid: bigint }>('SELECT pg_current_xact_id()::text::bigint AS txid');
    await until('what began before to end', async () => (await latestPosition(store.sql)).txid >= (row?.txid ?? 0n));
  };
  /** What was told, checked against the contract. */
  const published = async (from = start) => {
    await settled();
    return (await eventsAfter(store.sql, from, 1_000)).map(({ type, at, data }) =>
      PipelineEvent.parse({ type, at: at.toISOString(), ...data }),
    );
  };
  const types = async (from = start) => (await published(from)).map(({ type }) => type);
  const publish = (session: Session, name: string) =>
    session.query(`INSERT INTO events (type, data) VALUES ('test', jsonb_build_object('name', $1::text))`, [name]);
  const names = (events: readonly StoredEvent[]) => events.map(({ data }) => data['name']);
  /** A connection of a test's own, with a transaction of its own. */
  const connect = () =>
    new Promise<Session>((resolve, reject) => {
      const closed = withDatabase(
        store.url,
        (client) =>
          new Promise<void>((end) => {
            client.on('error', () => {}); // the database goes when a test has failed
            const query = async (sql: string, values: string[] = []) => void (await client.query(sql, values));
            const close = () => {
              end();
              return closed;
            };
            resolve({ query, end: close });
          }),
      );
      closed.catch(reject);
    });

  describe('are written with what they report', () => {
    it('a run from its request to its report, and its targets', async () => {
      const { runId, targetIds } = await hands.openRun('A', 'B');
      await hands.add(
        ...['a', 'b'].map((name, n) => ({ ...makeTask(runId, name), targetIds: targetIds.slice(n, n + 1) })),
      );
      await store.transaction((tx) => holdRun(tx, runId));
      await store.transaction((tx) => holdRun(tx, runId));
      await store.transaction((tx) => releaseRun(tx, runId));
      await commitResult(store, await hands.claimNext(), nothing);
      await store.transaction((tx) => markCancelled(tx, runId));
      await store.transaction((tx) => cancelMarkedRuns(tx, [runId]));
      await store.transaction((tx) => finishRun(tx, runId));
      const events = await published();
      expect(events.map(({ type }) => type)).to.deep.equal([
        'run.created',
        'run.planned',
        'run.paused',
        'run.resumed',
        'target.closed',
        'run.called-off',
        'target.closed',
        'run.finished',
      ]);
      const run = String(runId);
      expect(events[0]).to.deep.include({ run, dataset: 'insider-trades', trigger: 'manual', due_at: null });
      expect(events[1]).to.deep.include({ run, targets: 2, skipped: 0 });
      expect(events[4]).to.deep.include({ run, target: 'A', tickers: ['A'], state: 'nothing', code: null });
      expect(events[5]).to.deep.include({ run, ending: 'cancelled' });
      expect(events[6]).to.deep.include({ target: 'B', state: 'cancelled', code: 'CANCELLED' });
      expect(events[7]).to.deep.include({
        state: 'cancelled',
        targets_by_state: { cancelled: 1, nothing: 1 },
        found: 0,
      });
    });

    it('a run of a slot with the instant at which it was due, in UTC whatever the zone of the session', async () => {
      await withDatabase(store.url, async (client) => {
        await client.query(`SET TimeZone = 'Asia/Seoul'`);
        await client.query(`INSERT INTO runs (dataset, trigger, group_key, due_at, request)
          VALUES ('insider-trades', 'schedule', 'all', '2026-11-20T08:00:00Z', '{}')`);
      });
      expect((await published())[0]).to.deep.include({ due_at: '2026-11-20T08:00:00.000Z' });
    });

    it('a source whose state, pace or way changes, and not the requests to it', async () => {
      await ensureSource(store.db, 'sec-edgar', { requests: 8, perMs: 1_000 });
      await takePermit(store.sql, 'sec-edgar', null);
      expect(await types()).to.deep.equal([]);
      await setPace(store.db, 'sec-edgar', { requests: 4, perMs: 1_000 });
      await pauseSource(store.db, 'sec-edgar', { by: 'ann' });
      await resumeSource(store.db, 'sec-edgar');
      await quietSource(store.db, 'sec-edgar', { ms: 600_000, reason: 'the block page' });
      await quietSource(store.db, 'sec-edgar', { ms: 601_000, reason: 'the block page' });
      const events = await published();
      expect(events.map((event) => event.type === 'source.changed' && event.state)).to.deep.equal([
        'open',
        'paused',
        'open',
        'quiet',
      ]);
      expect(events[0]).to.deep.include({
        source: 'sec-edgar',
        pace: { requests: 4, per_ms: 1_000 },
        quiet_until: null,
      });
      expect(events[1]).to.deep.include({ paused_by: 'ann' });
      expect(events[3]).to.deep.include({ quiet_reason: 'the block page' });
    });

    it('a dead letter, when it is made and when it is revived', async () => {
      const letter = await store.db.deadLetter.create({
        data: {
          dataset: 'insider-trades',
          target: '0000320193',
          errorCode: 'GONE',
          errorMessage: 'gone',
          failedOn: [],
        },
      });
      await reviveDeadLetter(store.db, letter.id);
      await reviveDeadLetter(store.db, letter.id);
      const events = await published();
      expect(events.map(({ type }) => type)).to.deep.equal(['dead-letter.made', 'dead-letter.revived']);
      expect(events[0]).to.deep.include({ id: String(letter.id), target: '0000320193', code: 'GONE' });
    });

    it('a dead letter of an instrument, with its tickers', async () => {
      const symbols = { create: { symbol: 'GONE', mic: 'XNYS', validFrom: new Date('2026-01-01') } };
      const { id } = await store.db.instrument.create({
        data: { name: 'Gone Inc.', listingSource: 'nasdaq', symbols },
      });
      const data = { dataset: 'daily-prices', target: String(id), targetKind: 'instrument' };
      await store.db.deadLetter.create({ data: { ...data, errorCode: 'GONE', errorMessage: 'gone', failedOn: [] } });
      expect((await published()).at(-1)).to.deep.include({ dataset: 'daily-prices', tickers: ['GONE'] });
    });

    it('a filing that a watch rule was waiting for, once', async () => {
      const rule = {
        instrumentIds: [],
        watchlist: null,
        codes: ['P'],
        minValue: '1',
        table: null,
        roles: [],
        cluster: null,
      };
      const added = await addWatchRule(store.db, { ...rule, createdBy: 'ann' });
      const filing = makeFiling({ transactions: [makeTrade({ shares: '100.5', price: '10.10' })] });
      await store.sqlTransaction((tx) => storeFilingsAndMatch(tx, [filing]));
      await store.sqlTransaction((tx) => storeFilingsAndMatch(tx, [filing]));
      const matches = (await published()).filter(({ type }) => type === 'watch-rule.matched');
      expect(matches).to.have.length(1);
      expect(matches[0]).to.deep.include({
        rule: String(added?.id),
        accession: filing.accession,
        form: '4',
        filed_on: '2026-11-19',
        trades: 1,
        value: '1015.050',
        insiders: 1,
        owners: [{ cik: '0001000001', name: 'Doe Jane' }],
      });
    });

    it('a filing with its new trades, once, and again when another reading brings more', async () => {
      await store.transaction((tx) => storeCompanies(tx, [{ cik: '0000320193', symbol: 'AAPL', name: 'Apple Inc.' }]));
      const bought = makeTrade({ line: 1, shares: '100.5', price: '10.10' });
      const more = makeTrade({ line: 2, shares: '0.5', price: '10.10' });
      const given = makeTrade({ line: 3, code: 'G', acquiredDisposed: 'D', shares: '7', price: null });
      const filing = makeFiling({ transactions: [bought, more, given], holdings: [makeHolding()] });
      await store.sqlTransaction((tx) => storeFilings(tx, [filing]));
      await store.sqlTransaction((tx) => storeFilings(tx, [filing]));
      const [event, ...others] = await published();
      expect(others).to.deep.equal([]);
      expect(event).to.deep.include({
        type: 'filing.stored',
        accession: filing.accession,
        form: '4',
        filed_on: '2026-11-19',
        tickers: ['AAPL'],
        new_trades: 3,
        issuer: { cik: '0000320193', name: 'Apple Inc.', symbol: 'AAPL' },
        owners: [{ cik: '0001000001', name: 'Doe Jane' }],
        by_code: [
          { table: 'non-derivative', code: 'G', acquired_disposed: 'D', trades: 1, shares: '7', value: null },
          { table: 'non-derivative', code: 'P', acquired_disposed: 'A', trades: 2, shares: '101.0', value: '1020.100' },
        ],
      });
      const reread = { ...filing, parserVersion: 2, transactions: [bought, more, given, makeTrade({ line: 4 })] };
      await store.sqlTransaction((tx) => storeFilings(tx, [reread]));
      await store.sqlTransaction((tx) => storeFilings(tx, [{ ...reread, parserVersion: 3 }]));
      const again = (await published()).slice(1);
      expect(again.map((each) => each.type === 'filing.stored' && each.new_trades)).to.deep.equal([1]);
      const bare = makeFiling({ accession: '0000000001-26-000002', form: '3', transactions: [] });
      await store.sqlTransaction((tx) => storeFilings(tx, [bare]));
      expect((await published()).at(-1)).to.deep.include({ form: '3', new_trades: 0, by_code: [], tickers: ['AAPL'] });
    });

    it('nothing of a transaction that is rolled back', async () => {
      const failed = store.transaction(async (tx) => {
        await tx.run.create({ data: { dataset: 'insider-trades', trigger: 'manual', request: {} } });
        throw new Error('no');
      });
      expect(await failed.catch(({ message }) => message)).to.equal('no');
      expect(await types()).to.deep.equal([]);
    });
  });

  describe('are streamed in an order that nothing gets in between of', () => {
    it('holds back what committed first until what began first has ended', async () => {
      const [early, late] = [await connect(), await connect()];
      await early.query('BEGIN');
      await publish(early, 'early');
      await late.query('BEGIN');
      await publish(late, 'late 1');
      await late.query('SAVEPOINT halfway');
      await publish(late, 'late 2');
      await late.query('COMMIT');
      expect(await eventsAfter(store.sql, start, 10)).to.deep.equal([]);
      await publish(early, 'early again, with a higher number than the late ones');
      await early.query('COMMIT');
      const events = await until('both', async () => {
        const all = await eventsAfter(store.sql, start, 10);
        return all.length === 4 && all;
      });
      expect(names(events)).to.deep.equal([
        'early',
        'early again, with a higher number than the late ones',
        'late 1',
        'late 2',
      ]);
      await early.end();
      await late.end();
    });

    it('does not wait for a transaction that only reads, such as a dump', async () => {
      const [reader, writer] = [await connect(), await connect()];
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
      await reader.query('SELECT count(*) FROM runs');
      await publish(writer, 'told');
      await until('the event', async () => names(await eventsAfter(store.sql, start, 10)).includes('told'));
      await reader.query('ROLLBACK');
      await reader.end();
      await writer.end();
    });

    it('skips and doubles nothing for a reader that pages while transactions of all lengths commit', async () => {
      const writers = await Promise.all(Array.from({ length: 6 }, connect));
      let isWriting = true;
      const written: string[] = [];
      const writing = Promise.all(
        writers.map(async (writer, number) => {
          for (let n = 0; n < 40; n++) {
            const name = `${number}/${n}`;
            await writer.query('BEGIN');
            await publish(writer, name);
            // Of some lengths, that others overtake.
            for (let length = 0; length < (n * (number + 3)) % 7; length++) await writer.query('SELECT 1');
            if (n % 5 === 4) await writer.query('ROLLBACK');
            else {
              await writer.query('COMMIT');
              written.push(name);
            }
          }
        }),
      ).then(() => {
        isWriting = false;
      });
      const seen: StoredEvent[] = [];
      await until('everything', async () => {
        const done = !isWriting;
        const page = await eventsAfter(store.sql, seen.at(-1) ?? start, 7);
        seen.push(...page);
        return done && page.length === 0 && seen.length >= written.length;
      });
      await writing;
      expect(names(seen)).to.have.members(written);
      expect(seen.every((event, index) => index === 0 || isBefore(seen[index - 1] ?? start, event))).to.equal(true);
      await Promise.all(writers.map((writer) => writer.end()));
    });

    it('begins behind everything that is there', async () => {
      const writer = await connect();
      await publish(writer, 'before');
      await settled();
      const begin = await latestPosition(store.sql);
      await publish(writer, 'after');
      await until('what came after', async () => names(await eventsAfter(store.sql, begin, 10)).includes('after'));
      expect(names(await eventsAfter(store.sql, begin, 10))).to.deep.equal(['after']);
      await writer.end();
    });
  });

  describe('are kept for a day', () => {
    const at = (age: string, count: number) =>
      store.db.$executeRawUnsafe(
        `INSERT INTO events (type, at, data) SELECT 'test', now() - interval '${age}', '{}' FROM generate_series(1, ${count})`,
      );
    const count = () => store.db.event.count();
    const prune = (batches = 10) => pruneEvents(store.sql, { olderThanMs: dayMs, batches });

    it('and then go in batches, the first in order first; who missed them knows', async () => {
      await at('25 hours', 2_500);
      await at('23 hours', 1);
      await at('30 hours', 1); // told behind one that stays: stays as well
      const all = await until('them', async () => {
        const page = await eventsAfter(store.sql, start, 3_000);
        return page.length === 2_502 && page;
      });
      expect(await isLost(store.sql, start)).to.equal(false);
      expect(await prune(2)).to.equal(true);
      expect(await count()).to.equal(502);
      expect(await prune()).to.equal(false);
      expect(await count()).to.equal(2);
      const [last, kept] = [all[2_499], all[2_500]];
      if (!last || !kept) throw new Error('unreachable');
      expect(await isLost(store.sql, start)).to.equal(true);
      expect(await isLost(store.sql, all[2_498] ?? start)).to.equal(true);
      expect(await isLost(store.sql, last), 'told of all that went').to.equal(false);
      expect(await isLost(store.sql, kept)).to.equal(false);
      expect(await prune()).to.equal(false);
    });

    it('but not before they could be streamed', async () => {
      const early = await connect();
      await early.query('BEGIN');
      await publish(early, 'early');
      await at('25 hours', 1);
      await prune();
      expect(await count()).to.equal(1);
      await early.query('ROLLBACK');
      await early.end();
      await until('it to go', async () => {
        await prune();
        return (await count()) === 0;
      });
    });

    it('and those of another server, from which the database was restored, go at once', async () => {
      await store.db.$executeRaw`INSERT INTO events (txid, type, data) VALUES (9000000000, 'test', '{}')`;
      const place = { txid: 9_000_000_000n, id: 1n };
      expect(await eventsAfter(store.sql, start, 10)).to.deep.equal([]);
      expect(await isLost(store.sql, place), 'told by that server').to.equal(true);
      await prune();
      expect(await count()).to.equal(0);
    });
  });

  it('have ids that name their place', () => {
    const place = { txid: 745n, id: 12n };
    expect(toEventId(place)).to.equal('745-12');
    expect(toPosition('745-12')).to.deep.equal(place);
    for (const bad of ['', '745', '745-', '-1', '1-2-3', '99999999999999999999-1', '9999999999999999999-1', ' 1-2']) {
      expect(toPosition(bad), bad).to.equal(null);
    }
  });
});
