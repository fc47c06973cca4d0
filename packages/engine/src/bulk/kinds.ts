import { type BulkActionKind, type DatasetId, PipelineError } from '@tickermill/core';
import { type BulkAction, type BulkItem, type BulkOutcome, failedTasksOf } from '@tickermill/store/bulk';
import { datasetsOfTasks, reopenTasks, reviveDeadLetter } from '@tickermill/store/ledger';
import { resolveQaFinding } from '@tickermill/store/quality';
import { recheckRun } from '../datasets/daily-prices/recheck-run.ts';
import { manualRun } from '../datasets/insider-trades/manual-run.ts';
import { definitionOf } from '../datasets/registry.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { priorityOf } from '../planning/order.ts';
import { planJob } from '../queues/job-data.ts';
import { cancelRun } from '../runs/run-control.ts';
import { requestRun, trackTickers } from '../runs/runs.ts';
import { untrackTickers } from '../runs/untrack.ts';

type AboutAction = Pick<BulkAction, 'note' | 'watchlist' | 'createdBy'>;

/** How a bulk action does its items. */
interface BulkKind {
  /** How many items are done at a time. */
  readonly batch: number;
  /** Whether they are done in the transaction that notes it; else they are done before, and may be done twice. */
  readonly isWithin: boolean;
  /** Does them. An item that cannot be done is an outcome with an error; what it throws is the error of all of them. */
  carryOut(deps: EngineDeps, items: readonly BulkItem[], action: AboutAction): Promise<BulkOutcome[]>;
}

/** The lookback of filings as a manual run has it. */
const filingOptions = { daysBack: 30, maxFilings: 10, force: false };

/** The runs that bulk actions for tickers request. */
export const runOfTickers = {
  'request-filings': (tickers: readonly string[]) => manualRun(tickers, filingOptions),
  'recheck-prices': (tickers: readonly string[]) => recheckRun(tickers),
};

const done = ({ place }: BulkItem, runId: bigint | null = null): BulkOutcome => ({
  place,
  errorCode: null,
  errorMessage: null,
  runId,
});

/** An item that could not be done. */
export const failed = ({ place }: BulkItem, { code, message }: PipelineError): BulkOutcome => ({
  place,
  errorCode: code,
  errorMessage: message,
  runId: null,
});

const requesting = (kind: keyof typeof runOfTickers): BulkKind => ({
  batch: 500,
  isWithin: true,
  async carryOut(deps, items) {
    const runId = await requestRun(deps, runOfTickers[kind](items.map(({ label }) => label)));
    return items.map((item) => done(item, runId));
  },
});

/** Every kind of bulk action. */
export const bulkKinds: Readonly<Record<BulkActionKind, BulkKind>> = {
  'revive-dead-letters': {
    batch: 200,
    isWithin: true,
    async carryOut({ store }, items) {
      const outcomes: BulkOutcome[] = [];
      for (const item of items) {
        const letter = await reviveDeadLetter(store.db, BigInt(item.subject));
        outcomes.push(letter ? done(item) : failed(item, gone('dead letter', item)));
      }
      return outcomes;
    },
  },
  'resolve-findings': {
    batch: 200,
    isWithin: true,
    async carryOut({ store }, items, { note, createdBy: by }) {
      const outcomes: BulkOutcome[] = [];
      for (const item of items) {
        const isResolved = await resolveQaFinding(store.db, BigInt(item.subject), { by, note });
        outcomes.push(isResolved ? done(item) : failed(item, gone('open finding', item)));
      }
      return outcomes;
    },
  },
  'cancel-runs': {
    batch: 20,
    isWithin: false, // it takes jobs out of the queues; done twice is as good as once
    async carryOut(deps, items) {
      const outcomes: BulkOutcome[] = [];
      for (const item of items) {
        try {
          await cancelRun(deps, BigInt(item.subject));
          outcomes.push(done(item));
        } catch (error) {
          if (!(error instanceof PipelineError)) throw error;
          outcomes.push(failed(item, error));
        }
      }
      return outcomes;
    },
  },
  'retry-targets': { batch: 200, isWithin: true, carryOut: retryTargets },
  'request-filings': requesting('request-filings'),
  'recheck-prices': requesting('recheck-prices'),
  'track-tickers': {
    batch: 500,
    isWithin: true,
    async carryOut(deps, items, { watchlist }) {
      const tickers = items.map(({ label }) => label);
      const { refused } = await trackTickers(deps, watchlist ?? 'default', tickers, { skipUnknown: true });
      return items.map((item) => {
        const why = refused.get(item.label);
        return why === undefined ? done(item) : failed(item, new PipelineError('UNKNOWN_TICKER', why));
      });
    },
  },
  'untrack-tickers': {
    batch: 500,
    isWithin: true,
    async carryOut(deps, items, { watchlist }) {
      const tickers = items.map(({ label }) => label);
      const { missing } = await untrackTickers(deps, watchlist ?? 'default', tickers);
      return items.map((item) =>
        missing.includes(item.label) ? failed(item, gone(`ticker on ${watchlist}`, item)) : done(item),
      );
    },
  },
};

const gone = (what: string, { label }: BulkItem) => new PipelineError('NOT_FOUND', `${label} is no ${what} any more.`);

/** Opens the failed tasks of targets again, in one run per dataset. */
async function retryTargets({ store, queues }: EngineDeps, items: readonly BulkItem[]): Promise<BulkOutcome[]> {
  const found = await failedTasksOf(
    store.db,
    items.map(({ subject }) => subject),
  );
  const tasksOf = new Map(found.map(({ target, tasks }) => [target, tasks]));
  const datasetOf = await datasetsOfTasks(
    store.db,
    found.flatMap(({ tasks }) => tasks),
  );
  const runOf = new Map<bigint, bigint>();
  const dead = new Set<bigint>();
  for (const dataset of new Set<DatasetId>(datasetOf.values())) {
    const { target: kind } = definitionOf(dataset);
    const taskIds = [...datasetOf].flatMap(([id, of]) => (of === dataset ? [id] : []));
    const priority = priorityOf('manual', kind, undefined);
    const reopened = await reopenTasks(store.db, { dataset, kind, taskIds, priority });
    for (const id of reopened.dead) dead.add(id);
    if (reopened.runId !== null) for (const id of reopened.tasks) runOf.set(id, reopened.runId);
  }
  await queues.add('plan', [...new Set(runOf.values())].map(planJob)); // planned already: this has the windows filled
  return items.map((item) => {
    const tasks = tasksOf.get(item.subject) ?? [];
    const runId = tasks.map((id) => runOf.get(id)).find((id) => id !== undefined);
    if (runId !== undefined) return done(item, runId);
    const why = tasks.some((id) => dead.has(id))
      ? `${item.label} is a dead letter: revive that first.`
      : `${item.label} has no failed request any more.`;
    return failed(item, new PipelineError('NOT_RETRIABLE', why));
  });
}
