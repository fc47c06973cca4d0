import { dayMs, type SourceId } from '@tickermill/core';
import type { DryRunResponse, SourceView } from '@tickermill/core/contracts';
import { type NewRun, type NewTask, tasksAhead } from '@tickermill/store/ledger';
import { collectorOf } from '../catalogue.ts';
import { definitionOf, readParams } from '../datasets/registry.ts';
import { orUsual } from '../datasets/source-order.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { viewSource } from '../sources/source-view.ts';
import { type Decision, decide } from './admissions.ts';
import { candidatesOf } from './candidates.ts';
import { firstTasks } from './first-tasks.ts';
import { sourceChoice } from './source-choice.ts';

/**
 * Says what a run would do if it were asked for now: how many requests it makes of each source, and when the last of them
 * leaves at today's pace and quota. Writes nothing.
 */
export async function forecastRun(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  run: NewRun,
): Promise<DryRunResponse> {
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
  const tasks = firstTasks({ id: 0n, dataset }, opened, choice);
  const { maxRequests } = definitionOf(dataset);
  const sources = await Promise.all(
    [...new Set(tasks.map(({ source }) => source))].map((id) =>
      forecastSource({ store, now }, id, {
        tasks: tasks.filter(({ source }) => source === id),
        decisionsOf: ({ targetIds }) => targetIds.flatMap((nth) => asked[Number(nth)] ?? []),
        maxOf: ({ target }) => maxRequests(readParams(dataset, target)),
      }),
    ),
  );
  const ends = sources.map(({ ends_at }) => ends_at);
  return {
    dry_run: true,
    dataset,
    targets: asked.length,
    skipped: Object.fromEntries([...new Set(reasons)].map((reason) => [reason, count(reasons, reason)])),
    requests: sum(sources.map(({ requests }) => requests)),
    sources: sources.length > 0 ? sources : [nothingOf(collectorOf(dataset).source, now())],
    ends_at: ends.includes(null) ? null : (ends.sort().at(-1) ?? now().toISOString()),
  };
}

type Forecast = DryRunResponse['sources'][number];

const nothingOf = (source: SourceId, now: Date): Forecast => ({
  source,
  requests: 0,
  at_most: 0,
  ahead: 0,
  ends_at: now.toISOString(),
});

interface FirstTasks {
  readonly tasks: readonly NewTask[];
  readonly decisionsOf: (task: NewTask) => readonly Decision[];
  /** The most requests that asking for it leads to. */
  readonly maxOf: (decision: Decision) => number;
}

/** What a source is asked: a request for as many targets as it answers for at once, and what that is likely to lead to. */
async function forecastSource(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  id: SourceId,
  { tasks, decisionsOf, maxOf }: FirstTasks,
): Promise<Forecast> {
  // What it took the last time; its first request where nothing is known yet.
  const likelyOf = (decision: Decision) => Math.min(maxOf(decision), Math.max(1, decision.facts.lastRequests ?? 1));
  const requests = sum(tasks.map((task) => Math.max(1, ...decisionsOf(task).map(likelyOf))));
  const source = await viewSource({ store, now }, id);
  const ahead = await tasksAhead(store.db, id, Math.max(...tasks.map(({ priority }) => priority)));
  const maxTotal = sum(tasks.flatMap(decisionsOf).map(maxOf));
  return {
    source: id,
    requests,
    at_most: Math.max(requests, maxTotal),
    ahead,
    ends_at: endOf(source, ahead + requests, now()),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const count = (words: readonly string[], word: string) => words.filter((each) => each === word).length;

/** When the last of so many requests leaves, from now on and without a rest; null while the source is paused. */
export function endOf(
  { state, pace, quota, quiet_until }: Pick<SourceView, 'state' | 'pace' | 'quota' | 'quiet_until'>,
  requests: number,
  now: Date,
): string | null {
  if (state === 'paused') return null;
  const spacingMs = pace.per_ms / pace.requests;
  const begin = Math.max(now.getTime(), quiet_until ? Date.parse(quiet_until) : 0);
  if (!quota || requests <= quota.limit - quota.used) return new Date(begin + requests * spacingMs).toISOString();
  // Today's rest, then whole days, then what is left of the last one.
  const afterToday = requests - Math.max(0, quota.limit - quota.used);
  const wholeDays = Math.ceil(afterToday / quota.limit) - 1;
  const onLastDay = afterToday - wholeDays * quota.limit;
  return new Date(
    Math.max(begin, Date.parse(quota.resets_at)) + wholeDays * dayMs + onLastDay * spacingMs,
  ).toISOString();
}
