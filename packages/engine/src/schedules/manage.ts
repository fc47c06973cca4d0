// Views and changes schedules, for the API.

import {
  type AskedTicker,
  type DatasetId,
  isStage,
  nextSlots,
  PipelineError,
  profileOfStage,
  type Stage,
} from '@tickermill/core';
import {
  changeSchedule,
  createSchedule,
  deleteSchedule,
  findSchedule,
  findScheduleOf,
  followingSchedules,
  followTracking,
  listSchedules,
  pauseSchedule as recordPause,
  resumeSchedule as recordResume,
  rejoinGroup,
  type ScheduleDefinition,
  type SchedulePause,
  type ScheduleRow,
  schedulerStop,
  schedulerTotals,
  setSchedulerRunning,
  timetables,
} from '@tickermill/store/schedules';
import { resolveInstruments, unknownTickers } from '@tickermill/store/universe';
import { z } from 'zod';
import { definitionOf } from '../datasets/registry.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { mirrorJob } from '../queues/job-data.ts';
import { queueNames } from '../queues/jobs.ts';
import { catchUp } from './fall-due.ts';
import { nextRuns } from './next-runs.ts';

const runsShown = 5;
const noParams = z.strictObject({});
/** A refresh requests at most so many targets of each dataset. */
const refreshParams = z.strictObject({ limit: z.int().min(1).max(100_000).optional() });
/** No instrument has this id. */
const nothingListed = 0n;

/** The parameters of a scheduled run: those of its dataset. */
type ScheduleParams = ScheduleDefinition['params'];

/** What a schedule is to be; what is not named stays, or is as usual. */
export interface ScheduleChange {
  readonly cron?: string | undefined;
  readonly zone?: string | undefined;
  /** The schedule that it follows, in place of a cron expression. */
  readonly after?: bigint | undefined;
  readonly notBefore?: string | null | undefined;
  readonly params?: ScheduleParams | undefined;
  readonly enabled?: boolean | undefined;
}

/** A schedule to be written: of a dataset, or a ticker's own. */
export interface NewSchedule extends ScheduleChange {
  readonly dataset: DatasetId | Stage;
  readonly ticker?: AskedTicker | undefined;
  readonly zone: string;
  readonly enabled: boolean;
}

/** A schedule with its next runs. */
export interface UpcomingSchedule extends Pick<ScheduleRow, 'id' | 'dataset' | 'kind' | 'ticker' | 'cron' | 'zone'> {
  readonly group: string;
  readonly enabled: boolean;
  /** How many tickers follow the group; null for what is no group. */
  readonly tickers: number | null;
  readonly after: bigint | null;
  readonly notBefore: string | null;
  readonly params: ScheduleParams;
  readonly nextRun: Date | null;
  readonly nextRuns: Date[];
  readonly pausedAt: Date | null;
  readonly pausedBy: string | null;
  readonly pauseReason: string | null;
  readonly pauseUntil: Date | null;
}

/** Whether the scheduler runs, how many schedules there are, and what is next. */
export interface SchedulerOverview {
  readonly running: boolean;
  readonly jobsCount: number;
  readonly lastRun: Date | null;
  /** Since when all are stopped, by whom and why; null while they run. */
  readonly stopped: { readonly since: Date; readonly by: string | null; readonly reason: string | null } | null;
  readonly nextRun: Date | null;
  readonly queues: {
    readonly name: string;
    readonly waiting: number;
    readonly delayed: number;
    readonly active: number;
  }[];
}

const refused = (field: string, message: string) =>
  new PipelineError('INVALID_INPUT', `${field}: ${message}`, { detail: { field } });

/** A page of the schedules with their next runs. */
export async function viewSchedules(
  requesting: EngineDeps,
  asked: {
    page: number;
    limit: number;
    dataset?: string | undefined;
    ticker?: AskedTicker | undefined;
    own?: boolean;
  },
): Promise<{ page: number; limit: number; total: number; items: UpcomingSchedule[] }> {
  const { page, limit, dataset, ticker, own = false } = asked;
  const instrument = ticker === undefined ? undefined : await resolveInstruments(requesting.store.db, [ticker]);
  const which = { dataset, own, instrumentId: instrument && (instrument.found[0]?.instrumentId ?? nothingListed) };
  const { rows, total } = await listSchedules(requesting.store.db, { ...which, limit, offset: (page - 1) * limit });
  const known = new Map<string, Promise<Date[]>>();
  const items = await Promise.all(rows.map((row) => withNextRuns(requesting, row, known)));
  return { page, limit, total, items };
}

/** One schedule. @throws {PipelineError} `NOT_FOUND` */
export async function viewSchedule(requesting: EngineDeps, id: bigint): Promise<UpcomingSchedule> {
  return withNextRuns(requesting, await existing(requesting, id), new Map());
}

/**
 * Writes a schedule of a dataset, or gives a tracked ticker its own in place of its group's.
 * @throws {PipelineError} `INVALID_INPUT` naming the field, `UNKNOWN_TICKER`
 */
export async function addSchedule(requesting: EngineDeps, asked: NewSchedule): Promise<UpcomingSchedule> {
  const { dataset, ticker, zone, enabled } = asked;
  const { store, now } = requesting;
  const target = isStage(dataset) ? 'market' : definitionOf(dataset).target;
  const meaning = {
    cron: asked.cron ?? null,
    zone,
    enabled,
    afterId: asked.after ?? null,
    notBefore: asked.notBefore ?? null,
    params: readScheduleParams(dataset, asked.params),
  };
  await checkPredecessor(requesting, meaning.afterId, null);
  if (ticker === undefined) {
    const kind = target === 'market' ? 'market' : 'group';
    const id = await createSchedule(store.db, { dataset, kind, ...meaning }, now());
    if (id === null) throw refused('dataset', `${dataset} has a schedule already: change that one.`);
    await store.transaction((tx) => followTracking(tx, now()));
    await enqueueMirror(requesting);
    return viewSchedule(requesting, id);
  }
  if (target === 'market' || isStage(dataset))
    throw refused('ticker', `${dataset} is asked about a whole market, not about a ticker.`);
  const { found } = await resolveInstruments(store.db, [ticker]);
  const [instrument] = found;
  if (!instrument) throw await unknownTickers(store.db, [ticker]);
  const followed = await findScheduleOf(store.db, dataset, instrument.instrumentId);
  if (!followed)
    throw refused('ticker', `${ticker} is not tracked, or ${dataset} has no schedule that it could differ from.`);
  if (isOwn(followed))
    throw refused('ticker', `${ticker} has a schedule of its own already: change schedule ${followed.id}.`);
  const params = asked.params === undefined ? followed.params : meaning.params;
  return redefine(requesting, followed, { ...meaning, params });
}

/**
 * Changes a schedule; a ticker that followed its group has its own from then on.
 * @throws {PipelineError} `NOT_FOUND`, `INVALID_INPUT` naming the field
 */
export async function setSchedule(
  requesting: EngineDeps,
  id: bigint,
  asked: ScheduleChange,
): Promise<UpcomingSchedule> {
  const row = await existing(requesting, id);
  if (Object.values(asked).every((value) => value === undefined)) return viewSchedule(requesting, id);
  await checkPredecessor(requesting, asked.after ?? null, row);
  const afterId = asked.cron !== undefined ? null : (asked.after ?? row.afterId);
  if (afterId === null && typeof asked.notBefore === 'string') {
    throw refused('not_before', 'only a schedule that follows another has it.');
  }
  return redefine(requesting, row, {
    cron: asked.after === undefined ? (asked.cron ?? row.cron) : null,
    zone: asked.zone ?? row.zone,
    afterId,
    notBefore: afterId === null ? null : asked.notBefore === undefined ? row.notBefore : asked.notBefore,
    enabled: asked.enabled ?? row.enabled,
    params: asked.params === undefined ? row.params : readScheduleParams(row.dataset, asked.params),
  });
}

/**
 * Deletes a schedule, with a group those of its tickers. A ticker's own goes back to what its group means.
 * @throws {PipelineError} `NOT_FOUND`, `INVALID_INPUT`
 */
export async function removeSchedule(requesting: EngineDeps, id: bigint): Promise<void> {
  const { store, now } = requesting;
  const row = await existing(requesting, id);
  if (row.kind === 'ticker' && !isOwn(row)) {
    throw refused('id', `${row.ticker ?? 'The ticker'} follows its group: disable it, or track it no longer.`);
  }
  const followers = await followingSchedules(store.db, id);
  if (followers.length > 0)
    throw refused('id', `Schedule ${followers.slice(0, 5).join(', ')} follows it: change that first.`);
  await catchUp(requesting, now());
  await store.transaction(async (tx) => {
    if (row.kind !== 'ticker' || !(await rejoinGroup(tx, id, now()))) await deleteSchedule(tx, id);
  });
  await enqueueMirror(requesting);
}

/**
 * Pauses a schedule, with a group its tickers, until an instant or until it is resumed. What fell due up to now is
 * written first. @throws {PipelineError} `NOT_FOUND`
 */
export async function pauseSchedule(
  requesting: EngineDeps,
  id: bigint,
  pause: Omit<SchedulePause, 'at'>,
): Promise<UpcomingSchedule> {
  await existing(requesting, id);
  await catchUp(requesting, requesting.now());
  await recordPause(requesting.store.db, id, { ...pause, at: requesting.now() });
  return viewSchedule(requesting, id);
}

/** Ends the pause of a schedule; what it left out is not made up for. @throws {PipelineError} `NOT_FOUND` */
export async function resumeSchedule(requesting: EngineDeps, id: bigint): Promise<UpcomingSchedule> {
  await existing(requesting, id);
  await catchUp(requesting, requesting.now());
  await recordResume(requesting.store.db, id);
  return viewSchedule(requesting, id);
}

/** Whether the scheduler runs, how many schedules there are, and what is next. */
export async function viewScheduler({ store, queues, now }: EngineDeps): Promise<SchedulerOverview> {
  const [stopped, { jobs, lastRun }, all] = await Promise.all([
    schedulerStop(store.sql),
    schedulerTotals(store.db),
    timetables(store.db),
  ]);
  const next = all.flatMap(({ cron, zone }) => nextSlots(cron, zone, now(), 1)).map((slot) => slot.getTime());
  const running = stopped === null;
  return {
    running,
    stopped,
    jobsCount: jobs,
    lastRun,
    nextRun: running && next.length > 0 ? new Date(Math.min(...next)) : null,
    queues: await Promise.all(queueNames.map(async (name) => ({ name, ...(await queues.counts(name)) }))),
  };
}

/** Stops or starts all schedules, for every process and over restarts. What fell due up to now is written first. */
export async function runScheduler(requesting: EngineDeps, running: boolean): Promise<SchedulerOverview> {
  // Else a slot of the time before would be judged by what holds from now on.
  await catchUp(requesting, requesting.now());
  await setSchedulerRunning(requesting.store.db, running);
  return viewScheduler(requesting);
}

const isOwn = ({ kind, groupKey, dataset }: ScheduleRow) => kind === 'ticker' && groupKey !== dataset;

async function redefine(requesting: EngineDeps, row: ScheduleRow, to: ScheduleDefinition): Promise<UpcomingSchedule> {
  const { store, now } = requesting;
  // Slots of the old version that are due by now are recorded first: its pending tick is about to be dropped.
  await catchUp(requesting, now());
  await store.transaction((tx) => changeSchedule(tx, row.id, to, now()));
  await enqueueMirror(requesting);
  return viewSchedule(requesting, row.id);
}

/** Has the repeatable jobs follow at once. The change holds without it: the reconciler mirrors them in its round. */
async function enqueueMirror({ queues }: EngineDeps): Promise<void> {
  await queues.add('schedule', [mirrorJob]).catch(() => {});
}

async function existing({ store }: EngineDeps, id: bigint): Promise<ScheduleRow> {
  const row = await findSchedule(store.db, id);
  if (!row) throw new PipelineError('NOT_FOUND', `There is no schedule ${id}.`);
  return row;
}

/** Only what is no ticker's may be followed, and nothing follows itself, however far round. */
async function checkPredecessor({ store }: EngineDeps, afterId: bigint | null, row: ScheduleRow | null): Promise<void> {
  for (let id = afterId; id !== null; ) {
    const predecessor: ScheduleRow | null = await findSchedule(store.db, id);
    if (!predecessor) throw refused('after', `there is no schedule ${id}.`);
    if (predecessor.kind === 'ticker')
      throw refused('after', `schedule ${id} is of one ticker; follow that of its group.`);
    if (predecessor.id === row?.id) throw refused('after', 'a schedule cannot follow itself.');
    id = predecessor.afterId;
  }
}

/** Parameters as the dataset takes them. @throws {PipelineError} `INVALID_INPUT` */
function readScheduleParams(dataset: DatasetId | Stage, params: ScheduleParams = {}): ScheduleParams {
  const stageParams = profileOfStage(dataset) === null ? noParams : refreshParams;
  const scheduleParams = isStage(dataset) ? stageParams : definitionOf(dataset).scheduleParams;
  const read = scheduleParams.safeParse(params);
  if (read.success) return read.data as ScheduleParams;
  const [issue] = read.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    const takes = Object.keys(scheduleParams.shape).map(asWritten).join(', ') || 'none';
    throw refused(`params.${asWritten(issue.keys[0] ?? '')}`, `no parameter of ${dataset}, which takes ${takes}`);
  }
  throw refused(`params.${asWritten(String(issue?.path[0]))}`, issue?.message ?? 'does not fit');
}

/** A parameter as people write it: `days_back`. */
const asWritten = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** `known`: the next runs of what means the same, which ten thousand members of a group do. */
async function withNextRuns(
  { store, now }: EngineDeps,
  row: ScheduleRow,
  known: Map<string, Promise<Date[]>>,
): Promise<UpcomingSchedule> {
  const { cron, zone, afterId, notBefore, enabled, params } = row;
  const instant = now();
  const isPaused = row.pausedAt !== null && (row.pauseUntil === null || row.pauseUntil > instant);
  // Of a pause without an end nobody knows what is next.
  const after = isPaused && row.pauseUntil !== null ? row.pauseUntil : instant;
  const isEndless = isPaused && row.pauseUntil === null;
  const key = JSON.stringify([cron, zone, String(afterId), notBefore, enabled, isEndless || after]);
  const find = (id: bigint) => findSchedule(store.db, id);
  const runs = known.get(key) ?? (isEndless ? Promise.resolve([]) : nextRuns(row, { after, count: runsShown, find }));
  known.set(key, runs);
  const next = await runs;
  return {
    id: row.id,
    dataset: row.dataset,
    kind: row.kind,
    ticker: row.ticker,
    group: row.groupKey,
    cron,
    zone,
    enabled,
    tickers: row.kind === 'group' ? row.members : null,
    after: afterId,
    notBefore,
    params,
    nextRun: next[0] ?? null,
    nextRuns: next,
    pausedAt: isPaused ? row.pausedAt : null,
    pausedBy: isPaused ? row.pausedBy : null,
    pauseReason: isPaused ? row.pauseReason : null,
    pauseUntil: isPaused ? row.pauseUntil : null,
  };
}
