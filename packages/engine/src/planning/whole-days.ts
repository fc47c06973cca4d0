// Decides where requests for whole days of markets take the place of those for each of their targets.

import type { Collector } from '@tickermill/collectors';
import { type DatasetId, type Day, groupBy, type MarketId, marketDayTarget } from '@tickermill/core';
import type { NewTask } from '@tickermill/store/ledger';
import type { SourceAvailability } from '@tickermill/store/sources';
import { toTask } from '../catalogue.ts';
import type { Params, SessionsOfMarket } from '../datasets/definition.ts';
import { allDatasets, definitionOf, readParams } from '../datasets/registry.ts';
import { isServed, linksFor } from './chain.ts';
import { firstTasks, type Opened } from './first-tasks.ts';
import type { SourceChoice } from './source-choice.ts';

/** A task that brings whole days, and the requests that it and those behind it take. */
interface WholeDayTask {
  readonly task: NewTask;
  readonly requests: number;
}

/** The first tasks of targets. */
export interface PlannedTasks {
  readonly shared: readonly WholeDayTask[];
  readonly single: readonly NewTask[];
  /** Targets that are not worth a request of their own, and that no whole day serves: nothing is asked for them. */
  readonly idle: readonly Opened[];
}

interface Run {
  readonly id: bigint;
  readonly dataset: DatasetId;
}

/** A target with the sessions that it is owed of its market. */
interface Owed {
  readonly target: Opened;
  readonly sessions: SessionsOfMarket | null;
  readonly canWait: boolean;
}

/** The first tasks of targets, in their order: those of whole days where they are fewer than those of each target. */
export function planTasks(run: Run, targets: readonly Opened[], choice: SourceChoice, now: Date): PlannedTasks {
  const { sharedDays } = definitionOf(run.dataset);
  if (!sharedDays) return { shared: [], single: firstTasks(run, targets, choice), idle: [] };
  const owed = targets.map((target): Owed => {
    const params = readParams(run.dataset, target);
    return { target, sessions: sharedDays.sessionsOf(params), canWait: sharedDays.canWait(params) };
  });
  const shared: WholeDayTask[] = [];
  const served = new Set<Opened>();
  for (const [market, some] of groupBy(owed, ({ sessions }) => sessions?.market ?? null)) {
    const best = market && cheapest(run, { dataset: sharedDays.dataset, market, owed: some }, choice, now);
    if (!best) continue;
    shared.push({ task: best.task, requests: best.requests });
    for (const { target } of best.served) served.add(target);
  }
  const rest = owed.filter(({ target }) => !served.has(target));
  const [idle, alone] = [rest.filter(({ canWait }) => canWait), rest.filter(({ canWait }) => !canWait)];
  const single = firstTasks(
    run,
    alone.map(({ target }) => target),
    choice,
  );
  return { shared, single, idle: idle.map(({ target }) => target) };
}

const wholeDayDatasets = () => allDatasets.filter(({ target }) => target === 'market-day').map(({ id }) => id);

/** Whether any enabled source brings whole days of a market. */
export const isMarketServed = (market: MarketId, availability: SourceAvailability): boolean =>
  wholeDayDatasets().some((id) => isServed(id, { target: market, params: { market, day: anyDay } }, availability));

/** Whether a market is served does not depend on the day. */
const anyDay = '2026-01-02';

/** Whether a whole day of a market can be asked for now, of any source that is open. */
export const isWholeDayOffered = (market: MarketId, day: Day, availability: SourceAvailability, now: Date): boolean =>
  wholeDayDatasets().some(
    (id) => offersOf(id, { market, day, days: [day] }, { ...availability, left: new Map() }, now).length > 0,
  );

interface Offer {
  readonly collector: Collector;
  readonly params: Record<string, unknown>;
  readonly requests: number;
}

/** The collectors that bring these days now, with quota left for all of it, the preferred one first. */
function offersOf(
  dataset: DatasetId,
  params: Params & { market: MarketId; day: Day },
  choice: SourceChoice,
  now: Date,
) {
  const target = marketDayTarget(params.market, params.day);
  return linksFor(dataset, { target, params }, choice).flatMap(({ collector, params: read }): Offer[] => {
    const { wholeDays, source } = collector;
    if (!wholeDays || !choice.open.has(source) || wholeDays.publishedAt(read) > now) return [];
    const requests = wholeDays.requests(read);
    return (choice.left.get(source) ?? Number.POSITIVE_INFINITY) < requests
      ? []
      : [{ collector, params: read, requests }];
  });
}

interface MarketGroup {
  readonly dataset: DatasetId;
  readonly market: MarketId;
  readonly owed: readonly Owed[];
}

/** The whole days that save most requests, with the targets that they serve; null where they save none. */
function cheapest(run: Run, { dataset, market, owed }: MarketGroup, choice: SourceChoice, now: Date) {
  const last = owed.reduce<Day>((late, { sessions }) => latest(late, sessions?.days.at(-1) ?? ''), '');
  // Of an exchange that keeps other hours its targets may end on another day: they are asked for alone.
  const current = owed.filter(({ sessions }) => sessions?.days.at(-1) === last);
  let best: { saved: number; offer: Offer; served: readonly Owed[] } | null = null;
  for (const count of new Set(current.map(({ sessions }) => sessions?.days.length ?? 0))) {
    const served = current.filter(({ sessions }) => (sessions?.days.length ?? 0) <= count);
    const days = served.find(({ sessions }) => sessions?.days.length === count)?.sessions?.days ?? [];
    const [offer] = offersOf(dataset, { market, day: last, days }, choice, now);
    if (!offer) continue;
    const alone = served.filter(({ canWait }) => !canWait).map(({ target }) => target);
    const saved = firstTasks(run, alone, { ...choice, left: new Map(choice.left) }).length - offer.requests;
    if (saved > (best?.saved ?? 0)) best = { saved, offer, served };
  }
  if (!best) return null;
  const { offer, served } = best;
  const { collector, params, requests } = offer;
  const left = choice.left.get(collector.source);
  if (left !== undefined) choice.left.set(collector.source, left - requests);
  const target = marketDayTarget(market, last);
  const about = { collector, runId: run.id, parentId: null, label: target };
  const priority = Math.min(...served.map((each) => each.target.priority));
  const task = toTask(collector.start({ target, params }), { ...about, priority });
  return { task: { ...task, targetIds: served.map((each) => each.target.id) }, requests, served };
}

const latest = (one: Day, other: Day): Day => (other > one ? other : one);
