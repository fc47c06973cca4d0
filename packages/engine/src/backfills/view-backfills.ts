import { type DatasetId, type Day, PipelineError, type SourceId } from '@tickermill/core';
import { type BackfillFigures, backfillFigures } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import { latestEnd } from '../planning/forecast.ts';
import { type Ends, readEnds } from './ends.ts';

type ViewDeps = Pick<EngineDeps, 'store' | 'now'>;

interface BackfillSource {
  readonly source: SourceId;
  readonly requests: number;
  readonly left: number;
  /** Null while it is unknown. */
  readonly endsAt: Date | null;
}

/** A backfill as it is now: a run, whose id it has. */
export interface Backfill {
  readonly id: bigint;
  readonly dataset: DatasetId;
  /** Null: every instrument that is listed. */
  readonly tickers: string[] | null;
  readonly from: Day;
  readonly to: Day;
  readonly state: BackfillFigures['state'] | 'paused';
  readonly ending: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly percent: number;
  readonly targetsByState: Record<string, number>;
  readonly tasks: number;
  readonly tasksByState: Record<string, number>;
  readonly rowsStored: number;
  /** Over the last five minutes; null when it has ended. */
  readonly rowsPerSecond: number | null;
  readonly sources: BackfillSource[];
  readonly endsAt: Date | null;
}

/** Backfills in their current state: one, those in progress, or a page of all, the newest first. */
export async function viewBackfills(
  viewing: ViewDeps,
  which: Parameters<typeof backfillFigures>[1],
): Promise<Backfill[]> {
  const all = await backfillFigures(viewing.store.db, which);
  const open = all.filter(({ finishedAt }) => finishedAt === null);
  const ends = await readEnds(
    viewing,
    open.flatMap(({ sources }) => sources.map(({ source }) => source)),
  );
  return all.map((figures) => toBackfill(figures, ends));
}

/** One backfill as it is now. @throws {PipelineError} `NOT_FOUND` */
export async function viewBackfill(viewing: ViewDeps, id: bigint): Promise<Backfill> {
  const [view] = await viewBackfills(viewing, { id });
  if (!view) throw new PipelineError('NOT_FOUND', `There is no backfill ${id}.`);
  return view;
}

function toBackfill(figures: BackfillFigures, ends: ReadonlyMap<string, Ends>): Backfill {
  const { id, dataset, tickers, from, to, ending, createdAt, finishedAt, isPaused, rows, lately } = figures;
  const { planned, targetsByState, tasksByState } = figures;
  const isOver = finishedAt !== null;
  const tasks = Object.values(tasksByState).reduce((sum, each) => sum + each, 0);
  const left = openOf(tasksByState);
  // While it is being planned the remaining requests are unknown, and while it is paused, their time.
  const isEndKnown = planned === 1 && !isPaused && ending === null;
  const sources = figures.sources.map((each) => ({
    ...each,
    // Its own open requests are among those that come before one more.
    endsAt: isEndKnown && each.left > 0 ? (ends.get(each.source)?.after(0) ?? null) : null,
  }));
  const waiting = sources.filter((each) => each.left > 0);
  return {
    id,
    dataset,
    tickers,
    from,
    to,
    state: isPaused && !isOver && ending === null ? 'paused' : figures.state,
    ending: isOver ? null : ending,
    createdAt,
    finishedAt,
    percent: percentOf({ isOver, planned, tasks, left }),
    targetsByState,
    tasks,
    tasksByState,
    rowsStored: rows,
    rowsPerSecond: isOver ? null : Math.round((lately.rows / Math.max(lately.seconds, 1)) * 10) / 10,
    sources,
    endsAt: latestEnd(waiting.map((each) => each.endsAt)),
  };
}

const openOf = ({ waiting = 0, queued = 0, running = 0 }: Record<string, number>) => waiting + queued + running;

/** To a tenth, rounded down: only a backfill that has ended shows 100. */
function percentOf(of: { isOver: boolean; planned: number; tasks: number; left: number }): number {
  const { isOver, planned, tasks, left } = of;
  if (isOver && left === 0) return 100;
  const ended = tasks === 0 ? 0 : (tasks - left) / tasks;
  return Math.min(99.9, Math.floor(planned * ended * 1_000) / 10);
}
