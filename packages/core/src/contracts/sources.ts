// Contracts of sources, their pace and pause, for the API and its clients.

import { z } from 'zod';
import { dayMs, Instant } from '../day.ts';
import { AskedName, AskedPause } from './paging.ts';
import { defineRoute } from './route.ts';

/** The pace: requests per so many ms; they leave evenly spaced. */
const PaceView = z.object({ requests: z.number(), per_ms: z.int() });

/** Requests to a source in a span of hours, and their latency. */
const SourceActivity = z.object({
  requests: z.int(),
  /** Requests without an answer that could be used, throttles among them. */
  failures: z.int(),
  throttles: z.int(),
  /** The latency that half of the requests, and 95 % of them, kept below; null where there were none. */
  p50_ms: z.int().nullable(),
  p95_ms: z.int().nullable(),
});

/** A source as the API returns it. */
export const SourceView = z
  .object({
    id: z.string(),
    name: z.string(),
    enabled: z
      .boolean()
      .describe('Whether workers send it requests: a source that needs a key is enabled only with one.'),
    /**
     * `quiet`: no request until `quiet_until`, then one probe decides. `paused`: by an operator, whatever the state
     * beneath.
     */
    state: z.enum(['open', 'quiet', 'probing', 'paused']),
    pace: PaceView,
    /** The highest pace that an operator may set: 80 % of the ceiling. */
    max_pace: PaceView,
    /** What the source allows. */
    ceiling: PaceView,
    /** All that were ever sent. */
    requests: z.int(),
    /** The requests of the source's day; null where it counts none. */
    quota: z.object({ limit: z.int(), used: z.int(), resets_at: Instant }).nullable(),
    quiet_until: Instant.nullable(),
    quiet_reason: z.string().nullable(),
    paused_at: Instant.nullable(),
    paused_by: z.string().nullable(),
    pause_reason: z.string().nullable(),
    pause_until: Instant.nullable().describe('When it resumes by itself.'),
    /** Set while the source's proxies fail: requests bypass them, at half the pace. */
    direct_since: Instant.nullable(),
    /** Failures of the source itself since its last correct answer; the circuit breaker counts them. */
    consecutive_failures: z.int(),
    /** Quiet periods of the circuit breaker since the last correct answer; each is twice as long as the one before. */
    breaker_trips: z.int(),
    /** Failures to connect, resets and timeouts in a row; three are an outage. */
    network_failures: z.int(),
    /** Answers in a row that could not be read; five open the circuit breaker. */
    unreadable_answers: z.int(),
    /** Quiet periods of outages since the last correct answer; each is twice as long as the one before. */
    outages: z.int(),
    /** The current hour of UTC and the one before it. */
    last_hour: SourceActivity,
    /** The current hour of UTC and the 23 before it. */
    last_day: SourceActivity,
    /** Tasks that wait in the ledger, that are jobs, and that are being worked. */
    waiting: z.int(),
    queued: z.int(),
    running: z.int(),
  })
  .meta({ id: 'Source' });
export type SourceView = z.infer<typeof SourceView>;

export const SourcesResponse = z.object({ items: z.array(SourceView) });
export type SourcesResponse = z.infer<typeof SourcesResponse>;

/** `PATCH sources/{id}`: the pace, for every worker from now on. */
const PaceChange = z.strictObject({
  pace: z.strictObject({
    requests: z.int().min(1).max(100_000),
    per_ms: z.int().min(1).max(dayMs),
  }),
});

const one = { tag: 'Sources', params: z.object({ id: AskedName }), role: 'operator' } as const;

export const sourceRoutes = {
  list: defineRoute({
    id: 'listSources',
    method: 'get',
    path: '/sources',
    tag: 'Sources',
    role: 'viewer',
    summary: 'Every source: its pace, what it allows, how it is.',
    answers: { 200: SourcesResponse },
  }),
  change: defineRoute({
    ...one,
    id: 'changeSource',
    method: 'patch',
    path: '/sources/{id}',
    summary: 'Changes the pace of a source, for every worker from now on.',
    body: PaceChange,
    answers: { 200: SourceView },
  }),
  pause: defineRoute({
    ...one,
    id: 'pauseSource',
    method: 'post',
    path: '/sources/{id}/pause',
    summary: 'Keeps everyone from asking a source until an instant, or until it is resumed.',
    body: AskedPause,
    answers: { 200: SourceView },
  }),
  resume: defineRoute({
    ...one,
    id: 'resumeSource',
    method: 'post',
    path: '/sources/{id}/resume',
    summary: "Ends an operator's pause; a quiet period stays.",
    answers: { 200: SourceView },
  }),
};
