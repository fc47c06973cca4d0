// Alerts about what the fleet was asked to fetch: runs, targets, indexes.

import { counted } from '@tickermill/core';
import { z } from 'zod';
import { clear, defineKind, duration, hourMs, raise, rule, text } from './kind.ts';

const RunFinished = z.object({
  run: text,
  dataset: text,
  trigger: text,
  state: text,
  targets_by_state: z.record(z.string(), z.number()).default({}),
  found: z.number().default(0),
  duration_ms: z.number().default(0),
});
type RunFinished = z.output<typeof RunFinished>;

const DeadLetterMade = z.object({ dataset: text, target: text, tickers: z.array(text).default([]), code: text });
const IndexOverdue = z.object({ source: text, dataset: text, day: text, watermark: text });

const runCause = (dataset: string) => `run-failed:${dataset}`;
const indexCause = 'index-overdue';
/** Whoever requested such a run looks at it; a slot of the schedule has nobody who does. */
const ownTriggers = ['manual', 'backfill', 'tracked'];

const allOf = (states: RunFinished['targets_by_state']) => Object.values(states).reduce((sum, each) => sum + each, 0);

export const runKinds = {
  'run-failed': defineKind<RunFinished>({
    facts: RunFinished,
    headline: ({ facts: { dataset, run, targets_by_state: states } }) => {
      const all = allOf(states);
      return `the ${dataset} run ${run} failed${(states['failed'] ?? 0) === 0 ? '' : `: ${states['failed'] ?? 0} of ${counted(all, 'target')}`}`;
    },
    evidence: ({ facts: { targets_by_state: states, duration_ms } }) => {
      const all = allOf(states);
      const parts = Object.entries(states).map(([state, n]) => `${n} ${state}`);
      return [`${counted(all, 'target')}: ${parts.join(', ') || 'none was tried'}; it took ${duration(duration_ms)}`];
    },
    next: ({ facts }) =>
      ownTriggers.includes(facts.trigger)
        ? 'nothing by itself; the next run of the schedule takes what is missing'
        : 'its failed targets are requested once more an hour after its end, then by the next slot',
    action: ({ facts }) => `see what failed: tickermill runs ${facts.run}`,
    runbook: 'run-failed.md',
    page: ({ facts }) => `/runs/${facts.run}`,
  }),
  'index-overdue': defineKind<z.output<typeof IndexOverdue>>({
    facts: IndexOverdue,
    headline: ({ facts }) => `the filing index of ${facts.day} is overdue`,
    evidence: ({ facts }) => [`Every index is read up to ${facts.watermark}`],
    next: () => 'it is requested again with each scheduled run; filings still come by the feed',
    action: ({ facts }) => `if EDGAR was closed that day: tickermill market pass ${facts.day}`,
    runbook: 'index-overdue.md',
    page: () => '/insider-trades?tab=receipts',
  }),
  'dead-letters': defineKind<z.output<typeof DeadLetterMade>>({
    facts: DeadLetterMade,
    headline: ({ count: n, facts }) =>
      `${counted(n, 'target')} of ${facts.dataset} set aside as ${n === 1 ? 'a dead letter' : 'dead letters'}`,
    evidence: ({ facts }) => [`The latest: ${facts.tickers[0] ?? facts.target} (${facts.code})`],
    next: () => 'they are not requested until they are revived, or listed again',
    action: () => 'look whether they were delisted or renamed, and revive those that were not: tickermill dead-letters',
    runbook: 'dead-letters.md',
    page: ({ facts }) => `/quality?tab=letters&dataset=${encodeURIComponent(facts.dataset)}`,
    quietMs: 24 * hourMs,
  }),
};

export const runRules = {
  'run.finished': rule(RunFinished, (run, { sourcesOf }) => {
    const { dataset, state, trigger } = run;
    const closes = [
      ...(state === 'done' || state === 'partial' ? [clear(runCause(dataset))] : []),
      ...(dataset === 'ownership-index' && run.found > 0 ? [clear(indexCause)] : []),
    ];
    if (state !== 'failed') return closes;
    const about = { dataset, sources: [...sourcesOf(dataset)], facts: run };
    return [
      ...closes,
      raise(ownTriggers.includes(trigger) ? 'warning' : 'critical', {
        ...about,
        kind: 'run-failed',
        cause: runCause(dataset),
        names: [`${trigger} run ${run.run}`],
      }),
    ];
  }),
  'index.overdue': rule(IndexOverdue, (index) => [
    raise('warning', {
      kind: 'index-overdue',
      cause: indexCause,
      source: index.source,
      dataset: index.dataset,
      sources: [index.source],
      names: [index.day],
      facts: index,
    }),
  ]),
  'index.closed': rule(z.object({ day: text }), () => [clear(indexCause)]),
  'dead-letter.made': rule(DeadLetterMade, (letter, { sourcesOf }) => [
    raise('info', {
      kind: 'dead-letters',
      cause: `dead-letters:${letter.dataset}`,
      dataset: letter.dataset,
      sources: [...sourcesOf(letter.dataset)],
      names: [letter.tickers[0] ?? letter.target],
      facts: letter,
    }),
  ]),
};
