// Computes what a run would cost, for dry runs.

import { type DatasetId, dayMs, type SourceId } from '@tickermill/core';
import { type NewRun, type NewTask, tasksAhead } from '@tickermill/store/ledger';
import { collectorOf } from '../catalogue.ts';
import { definitionOf, readParams } from '../datasets/registry.ts';
import { orUsual } from '../datasets/source-order.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { type SourceOverview, viewSource } from '../sources/source-view.ts';
import { type Decision, decide } from './admissions.ts';
import { candidatesOf } from './candidates.ts';
import { sourceChoice } from './source-choice.ts';
import { planTasks } from './whole-days.ts';

/** What a run would request from a source, and until when that takes. */
interface SourceForecast {
  readonly source: SourceId;
  /** What its targets are likely to take, and what they take at most. */
  readonly requests: number;
  readonly atMost: number;
  /** Requests that come before these. */
  readonly ahead: number;
  /** When the last of them leaves; null while the source is paused. */
  readonly endsAt: Date | null;
}

/** What a run would do. */
export interface RunForecast {
  readonly dataset: DatasetId;
  readonly targets: number;
  /** Targets that a gate would skip, by the reason. */
  readonly skipped: Record<string, number>;
  readonly requests: number;
  readonly sources: SourceForecast[];
  readonly endsAt: Date | null;
}

/**
 * Computes what a run would do if it were started now: how many requests to each source, and when the last of them
 * leaves at today's pace and quota. Writes nothing.
 */
export async function forecastRun(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  run: NewRun,
): Promise<RunForecast> {
  const { dataset, request } = run;
  const { targets, skipped } = await candidatesOf(store.db, { ...run, retryOf: null, groupKey: null }, now());
  const limit = request.limit ?? Number.POSITIVE_INFINITY;
  const decisions = await decide(store.db, { ...run, limit }, targets, now());
  const asked = decisions.filter(({ admission }) => admission.kind !== 'skip' && admission.kind !== 'join');
  const reasons = [
    ...skipped.map(({ reason }) => reason),
    ...decisions.flatMap(({ admission }) =>
      admission.kind === 'skip' ? [admission.reason] : admission.kind === 'join' ? ['in-flight'] : [],
    ),
  ];
  const opened = asked.map(({ target }, nth) => ({ ...target, id: BigInt(nth) }));
  const choice = orUsual(await sourceChoice(store.db, dataset, now()), dataset);
  const { shared, single, idle } = planTasks({ id: 0n, dataset }, opened, choice, now());
  const tasks = [...shared.map(({ task }) => task), ...single];
  const requestsOf = new Map(shared.map(({ task, requests }) => [task, requests]));
  const { maxRequests } = definitionOf(dataset);
  const sources = await Promise.all(
    [...new Set(tasks.map(({ source }) => source))].map((id) =>
      forecastSource({ store, now }, id, {
        tasks: tasks.filter(({ source }) => source === id),
        decisionsOf: ({ targetIds }) => targetIds.flatMap((nth) => asked[Number(nth)] ?? []),
        sharedRequests: (task) => requestsOf.get(task) ?? null,
        maxOf: ({ target }) => maxRequests(readParams(dataset, target)),
      }),
    ),
  );
  return {
    dataset,
    targets: asked.length - idle.length,
    skipped: Object.fromEntries([...new Set(reasons)].map((reason) => [reason, count(reasons, reason)])),
    requests: sum(sources.map(({ requests }) => requests)),
    sources: sources.length > 0 ? sources : [nothingOf(collectorOf(dataset).source, now())],
    endsAt: sources.length > 0 ? latestEnd(sources.map(({ endsAt }) => endsAt)) : now(),
  };
}

const nothingOf = (source: SourceId, now: Date): SourceForecast => ({
  source,
  requests: 0,
  atMost: 0,
  ahead: 0,
  endsAt: now,
});

interface FirstTasks {
  readonly tasks: readonly NewTask[];
  readonly decisionsOf: (task: NewTask) => readonly Decision[];
  /** The requests of a task that brings whole days, with those behind it; null for any other task. */
  readonly sharedRequests: (task: NewTask) => number | null;
  /** The largest number of requests that a target leads to. */
  readonly maxOf: (decision: Decision) => number;
}

/**
 * The requests to a source: one for as many targets as it answers for at once, and those that these are likely to call
 * for.
 */
async function forecastSource(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  id: SourceId,
  { tasks, decisionsOf, sharedRequests, maxOf }: FirstTasks,
): Promise<SourceForecast> {
  // What it took the last time; its first request where nothing is known yet.
  const likelyOf = (decision: Decision) => Math.min(maxOf(decision), Math.max(1, decision.facts.lastRequests ?? 1));
  const requests = sum(tasks.map((task) => sharedRequests(task) ?? Math.max(1, ...decisionsOf(task).map(likelyOf))));
  const source = await viewSource({ store, now }, id);
  const ahead = await tasksAhead(store.db, id, Math.max(...tasks.map(({ priority }) => priority)));
  const single = tasks.filter((task) => sharedRequests(task) === null);
  const maxTotal = sum(single.flatMap(decisionsOf).map(maxOf)) + sum(tasks.map((task) => sharedRequests(task) ?? 0));
  return {
    source: id,
    requests,
    atMost: Math.max(requests, maxTotal),
    ahead,
    endsAt: endOf(source, ahead + requests, now()),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const count = (words: readonly string[], word: string) => words.filter((each) => each === word).length;

/** When the last of so many requests leaves, from now on and without a pause; null while the source is paused. */
export function endOf(
  { state, pace, quota, quietUntil }: Pick<SourceOverview, 'state' | 'pace' | 'quota' | 'quietUntil'>,
  requests: number,
  now: Date,
): Date | null {
  if (state === 'paused') return null;
  const spacingMs = pace.perMs / pace.requests;
  const begin = Math.max(now.getTime(), quietUntil?.getTime() ?? 0);
  if (!quota || requests <= quota.limit - quota.used) return new Date(begin + requests * spacingMs);
  // Today's rest, then whole days, then what is left of the last one.
  const afterToday = requests - Math.max(0, quota.limit - quota.used);
  const wholeDays = Math.ceil(afterToday / quota.limit) - 1;
  const onLastDay = afterToday - wholeDays * quota.limit;
  return new Date(Math.max(begin, quota.resetsAt.getTime()) + wholeDays * dayMs + onLastDay * spacingMs);
}

/** The latest of several ends; null if one of them is unknown, or there are none. */
export function latestEnd(all: readonly (Date | null)[]): Date | null {
  const known = all.filter((end) => end !== null).map((end) => end.getTime());
  return known.length === all.length && known.length > 0 ? new Date(Math.max(...known)) : null;
}
