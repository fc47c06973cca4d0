// Alerts about sources: one cause for each, whatever keeps it from being asked.

import { counted } from '@tickermill/core';
import { z } from 'zod';
import { clear, defineKind, duration, momentOf, raise, rule, sourceName, type ToldAlert, text } from './kind.ts';

const SourceFacts = z.object({
  source: text,
  quiet_until: text.nullable(),
  quiet_reason: text.nullable(),
  quiet_ms: z.number(),
});
type SourceFacts = z.output<typeof SourceFacts>;

/** So long a quiet period is no mere throttle: the source has shut us out. */
const blockMs = 5 * 60_000;

/** The requests of a day; of a source that does not say how many, null. */
const QuotaFacts = z.object({
  source: text,
  used: z.number().nullable(),
  limit: z.number().nullable(),
  resets_at: text.nullable(),
  waiting: z.number().nullable(),
});
type QuotaFacts = z.output<typeof QuotaFacts>;
const Quota = QuotaFacts.extend({ state: z.enum(['left', 'low', 'spent']) });

const Check = z.object({ source: text, status: z.number(), failures: z.number() });
const Slow = z.object({ source: text, night: text, p95_ms: z.array(z.number()) });
const Paused = z.object({ source: text, paused_by: text.nullable() });

const SourceChanged = z.object({
  source: text,
  state: text,
  quiet_until: text.nullable().optional(),
  quiet_reason: text.nullable().optional(),
  breaker_trips: z.number().default(0),
  outages: z.number().default(0),
  asked_directly: z.boolean().default(false),
  quota_spent: z.boolean().default(false),
  paused_by: text.nullable().default(null),
  paused_for_disk: z.boolean().default(false),
});

const cause = (source: string) => `source:${source}`;
const egressCause = (source: string) => `egress:${source}`;
const pauseCause = (source: string) => `pause:${source}`;
const checkCause = (source: string) => `source-check:${source}`;
const slowCause = (source: string) => `source-slow:${source}`;
/** The cause of a source whose requests of the day run out. */
export const quotaCause = (source: string) => `quota:${source}`;

const until = ({ facts }: ToldAlert<SourceFacts>) =>
  facts.quiet_until === null ? 'later' : `at ${momentOf(facts.quiet_until)}`;
const evidence = ({ facts }: ToldAlert<SourceFacts>) => [
  ...(facts.quiet_reason === null ? [] : [`It said: ${facts.quiet_reason}`]),
  `It is not asked for ${duration(facts.quiet_ms)} at a time`,
];
const pageOf = ({ facts: { source } }: ToldAlert<{ source: string }>) =>
  `/sources?source=${encodeURIComponent(source)}`;
const words = {
  facts: SourceFacts,
  evidence,
  page: pageOf,
};

export const sourceKinds = {
  'source-blocked': defineKind<SourceFacts>({
    ...words,
    headline: ({ facts }) => `${sourceName(facts.source)} has blocked our requests`,
    next: (alert) => `one probe ${until(alert)}; its tasks wait, and none is lost`,
    action: ({ facts }) => `wait; if it stays so, lower the pace: tickermill sources pace ${facts.source}`,
    runbook: 'rate-limit-storm.md',
  }),
  'breaker-open': defineKind<SourceFacts>({
    ...words,
    headline: ({ facts }) => `the circuit breaker of ${sourceName(facts.source)} is open`,
    next: (alert) => `one probe ${until(alert)}, then at growing intervals; its tasks wait`,
    action: () => 'look at its last failures: tickermill sources',
    runbook: 'source-structure-changed.md',
  }),
  'source-unreachable': defineKind<SourceFacts>({
    ...words,
    headline: ({ facts }) => `${sourceName(facts.source)} cannot be reached`,
    next: (alert) => `one probe ${until(alert)}, then at growing intervals; its tasks wait and lose no attempt`,
    action: () => 'check the network of this machine: tickermill doctor',
    runbook: 'source-unreachable.md',
  }),
  'source-quiet': defineKind<SourceFacts>({
    ...words,
    headline: ({ facts }) => `${sourceName(facts.source)} asks for fewer requests`,
    next: (alert) => `one probe ${until(alert)}; its tasks wait`,
    action: ({ facts }) => `nothing yet; if it comes again, lower the pace: tickermill sources pace ${facts.source}`,
    runbook: 'rate-limit-storm.md',
  }),
  'quota-spent': defineKind<QuotaFacts>({
    facts: QuotaFacts,
    headline: ({ facts }) => `the requests of the day to ${sourceName(facts.source)} are spent`,
    evidence: quotaEvidence,
    next: ({ facts }) =>
      `it is asked again ${facts.resets_at === null ? 'tomorrow' : `at ${momentOf(facts.resets_at)}`}; its tasks wait, and none is lost`,
    action: () => 'see what waits, and cancel what is not needed: tickermill backfills',
    runbook: 'quota-spent.md',
    page: pageOf,
  }),
  'quota-low': defineKind<QuotaFacts>({
    facts: QuotaFacts,
    headline: ({ facts }) =>
      `the requests of the day to ${sourceName(facts.source)} are nearly spent: ${(facts.limit ?? 0) - (facts.used ?? 0)} of ${facts.limit} are left`,
    evidence: quotaEvidence,
    next: ({ facts }) => `there are new ones at ${momentOf(facts.resets_at ?? '')}; what is left over waits until then`,
    action: () => 'nothing, if no backfill of yours uses them: tickermill backfills',
    runbook: 'quota-spent.md',
    page: pageOf,
  }),
  'source-paused': defineKind<z.output<typeof Paused>>({
    facts: Paused,
    headline: ({ facts }) => `${sourceName(facts.source)} is paused by ${facts.paused_by ?? 'somebody'}`,
    evidence: () => [],
    next: () => 'no request is sent to it; its tasks wait, and none is lost',
    action: ({ facts }) => `end the pause: tickermill sources resume ${facts.source}`,
    runbook: 'lag-spike.md',
    page: pageOf,
  }),
  'source-failing': defineKind<z.output<typeof Check>>({
    facts: Check,
    headline: ({ facts }) => `the server of ${sourceName(facts.source)} fails: ${facts.status}`,
    evidence: ({ facts }) => [`${facts.failures} hourly checks in a row were answered with 5xx`],
    next: () => 'it is checked every hour, and its list is read at its usual time; what is stored stays',
    action: () => 'wait; if it lasts a day, its address may have moved: see the run-book',
    runbook: 'source-failing.md',
    page: pageOf,
  }),
  'source-slow': defineKind<z.output<typeof Slow>>({
    facts: Slow,
    headline: ({ facts }) =>
      `${sourceName(facts.source)} is slow: on ${facts.p95_ms.length} nights in a row 1 request in 20 took over 10 s`,
    evidence: ({ facts }) => [
      `95th percentile of each night up to ${facts.night}: ${facts.p95_ms.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`,
    ],
    next: () => 'it is asked as before; runs take longer',
    action: ({ facts }) => `ask it less: tickermill sources pace ${facts.source}`,
    runbook: 'source-slow.md',
    page: pageOf,
  }),
  'egress-direct': defineKind<{ source: string }>({
    facts: z.object({ source: text }),
    headline: ({ facts }) => `the proxies of ${sourceName(facts.source)} fail; it is asked directly`,
    evidence: () => ['At half the pace'],
    next: () => 'the proxies are tested again every 10 min',
    action: ({ facts }) => `check the proxies of the setting ${facts.source.toUpperCase().replaceAll('-', '_')}_EGRESS`,
    runbook: 'rate-limit-storm.md',
    page: pageOf,
  }),
};

function quotaEvidence({ facts: { used, limit, waiting } }: ToldAlert<QuotaFacts>): string[] {
  return [
    ...(used === null || limit === null ? ['It says so itself'] : [`${used} of ${limit} are sent`]),
    ...(waiting === null ? [] : [`${counted(waiting, 'task')} ${waiting === 1 ? 'waits' : 'wait'} for it`]),
  ];
}

/** What keeps a source quiet, the worst first. */
function causeOfQuiet(quietMs: number, breakerTrips: number, outages: number) {
  if (breakerTrips > 0) return ['critical', 'breaker-open'] as const;
  if (outages > 0) return ['warning', 'source-unreachable'] as const;
  return quietMs >= blockMs ? (['critical', 'source-blocked'] as const) : (['warning', 'source-quiet'] as const);
}

export const sourceRules = {
  'source.changed': rule(SourceChanged, (changed, _deps, { at }) => {
    const { source, state, quiet_until = null, quiet_reason = null } = changed;
    const about = { source, sources: [source], names: [source] };
    const egress = changed.asked_directly
      ? raise('info', { ...about, kind: 'egress-direct', cause: egressCause(source), facts: { source } })
      : clear(egressCause(source));
    if (state === 'paused') {
      // A pause is an operator's own: it is told with what hangs on it. That of a full disk has an alert of its own.
      if (changed.paused_for_disk) return [egress];
      const { paused_by } = changed;
      return [
        raise('info', { ...about, kind: 'source-paused', cause: pauseCause(source), facts: { source, paused_by } }),
        egress,
      ];
    }
    const resumed = clear(pauseCause(source));
    if (state === 'open') return [clear(cause(source)), resumed, egress];
    if (state !== 'quiet') return [resumed, egress]; // probing says nothing new
    if (changed.quota_spent) {
      const facts = { source, used: null, limit: null, resets_at: quiet_until, waiting: null };
      return [raise('warning', { ...about, kind: 'quota-spent', cause: cause(source), facts }), resumed, egress];
    }
    const quietMs = quiet_until === null ? 0 : Math.max(0, Date.parse(quiet_until) - at.getTime());
    const [severity, kind] = causeOfQuiet(quietMs, changed.breaker_trips, changed.outages);
    const facts = { source, quiet_until, quiet_reason, quiet_ms: quietMs };
    return [raise(severity, { ...about, kind, cause: cause(source), facts }), resumed, egress];
  }),
  'source.quota': rule(Quota, ({ state, ...facts }) => {
    const { source } = facts;
    const about = { source, sources: [source], names: [source], cause: quotaCause(source), facts };
    if (state === 'left') return [clear(about.cause)];
    return [
      state === 'spent'
        ? raise('warning', { ...about, kind: 'quota-spent' })
        : raise('info', { ...about, kind: 'quota-low' }),
    ];
  }),
  'source.failing': rule(Check, (facts) => {
    const { source } = facts;
    const about = { source, sources: [source], names: [source], cause: checkCause(source), facts };
    return [raise('warning', { ...about, kind: 'source-failing' })];
  }),
  'source.recovered': rule(z.object({ source: text }), ({ source }) => [clear(checkCause(source))]),
  'source.slow': rule(Slow, (facts) => {
    const { source } = facts;
    const about = { source, sources: [source], names: [source], cause: slowCause(source), facts };
    return [raise('warning', { ...about, kind: 'source-slow' })];
  }),
  'source.slow-ended': rule(z.object({ source: text }), ({ source }) => [clear(slowCause(source))]),
};
