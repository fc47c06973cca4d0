import type { Store } from '@tickermill/store';
import {
  addTargets,
  addTasks,
  type Claim,
  cancelMarkedRuns,
  commitFailure,
  commitResult,
  type Dispatch,
  dispatchAgain,
  dispatchedTasks,
  Fenced,
  finishRun,
  giveBack,
  holdRun,
  joinTargets,
  lockUnplannedRun,
  markAlone,
  markCancelled,
  markRunPlanned,
  postpone,
  releaseRun,
  reprioritiseTasks,
  runsToFinish,
  runsToFollow,
  skipTargets,
  supersedeEarlierSlots,
  takeTurns,
} from '@tickermill/store/ledger';
import { makeFiling } from '@tickermill/testkit';
import { handsOn, type LedgerHands, makeTask, nothing } from './ledger.fixture.ts';

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const targets = ['0000000001', '0000000002', '0000000003', '0000000004'] as const;
const documents = Array.from({ length: 8 }, (_, n) => `0000000001-26-00000${n}`);
const dataset = 'insider-trades';
const kind = 'cik';
const error = { code: 'TIMEOUT', message: 'too slow' };

/** A small ledger, and the world that works on it: workers, a queue that loses jobs, an operator, a planner. */
interface LedgerWorld {
  /** Plans the first run. */
  plan(): Promise<void>;
  /** Does one thing, chosen by the numbers of its seed. Returns what it did, for the story of a failure. */
  step(): Promise<string>;
  /** Does what is left, as workers and reconciler would: nothing may be left then. */
  drain(): Promise<void>;
  /** How often each run was finished. */
  readonly finished: Map<bigint, number>;
  /** What fenced workers wrote all the same: must stay empty. */
  readonly wrongs: string[];
}

/** Makes the world of a seed. Tables are empty. */
export function makeWorld(store: Store, random: () => number): LedgerWorld {
  const hands: LedgerHands = handsOn(store);
  const finished = new Map<bigint, number>();
  const wrongs: string[] = [];
  const runs: bigint[] = [];
  /** The jobs that the queue holds, and the claims that workers hold: fenced ones stay among them. */
  const jobs: Dispatch[] = [];
  const claims: Claim[] = [];
  const upTo = (n: number) => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]): T | undefined => from[upTo(from.length)];
  const draw = <T>(from: T[]): T | undefined => from.splice(upTo(from.length), 1)[0];

  /** What the answer of a task brings: lists name documents and pages, documents hold a filing. */
  function resultOf(claim: Claim): Parameters<typeof commitResult>[2] {
    if (claim.documentKey) {
      const issuer = { cik: pick(targets) as string, name: 'Issuer', symbol: null, foreignSymbol: null };
      const filing = makeFiling({ accession: claim.documentKey, issuer });
      return { ...nothing, state: 'done', records: [filing], found: 0 };
    }
    const parentId = claim.taskId;
    const named = documents.filter(() => random() < 0.3);
    const next = named.map((key) => makeTask(claim.runId, `GET ${key}`, { parentId, documentKey: key }));
    if (claim.step === 'list' && random() < 0.3) {
      next.push(makeTask(claim.runId, `GET page ${upTo(3)}`, { parentId, step: 'page' }));
    }
    if (next.length === 0) return random() < 0.2 ? { ...nothing, state: 'gone' } : nothing;
    return { ...nothing, state: 'done', found: named.length, next, documentLimit: random() < 0.3 ? 2 : null };
  }

  /** Ends a claim by `write`; a claim that has been overtaken must be refused. */
  async function end(claim: Claim | undefined, write: (claim: Claim) => Promise<unknown>): Promise<void> {
    if (!claim) return;
    const [task] = await hands.rows<{ state: string; claim: number }>(
      `SELECT state, claim FROM tasks WHERE id = ${claim.taskId}`,
    );
    const isOvertaken = task?.state !== 'running' || task.claim !== claim.claim;
    try {
      await write(claim);
      if (isOvertaken)
        wrongs.push(`task ${claim.taskId} was written by claim ${claim.claim}, which had been overtaken`);
    } catch (thrown) {
      if (!(thrown instanceof Fenced)) throw thrown;
    }
  }

  const finish = async () => {
    const ready = await runsToFinish(store.db, runs);
    await Promise.all(
      ready
        .flatMap((id) => [id, id])
        .map(async (id) => {
          if (await store.transaction((tx) => finishRun(tx, id))) finished.set(id, (finished.get(id) ?? 0) + 1);
        }),
    );
  };
  const fill = async (size: number) => {
    jobs.push(...(await hands.fill(size)));
  };
  const claimJob = async (job: Dispatch | undefined) => {
    if (!job) return;
    const claim = await hands.tryClaim(job);
    if (claim) claims.push(claim);
  };
  const settle = (ids: readonly bigint[]) => store.transaction((tx) => cancelMarkedRuns(tx, ids));
  const callOff = async (id: bigint) => {
    if ((await store.transaction((tx) => markCancelled(tx, id))) === 'open' && random() < 0.7) await settle([id]);
  };
  const reconcile = async () => {
    const lost = (await dispatchedTasks(store.db, 'sec-edgar')).filter(
      (task) => !jobs.some(({ taskId, dispatch }) => taskId === task.taskId && dispatch === task.dispatch),
    );
    jobs.push(...(await store.transaction((tx) => dispatchAgain(tx, lost))));
  };

  const steps: readonly [name: string, often: number, act: () => Promise<void>][] = [
    ['fill', 8, () => fill(1 + upTo(6))],
    // The job stays where it is: claimed again before it ends, it has stalled.
    ['claim', 12, () => claimJob(pick(jobs))],
    ['commit', 10, () => end(draw(claims), (claim) => commitResult(store, claim, resultOf(claim)))],
    [
      'commit of one that may have been overtaken',
      2,
      () => end(claims[0], (claim) => commitResult(store, claim, resultOf(claim))),
    ],
    [
      'fail',
      2,
      () =>
        end(draw(claims), (claim) =>
          commitFailure(store, claim, {
            ...error,
            capture: null,
            ownFault: random() < 0.5,
            setAside: claim.documentKey ? { parserVersion: 1 } : null,
          }),
        ),
    ],
    [
      'postpone',
      3,
      async () =>
        void (
          claims.length > 0 &&
          (await postpone(store.db, draw(claims) as Claim, { delayMs: 1, throttled: random() < 0.3, error }))
        ),
    ],
    ['give back', 3, async () => void (claims.length > 0 && (await giveBack(store.db, draw(claims) as Claim)))],
    ['mark alone', 1, () => end(pick(claims), (claim) => markAlone(store.db, claim))],
    ['cancel', 1, () => callOff(pick(runs) as bigint)],
    ['hold', 2, async () => void (await store.transaction((tx) => holdRun(tx, pick(runs) as bigint)))],
    ['release', 2, async () => void (await store.transaction((tx) => releaseRun(tx, pick(runs) as bigint)))],
    [
      'supersede',
      1,
      async () => void (await settle(await supersedeEarlierSlots(store.db, runs.at(-1) as bigint, [dataset]))),
    ],
    ['lose jobs', 1, async () => void jobs.splice(0, upTo(jobs.length + 1))],
    ['lose a worker', 1, async () => void claims.splice(0, upTo(claims.length + 1))],
    ['reconcile', 2, reconcile],
    ['settle', 1, async () => void (await settle(runs))],
    ['finish', 2, finish],
    ['plan the next run', 2, planNext],
    ['plan follow-ups', 2, () => follow()],
    [
      'raise',
      1,
      async () => {
        const open = await hands.rows<{ id: bigint }>(`SELECT id FROM run_targets WHERE state = 'open' ORDER BY id`);
        await store.transaction((tx) =>
          reprioritiseTasks(
            tx,
            open.map(({ id }) => id),
          ),
        );
      },
    ],
  ];
  const total = steps.reduce((sum, [, often]) => sum + often, 0);

  /** The first task of each target. */
  const lists = (runId: bigint, open: ReadonlyMap<string, bigint>) =>
    [...open].map(([target, targetId]) => ({
      ...makeTask(runId, `GET list ${random() < 0.3 ? 'shared' : target}`, {
        step: 'list',
        priority: 10 * (1 + upTo(3)),
      }),
      targetIds: [targetId],
    }));
  const follow = async () => {
    for (const id of await runsToFollow(store.db)) {
      await store.transaction(async (tx) => {
        const turns = await takeTurns(tx, id);
        await addTasks(tx, lists(id, new Map(turns.map((turn) => [turn.target, turn.id]))));
      });
    }
  };

  let planned = 0;
  /** Runs come one after the other: two slots of a group, and a manual one that wants the same and more. */
  async function planNext(): Promise<void> {
    if (planned >= 3) return;
    const number = planned++; // taken at once: two steps may plan at the same time
    const slot = { group: 'all', dueAt: `2026-11-20T0${number}:00:00Z` };
    const id = await hands.createRun(number === 1 ? undefined : slot);
    runs.push(id);
    if (random() < 0.1) await callOff(id);
    const wanted = targets.filter(() => random() < 0.7);
    await store.transaction(async (tx) => {
      if (!(await lockUnplannedRun(tx, id))) return;
      const named = wanted.map((target) => ({ target, tickers: [target], params: {}, force: false, priority: 20 }));
      const open = await addTargets(tx, { runId: id, dataset, kind, targets: named });
      const behind = named.filter(({ target }) => !open.has(target));
      const waiting = await addTargets(tx, { runId: id, dataset, kind, targets: behind, followUp: true });
      await addTasks(tx, lists(id, open));
      // Whoever finds neither room leaves it at that here; the planner would decide again.
      const third = behind.filter(({ target }) => !waiting.has(target));
      const hosts = await joinTargets(tx, { dataset, targets: third });
      const skipped = third.map((target) => ({ ...target, reason: 'in-flight' }));
      await skipTargets(tx, {
        runId: id,
        dataset,
        kind,
        targets: skipped.map((target) => ({ ...target, joined: hosts.get(target.target)?.runId ?? 0n })),
      });
      await markRunPlanned(tx, id);
    });
  }

  return {
    finished,
    wrongs,
    plan: planNext,
    async step() {
      let at = upTo(total);
      for (const [name, often, act] of steps) {
        at -= often;
        if (at >= 0) continue;
        await act();
        return name;
      }
      return 'nothing';
    },
    async drain() {
      while (runs.length < 3) await planNext();
      await Promise.all(runs.map((id) => store.transaction((tx) => releaseRun(tx, id))));
      await settle(runs);
      const stuck = await hands.rows(`
        SELECT k.id FROM runs r JOIN run_targets t ON t.run_id = r.id JOIN task_targets ON target_id = t.id JOIN tasks k ON k.id = task_id
        WHERE r.ending IS NOT NULL AND t.state = 'open' AND k.state IN ('waiting', 'queued')`);
      if (stuck.length > 0) wrongs.push('a run that was called off and settled still waits for its turn');
      for (let round = 0; round < 100; round++) {
        const calledOff = await hands.rows<{ id: bigint }>(
          'SELECT id FROM runs WHERE ending IS NOT NULL AND finished_at IS NULL',
        );
        await settle(calledOff.map(({ id }) => id));
        await follow();
        await finish();
        const [left] = await hands.rows<{ n: number }>('SELECT count(*)::int AS n FROM runs WHERE finished_at IS NULL');
        if (left?.n === 0) return;
        await fill(100);
        await reconcile();
        await Promise.all(
          jobs.splice(0).map(async (job) => {
            const claim = await hands.tryClaim(job);
            if (claim) await end(claim, () => commitResult(store, claim, resultOf(claim)));
          }),
        );
      }
      wrongs.push('it could not be drained');
    },
  };
}
