// Alerts about sources: one cause for each, whatever keeps it from being asked.

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

const SourceChanged = z.object({
  source: text,
  state: text,
  quiet_until: text.nullable().optional(),
  quiet_reason: text.nullable().optional(),
  breaker_trips: z.number().default(0),
  outages: z.number().default(0),
  asked_directly: z.boolean().default(false),
});

const cause = (source: string) => `source:${source}`;
const egressCause = (source: string) => `egress:${source}`;

const until = ({ facts }: ToldAlert<SourceFacts>) =>
  facts.quiet_until === null ? 'later' : `at ${momentOf(facts.quiet_until)}`;
const evidence = ({ facts }: ToldAlert<SourceFacts>) => [
  ...(facts.quiet_reason === null ? [] : [`It said: ${facts.quiet_reason}`]),
  `Quiet for ${duration(facts.quiet_ms)} at a time`,
];
const words = {
  facts: SourceFacts,
  evidence,
  page: () => '/api/v1/sources',
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
    runbook: 'lag-spike.md',
  }),
  'source-quiet': defineKind<SourceFacts>({
    ...words,
    headline: ({ facts }) => `${sourceName(facts.source)} asks for fewer requests`,
    next: (alert) => `one probe ${until(alert)}; its tasks wait`,
    action: ({ facts }) => `nothing yet; if it comes again, lower the pace: tickermill sources pace ${facts.source}`,
    runbook: 'rate-limit-storm.md',
  }),
  'egress-direct': defineKind<{ source: string }>({
    facts: z.object({ source: text }),
    headline: ({ facts }) => `the proxies of ${sourceName(facts.source)} fail; it is asked directly`,
    evidence: () => ['At half the pace'],
    next: () => 'the proxies are tested again every 10 min',
    action: ({ facts }) => `check the proxies of the setting ${facts.source.toUpperCase().replaceAll('-', '_')}_EGRESS`,
    runbook: 'rate-limit-storm.md',
    page: () => '/api/v1/sources',
  }),
};

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
    if (state === 'open') return [clear(cause(source)), egress];
    if (state !== 'quiet') return [egress]; // probing says nothing new, and a pause is an operator's own
    const quietMs = quiet_until === null ? 0 : Math.max(0, Date.parse(quiet_until) - at.getTime());
    const [severity, kind] = causeOfQuiet(quietMs, changed.breaker_trips, changed.outages);
    const facts = { source, quiet_until, quiet_reason, quiet_ms: quietMs };
    return [raise(severity, { ...about, kind, cause: cause(source), facts }), egress];
  }),
};
