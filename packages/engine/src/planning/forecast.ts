import type { DryRunResponse, SourceView } from '@tickermill/core';
import { type NewRun, tasksAhead } from '@tickermill/store';
import { collectorOf } from '../catalogue.ts';
import type { Requesting } from '../runs/runs.ts';
import { viewSource } from '../sources/source-view.ts';
import { type Decision, decide } from './admissions.ts';
import { candidatesOf } from './candidates.ts';

const dayMs = 86_400_000;

/**
 * Says what a run would do if it were asked for now: how many requests it makes of its source, and when the last of them
 * leaves at today's pace and quota. Writes nothing.
 */
export async function forecastRun(
  { store, now }: Pick<Requesting, 'store' | 'now'>,
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
  const requests = sum(asked.map(likelyRequests));
  const id = collectorOf(dataset).source;
  const source = await viewSource({ store, now }, id);
  const last = Math.max(0, ...asked.map(({ target }) => target.priority));
  const ahead = asked.length > 0 ? await tasksAhead(store.db, id, last) : 0;
  const endsAt = requests > 0 ? endOf(source, ahead + requests, now()) : now().toISOString();
  return {
    dry_run: true,
    dataset,
    targets: asked.length,
    skipped: Object.fromEntries([...new Set(reasons)].map((reason) => [reason, count(reasons, reason)])),
    requests,
    sources: [{ source: id, requests, at_most: sum(asked.map(mostRequests)), ahead, ends_at: endsAt }],
    ends_at: endsAt,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const count = (words: readonly string[], word: string) => words.filter((each) => each === word).length;

/** What it took the last time; its first request where nothing is known yet. */
const likelyRequests = (decision: Decision) =>
  Math.min(mostRequests(decision), Math.max(1, decision.facts.lastRequests ?? 1));

/** The request that asks for a list, and the documents that it may ask for. */
const mostRequests = ({ target }: Decision) => 1 + Number(target.params['maxFilings'] ?? 0);

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
