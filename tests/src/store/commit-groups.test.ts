import { createHash } from 'node:crypto';
import type { OwnershipFiling } from '@tickermill/core';
import { isConnectionLost } from '@tickermill/store';
import { type Claim, type ClaimedResult, claimTasks, commitResult, commitResults } from '@tickermill/store/ledger';
import { makeFiling, openScratchStore, type ScratchStore, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { drawFiling, makeDraws } from './insider-trades.fixture.ts';
import { handsOn, type LedgerHands, makeTask, nothing, onOwnLedger } from './ledger.fixture.ts';

const apple = '0000320193';
const microsoft = '0000789019';
const accession = (nth: number) => `0000000001-26-${String(nth).padStart(6, '0')}`;
const filed = (nth: number, cik = apple) =>
  makeFiling({ accession: accession(nth), issuer: { ...makeFiling().issuer, cik } });

/** The result of a document, with the answer that it was read from. */
function resultOf(claim: Claim, filing: OwnershipFiling, text = filing.accession): ClaimedResult {
  const body = Buffer.from(text);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const capture = { source: 'sec-edgar', url: filing.url, status: 200, sha256, body, keepDays: null } as const;
  return { claim, result: { ...nothing, state: 'done', records: [filing], found: 0, capture } };
}

describe('tasks that are ended together', () => {
  let store: ScratchStore;
  let hands: LedgerHands;
  onOwnLedger((ledger) => {
    ({ store, hands } = ledger);
  });

  /** Claims a document task for each of these targets. */
  async function claimEach(
    ...ciks: string[]
  ): Promise<{ claims: Claim[]; targets: Map<string, bigint>; runId: bigint }> {
    const { runId, targets } = await hands.openRun(...new Set(ciks));
    await hands.add(
      ...ciks.map((cik, index) => ({
        ...makeTask(runId, `GET ${index}`, { documentKey: accession(index + 1) }),
        targetIds: [targets.get(cik) as bigint],
      })),
    );
    const jobs = await hands.fill();
    const claimed = await claimTasks(store.sql, 'test', jobs);
    return { claims: jobs.map(({ taskId }) => claimed.get(taskId) as Claim), targets, runId };
  }
  const one = async <T>(sql: string) => (await hands.rows<T>(sql))[0];
  const stored = () =>
    one<object>(`SELECT (SELECT count(*)::int FROM filings) AS filings, (SELECT count(*)::int FROM captures) AS captures,
      (SELECT count(*)::int FROM tasks WHERE state = 'running') AS running`);

  it('are claimed together, each for its own job alone and only where a run wants it', async () => {
    const { runId, targetIds } = await hands.openRun(apple);
    const paused = await hands.openRun(microsoft);
    await hands.add(...['a', 'b'].map((request) => ({ ...makeTask(runId, request), targetIds })), {
      ...makeTask(paused.runId, 'c'),
      targetIds: paused.targetIds,
    });
    const [first, second, third] = await hands.fill();
    if (!first || !second || !third) throw new Error('three jobs were to be had');
    await hands.rows(`UPDATE runs SET paused_at = now() WHERE id = ${paused.runId}`);
    const claims = await claimTasks(store.sql, 'test', [first, { ...second, dispatch: 7 }, third]);
    expect([...claims.keys()]).to.deep.equal([first.taskId]);
    expect(await hands.rows('SELECT state, claim FROM tasks ORDER BY id')).to.deep.equal([
      { state: 'running', claim: 1 },
      { state: 'queued', claim: 0 },
      { state: 'waiting', claim: 1 },
    ]);
    // One of them has it already, for all that its worker knows; the other was held by a worker that was lost.
    const again = await claimTasks(store.sql, 'test', [
      { ...first, again: true },
      { ...second, again: true },
    ]);
    const stalled = await claimTasks(store.sql, 'other', [first, { ...second, again: true }]);
    expect([...again.values(), ...stalled.values()].map(({ claim, stalls }) => [claim, stalls])).to.deep.equal([
      [2, 0],
      [1, 0],
      [3, 1],
      [2, 1],
    ]);
  });

  it('have their own records, counts and bodies, and one of them reports that a run may end', async () => {
    const { claims, runId } = await claimEach(apple, apple, microsoft);
    const filings = [filed(1), filed(2, '0000000099'), filed(3, microsoft)];
    const committed = await commitResults(
      store,
      claims.map((claim, index) => resultOf(claim, filings[index] as OwnershipFiling, 'the same')),
    );
    expect(committed.map((each) => each?.created)).to.deep.equal([1, 1, 1]);
    expect(committed.flatMap((each) => each?.runs ?? [])).to.deep.equal([runId]);
    expect(await hands.rows('SELECT found, created, other_issuer FROM task_targets ORDER BY task_id')).to.deep.equal([
      { found: 0, created: 1, other_issuer: 0 },
      { found: -1, created: 0, other_issuer: 1 },
      { found: 0, created: 1, other_issuer: 0 },
    ]);
    expect(await stored()).to.deep.equal({ filings: 3, captures: 1, running: 0 });
  });

  it('are fenced each on its own: what another claim overtook is left to that, with its body', async () => {
    const { claims } = await claimEach(apple, apple, apple);
    const [, overtaken] = claims as [Claim, Claim, Claim];
    const twin = await hands.claim(overtaken);
    const group = claims.map((claim, index) => resultOf(claim, filed(index + 1)));
    const committed = await commitResults(store, group);
    expect(committed.map((each) => each?.created ?? null)).to.deep.equal([1, null, 1]);
    expect(await stored()).to.deep.equal({ filings: 2, captures: 2, running: 1 });
    expect(await commitResults(store, group)).to.deep.equal([null, null, null]);
    expect((await commitResults(store, [resultOf(twin, filed(2))]))[0]?.runs).to.have.lengthOf(1);
    expect(await stored()).to.deep.equal({ filings: 3, captures: 3, running: 0 });
  });

  it('of which one cannot be stored leave nothing behind, and can be stored without it', async () => {
    const { claims } = await claimEach(apple, apple, apple);
    await hands.rows(`ALTER TABLE filings ADD CONSTRAINT poison CHECK (accession <> '${accession(2)}')`);
    const group = claims.map((claim, index) => resultOf(claim, filed(index + 1)));
    const refused = await commitResults(store, group).catch((error) => error);
    expect(isConnectionLost(refused)).to.equal(false);
    expect(String(refused)).to.match(/poison/);
    expect(await stored()).to.deep.equal({ filings: 0, captures: 0, running: 3 });
    for (const { claim, result } of [group[0], group[2]].flatMap((each) => each ?? []))
      await commitResult(store, claim, result);
    expect(await stored()).to.deep.equal({ filings: 2, captures: 2, running: 1 });
  });

  it('whose worker is killed in the middle leave nothing behind, and are taken over', async () => {
    const { claims } = await claimEach(apple, microsoft, apple);
    const group = claims.map((claim, index) => resultOf(claim, filed(index + 1, index === 1 ? microsoft : apple)));
    const killed = await withDatabase(store.url, async (other) => {
      // It stands where it has ended its tasks and is about to write its filings.
      await other.query('BEGIN');
      await other.query(`SELECT pg_advisory_xact_lock(hashtextextended('issuer ${microsoft}', 0))`);
      const committing = commitResults(store, group).catch((error) => error);
      await until('the group to stand in its transaction', async () => {
        const { rowCount } = await other.query(
          `SELECT pg_terminate_backend(pid) FROM pg_locks
           WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
        return rowCount === 1;
      });
      const error = await committing;
      await other.query('ROLLBACK');
      return error;
    });
    expect(isConnectionLost(killed)).to.equal(true);
    expect(await stored()).to.deep.equal({ filings: 0, captures: 0, running: 3 });
    const taken = await claimTasks(store.sql, 'other', claims);
    const again = group.map(({ claim, result }) => ({ claim: taken.get(claim.taskId) as Claim, result }));
    expect(again.map(({ claim }) => claim.stalls)).to.deep.equal([1, 1, 1]);
    expect(await commitResults(store, group)).to.deep.equal([null, null, null]);
    expect(await commitResults(store, again)).to.not.include(null);
    expect(await stored()).to.deep.equal({ filings: 3, captures: 3, running: 0 });
  });

  for (const seed of [1, 2]) {
    it(`leave the same rows as one after the other (${seed})`, async () => {
      const draw = makeDraws(seed);
      // Some of them read anew.
      const filings = Array.from({ length: 40 }, (_, index) => ({
        ...drawFiling(draw, index < 30 ? index : index - 30),
        parserVersion: index < 30 ? 1 : 2,
      }));
      const alone = await openScratchStore();
      try {
        const left = await Promise.all(
          [store, alone].map(async (each) => {
            const own = makeDraws(seed);
            await commitAll(each, filings, each === store ? () => 1 + own(20) : () => 1);
            return tablesOf(handsOn(each));
          }),
        );
        const [together, apart] = left;
        for (const [table, rows] of Object.entries(together ?? {}))
          expect(rows, table).to.deep.equal(apart?.[table as keyof typeof apart]);
        expect(together?.filings).to.have.lengthOf(30);
      } finally {
        await alone.close();
      }
    });
  }
});

/** Commits filings in groups of these sizes, each filing once in a group. */
async function commitAll(store: ScratchStore, filings: readonly OwnershipFiling[], size: () => number): Promise<void> {
  const hands = handsOn(store);
  for (let at = 0; at < filings.length; ) {
    const some = filings.slice(at, at + size());
    const once = some.slice(0, firstTwice(some.map((filing) => filing.accession)));
    at += once.length;
    const { runId, targetIds } = await hands.openRun('0000000001');
    await hands.add(...once.map((filing) => ({ ...makeTask(runId, `GET ${filing.accession}`), targetIds })));
    const jobs = await hands.fill();
    const claims = await claimTasks(store.sql, 'test', jobs);
    await commitResults(
      store,
      jobs.map(({ taskId, title }) => {
        const claim = claims.get(taskId) as Claim;
        const filing = once.find(({ accession }) => title === `GET ${accession}`) as OwnershipFiling;
        return { claim, result: { ...nothing, state: 'done' as const, records: [filing] } };
      }),
    );
  }
}

/** The place of the first that was there before; the length if there is none. */
function firstTwice(keys: readonly string[]): number {
  const place = keys.findIndex((key, index) => keys.indexOf(key) < index);
  return place < 0 ? keys.length : place;
}

/** What the filings left, without when and in which order they came. */
const tablesOf = async (hands: LedgerHands) => ({
  filings: await hands.rows(
    `SELECT to_jsonb(f) - '{stored_at,changed_txid}'::text[] AS row FROM filings f ORDER BY accession`,
  ),
  owners: await hands.rows('SELECT * FROM filing_owners ORDER BY accession, position'),
  trades: await hands.rows('SELECT to_jsonb(t) AS row FROM insider_trades t ORDER BY accession, table_name, line'),
  insiders: await hands.rows('SELECT * FROM insiders ORDER BY cik'),
  events: await hands.rows(`SELECT data FROM events WHERE type = 'filing.stored' ORDER BY data::text`),
  counts: await hands.rows(
    `SELECT k.request, t.found, t.created, t.other_issuer FROM task_targets t JOIN tasks k ON k.id = task_id ORDER BY 1, k.id`,
  ),
});
