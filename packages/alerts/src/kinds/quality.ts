// Alerts about what checks of stored data have found.

import { counted } from '@tickermill/core';
import { z } from 'zod';
import { clear, defineKind, duration, momentOf, raise, rule, text } from './kind.ts';

const RollUp = z.object({ check: text, colour: text, was: text, fails: z.number(), share: z.number() });
const CheckFailed = z.object({ check: text, error: text });
const Deadline = z.object({ dataset: text, exchange: text });
const Missed = Deadline.extend({
  session: text,
  deadline: text,
  severity: z.enum(['warning', 'critical']),
  late_minutes: z.number(),
  percent: z.number(),
});

/** These checks find what was not fetched: what keeps its source from being asked explains them. */
const hangOnFetches = ['lag_check', 'missing_dates', 'fetch_error'];

/** What these checks find is fetched again. */
const mendedByFetches = ['lag_check', 'missing_dates', 'null_fields'];

/** Of whatever session: the next one that is ready ends it. */
const lateCause = ({ dataset, exchange }: z.output<typeof Deadline>) => `late:${dataset}:${exchange}`;
const rollUpCause = (check: string) => `qa:${check}`;
const failedCause = (check: string) => `qafail:${check}`;

export const qualityKinds = {
  'roll-up-red': defineKind<z.output<typeof RollUp>>({
    facts: RollUp,
    headline: ({ facts }) =>
      `the check ${facts.check} is red: ${counted(facts.fails, 'finding')}, ${facts.share} % of the universe`,
    evidence: ({ facts }) => [`It was ${facts.was} before`],
    next: ({ facts }) =>
      mendedByFetches.includes(facts.check)
        ? 'it is fetched again by itself, three times at most; what a later run no longer finds is resolved'
        : 'no fetch mends it; what a later run no longer finds is resolved by itself',
    action: ({ facts }) => `see each finding and what to do about it: tickermill qa --check ${facts.check}`,
    runbook: 'check-red.md',
    page: ({ facts }) => `/quality?check=${encodeURIComponent(facts.check)}`,
  }),
  'check-failed': defineKind<z.output<typeof CheckFailed>>({
    facts: CheckFailed,
    headline: ({ facts }) => `QAFAIL: the check ${facts.check} could not run`,
    evidence: ({ facts }) => [facts.error],
    next: () => 'the other checks ran; it is repeated after an hour',
    action: ({ facts }) => `run it by hand: tickermill qa run --check ${facts.check}`,
    runbook: 'quality-run-failed.md',
    page: () => '/quality?tab=checks',
  }),
  'deadline-missed': defineKind<z.output<typeof Missed>>({
    facts: Missed,
    headline: ({ facts }) =>
      `${facts.dataset} of ${facts.exchange} for ${facts.session} are ${duration(facts.late_minutes * 60_000)} late, ${facts.percent} % there`,
    evidence: ({ facts }) => [`Due by ${momentOf(facts.deadline)}`],
    next: () => 'what is missing is fetched as its source allows; the alert is over once a session is complete',
    action: () => 'look at what is late and at its sources: tickermill freshness, tickermill sources',
    runbook: 'deadline-missed.md',
    page: () => '/',
  }),
};

export const qualityRules = {
  'qa.roll-up': rule(RollUp, (facts, { sourcesOf }) => [
    facts.colour === 'red'
      ? raise('warning', {
          kind: 'roll-up-red',
          cause: rollUpCause(facts.check),
          check: facts.check,
          sources: hangOnFetches.includes(facts.check) ? [...sourcesOf('daily-prices')] : [],
          names: [facts.check],
          facts,
        })
      : clear(rollUpCause(facts.check)),
  ]),
  'qa.check-failed': rule(CheckFailed, (facts) => [
    raise('critical', {
      kind: 'check-failed',
      cause: failedCause(facts.check),
      check: facts.check,
      names: [facts.check],
      facts,
    }),
  ]),
  'qa.check-recovered': rule(z.object({ check: text }), ({ check }) => [clear(failedCause(check))]),
  'qa.check-disabled': rule(z.object({ check: text }), ({ check }) => [
    clear(rollUpCause(check)),
    clear(failedCause(check)),
  ]),
  'deadline.missed': rule(Missed, (facts, { sourcesOf }) => [
    raise(facts.severity, {
      kind: 'deadline-missed',
      cause: lateCause(facts),
      dataset: facts.dataset,
      sources: [...sourcesOf(facts.dataset)],
      names: [facts.exchange],
      facts,
    }),
  ]),
  'deadline.lapsed': rule(Deadline, (facts) => [clear(lateCause(facts))]),
  'dataset.ready': rule(Deadline, (facts) => [clear(lateCause(facts))]),
};
