import type { Store } from '@tickermill/store';
import {
  addTargets,
  addTasks,
  type Claim,
  claimTask,
  createRun,
  type Dispatch,
  fillWindow,
  markRunPlanned,
  type NewTask,
  type NextTask,
  type Trigger,
} from '@tickermill/store/ledger';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';

/** An answer that brought nothing: what a test says of a result is what differs from it. */
export const nothing = {
  state: 'nothing',
  records: [],
  found: null,
  next: [],
  documentLimit: null,
  capture: null,
} as const;

type Job = Pick<Dispatch, 'taskId' | 'dispatch'>;

/** What tests do to a ledger, in one line each. */
export interface LedgerHands {
  rows<T>(sql: string): Promise<T[]>;
  /** A run that is planned, with open targets, by their names. */
  openRun(...targets: string[]): Promise<{ runId: bigint; targets: Map<string, bigint>; targetIds: bigint[] }>;
  /** A run that waits for its planner; of a slot, if one is named. */
  createRun(slot?: { group: string; dueAt: string; trigger?: Trigger }): Promise<bigint>;
  /** Opens targets of a run and marks it planned. */
  plan(runId: bigint, ...targets: string[]): Promise<Map<string, bigint>>;
  add(...tasks: NewTask[]): Promise<void>;
  fill(size?: number): Promise<Dispatch[]>;
  claim(job: Job | undefined): Promise<Claim>;
  /** The same; null when the claim is refused. */
  tryClaim(job: Job | undefined): Promise<Claim | null>;
  /** Fills the window and claims the first task that comes. */
  claimNext(): Promise<Claim>;
  /** The states of targets by their names, of one run. */
  targetStates(runId: bigint): Promise<Record<string, string>>;
}

/** A task of a run, before it is a row. */
export const makeTask = (runId: bigint, request: string, fields: Partial<NextTask> = {}): NextTask => ({
  runId,
  parentId: null,
  source: 'sec-edgar',
  dataset: 'insider-trades',
  collector: 'insider-trades',
  step: 'document',
  input: {},
  request,
  title: request,
  label: 'AAPL',
  documentKey: null,
  priority: 20,
  ...fields,
});

/** Gives every test of a suite a ledger in a database of its own. */
export function onOwnLedger(use: (ledger: { store: ScratchStore; hands: LedgerHands }) => void): void {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
    use({ store, hands: handsOn(store) });
  });
  afterEach(() => store.close());
}

/** Hands for the ledger of a store. */
export function handsOn(store: Store): LedgerHands {
  const request = { tickers: [], params: {}, force: false };
  const hands: LedgerHands = {
    rows: (sql) => store.db.$queryRawUnsafe(sql),
    async openRun(...targets) {
      const runId = await hands.createRun();
      const open = await hands.plan(runId, ...targets);
      return { runId, targets: open, targetIds: [...open.values()] };
    },
    async createRun(slot) {
      if (!slot) return createRun(store.db, { dataset: 'insider-trades', trigger: 'manual', request });
      const { group, dueAt, trigger = 'schedule' } = slot;
      const data = { dataset: 'insider-trades', trigger, request, groupKey: group, dueAt: new Date(dueAt) };
      return (await store.db.run.create({ data })).id;
    },
    plan(runId, ...targets) {
      const wanted = targets.map((target) => ({ target, tickers: [target], params: {}, force: false, priority: 20 }));
      return store.transaction(async (tx) => {
        const ids = await addTargets(tx, { runId, dataset: 'insider-trades', kind: 'cik', targets: wanted });
        await markRunPlanned(tx, runId);
        return ids;
      });
    },
    add: (...tasks) => store.transaction((tx) => addTasks(tx, tasks)),
    fill: (size = 1_000) =>
      store.transaction((tx) => fillWindow(tx, 'sec-edgar', { size, backfill: { priority: 90, size }, quota: null })),
    async claim(job) {
      const claim = await hands.tryClaim(job);
      if (!claim) throw new Error('the task could not be claimed');
      return claim;
    },
    async tryClaim(job) {
      if (!job) throw new Error('no task was waiting');
      return claimTask(store.db, { taskId: job.taskId, dispatch: job.dispatch, worker: 'test' });
    },
    async claimNext() {
      const [job] = await hands.fill();
      return hands.claim(job);
    },
    async targetStates(runId) {
      const targets = await store.db.runTarget.findMany({ where: { runId }, orderBy: { target: 'asc' } });
      return Object.fromEntries(targets.map(({ target, state }) => [target, state]));
    },
  };
  return hands;
}
