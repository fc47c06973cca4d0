// Contracts of alerts, their channels and silences, for the API and its clients.

import { z } from 'zod';
import { type ChannelKind, channelKinds, Severity } from '../alerts.ts';
import { Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedName, Flag, GivenName, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** How a channel is called: a word, as commands name it. */
const ChannelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, { error: 'must be letters a to z, digits and hyphens, such as on-call' });

const common = {
  name: ChannelName,
  min_severity: Severity.default('warning').describe('Milder alerts are not sent to it.'),
  watch_matches: z.boolean().default(true).describe('Whether matches of watch rules are sent to it.'),
};
const secretHint = 'Written once and never shown again.';
const newChannel = <K extends ChannelKind>(kind: K) =>
  z.strictObject({
    ...common,
    kind: z.literal(kind),
    settings: channelKinds[kind].settings,
    secret: channelKinds[kind].secret.describe(secretHint),
  });

/** A channel to be made, by its kind. */
const NewAlertChannel = z
  .discriminatedUnion('kind', [
    newChannel('telegram'),
    newChannel('slack'),
    newChannel('discord'),
    newChannel('email'),
    newChannel('ntfy'),
    newChannel('apprise'),
    newChannel('webhook'),
  ])
  .meta({ id: 'NewAlertChannel' });

const AlertChannelChange = z
  .strictObject({
    min_severity: Severity.optional(),
    watch_matches: z.boolean().optional(),
    enabled: z.boolean().optional(),
    settings: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('All of them anew, as of a new channel of its kind.'),
    secret: z.record(z.string(), z.unknown()).optional().describe(`All of it anew. ${secretHint}`),
  })
  .meta({ id: 'AlertChannelChange' });

/** How a channel is. */
export const ChannelState = z
  .enum(['working', 'failing', 'untested', 'disabled'])
  .describe('untested: nothing was sent to it yet; failing: three failures in a row, or a refusal.');

export const AlertChannelView = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.string(),
    settings: z.record(z.string(), z.unknown()),
    secret: z.record(z.string(), z.literal('****')).describe('The parts of its secret that are set.'),
    min_severity: Severity,
    watch_matches: z.boolean(),
    enabled: z.boolean(),
    state: ChannelState,
    failures: z.int().describe('In a row.'),
    failing_since: Instant.nullable(),
    retry_at: Instant.nullable().describe('It is not sent anything before.'),
    last_error: z.string().nullable(),
    last_sent_at: Instant.nullable(),
    created_at: Instant,
    created_by: z.string(),
  })
  .meta({ id: 'AlertChannel' });
export type AlertChannelView = z.infer<typeof AlertChannelView>;

export const AlertChannelsResponse = z.object({ items: z.array(AlertChannelView) });

export const AlertTestView = z
  .object({ delivered: z.boolean(), error: z.string().nullable(), headline: z.string() })
  .meta({ id: 'AlertTest' });

export const AlertView = z
  .object({
    id: z.string(),
    class: z.enum(['operations', 'watch']),
    kind: z.string(),
    cause: z.string().describe('Of one cause at most one alert is open.'),
    severity: Severity,
    state: z.enum(['open', 'closed']),
    headline: z.string(),
    source: z.string().nullable(),
    dataset: z.string().nullable(),
    ticker: z.string().nullable(),
    check: z.string().nullable(),
    names: z.array(z.string()).describe('The latest things it names.'),
    members: z.array(z.string()).describe('Those that share its cause and are still wrong; empty: it is of one.'),
    count: z.int().describe('Events that it stands for.'),
    opened_at: Instant,
    changed_at: Instant,
    closed_at: Instant.nullable(),
    held_by: z.string().nullable().describe('The alert that explains it; it is counted there and not sent.'),
    acked_at: Instant.nullable(),
    acked_by: z.string().nullable(),
    ack_note: z.string().nullable(),
  })
  .meta({ id: 'Alert' });
export type AlertView = z.infer<typeof AlertView>;

export const AlertsResponse = pageOf(AlertView);

const AlertDeliveryView = z.object({
  id: z.string(),
  channel: z.string(),
  kind: z.enum(['open', 'change', 'reminder', 'close', 'digest', 'watch', 'test']),
  state: z.enum(['queued', 'sent', 'failed', 'cancelled']).describe('cancelled: its channel was disabled before.'),
  attempts: z.int(),
  created_at: Instant,
  next_at: Instant,
  sent_at: Instant.nullable(),
  headline: z.string().nullable(),
  error: z.string().nullable(),
});

/** An alert with what is said of it and where that was sent. */
export const AlertDetail = AlertView.extend({
  evidence: z.array(z.string()),
  next: z.string().nullable(),
  action: z.string().nullable(),
  runbook: z.string().nullable(),
  facts: z.unknown().describe('What its latest event said.'),
  deliveries: z.array(AlertDeliveryView),
}).meta({ id: 'AlertDetail' });
export type AlertDetail = z.infer<typeof AlertDetail>;

const maxSilenceMinutes = 30 * 24 * 60;
const Minutes = z.coerce.number().int().min(1).max(maxSilenceMinutes);

/** What is not to be sent for a while. */
const NewSilence = z
  .strictObject({
    reason: z.string().trim().min(1).max(500),
    minutes: Minutes.default(maxSilenceMinutes).describe('It ends after so long: 30 days at most.'),
    until_recovered: z
      .boolean()
      .default(false)
      .describe('Whether it ends as soon as nothing that it holds is open any more.'),
    check: AskedName.optional(),
    source: AskedName.optional(),
    dataset: AskedName.optional(),
    ticker: AskedTicker.optional(),
    severity: Severity.optional(),
  })
  .refine(
    ({ check, source, dataset, ticker, severity }) =>
      [check, source, dataset, ticker, severity].some((condition) => condition !== undefined),
    { error: 'must name a check, a source, a dataset, a ticker or a severity: everything is muted by alerts/mute' },
  )
  .meta({ id: 'NewSilence' });

export const SilenceView = z
  .object({
    id: z.string(),
    reason: z.string(),
    check: z.string().nullable(),
    source: z.string().nullable(),
    dataset: z.string().nullable(),
    ticker: z.string().nullable(),
    severity: Severity.nullable(),
    until_recovered: z.boolean(),
    starts_at: Instant,
    ends_at: Instant,
    created_by: z.string(),
  })
  .meta({ id: 'Silence' });
export type SilenceView = z.infer<typeof SilenceView>;

export const SilencesResponse = z.object({ items: z.array(SilenceView) });
export const SilencePreview = z.object({ would_hold: z.array(AlertView) });

const tag = 'Alerts';
const one = { tag, params: z.object({ id: RowId }) };

export const alertRoutes = {
  listChannels: defineRoute({
    id: 'listAlertChannels',
    method: 'get',
    path: '/alert-channels',
    tag,
    role: 'viewer',
    summary: 'The channels that alerts are sent to, without their secrets.',
    answers: { 200: AlertChannelsResponse },
  }),
  addChannel: defineRoute({
    id: 'addAlertChannel',
    method: 'post',
    path: '/alert-channels',
    tag,
    role: 'admin',
    summary: 'Adds a channel. Nothing is sent to try it: see its test.',
    body: NewAlertChannel,
    answers: { 201: AlertChannelView },
  }),
  changeChannel: defineRoute({
    ...one,
    id: 'changeAlertChannel',
    method: 'patch',
    path: '/alert-channels/{id}',
    role: 'admin',
    summary: 'Changes a channel; what is not named stays.',
    body: AlertChannelChange,
    answers: { 200: AlertChannelView },
  }),
  removeChannel: defineRoute({
    ...one,
    id: 'removeAlertChannel',
    method: 'delete',
    path: '/alert-channels/{id}',
    role: 'admin',
    summary: 'Removes a channel with its queued messages.',
    answers: { 204: null },
  }),
  testChannel: defineRoute({
    ...one,
    id: 'testAlertChannel',
    method: 'post',
    path: '/alert-channels/{id}/test',
    role: 'operator',
    summary: 'Sends a test message at once, and answers whether the channel took it.',
    answers: { 200: AlertTestView },
  }),
  list: defineRoute({
    id: 'listAlerts',
    method: 'get',
    path: '/alerts',
    tag,
    role: 'viewer',
    summary: 'The alerts, the latest first: those that were sent, held, silenced or left to the digest alike.',
    query: Paging.extend({
      state: z.enum(['open', 'closed']).optional(),
      class: z.enum(['operations', 'watch']).optional(),
      severity: Severity.optional(),
      kind: AskedName.optional(),
      source: AskedName.optional(),
      dataset: AskedName.optional(),
      safe: Safe,
    }),
    answers: { 200: AlertsResponse },
    formats: ['text/csv'],
  }),
  mute: defineRoute({
    id: 'muteAlerts',
    method: 'post',
    path: '/alerts/mute',
    tag,
    role: 'operator',
    summary: 'Sends no alert of operators for so many minutes; those that are open then are sent at its end.',
    body: z.strictObject({ minutes: Minutes, reason: z.string().trim().min(1).max(500).default('muted') }),
    answers: { 200: SilenceView },
  }),
  unmute: defineRoute({
    id: 'unmuteAlerts',
    method: 'delete',
    path: '/alerts/mute',
    tag,
    role: 'operator',
    summary: 'Ends what mutes everything.',
    answers: { 204: null },
  }),
  ackAll: defineRoute({
    id: 'ackAlerts',
    method: 'post',
    path: '/alerts/ack',
    tag,
    role: 'operator',
    summary: 'Takes all open critical alerts on: they are not repeated any more.',
    answers: { 200: z.object({ acked: z.int() }) },
  }),
  get: defineRoute({
    ...one,
    id: 'getAlert',
    method: 'get',
    path: '/alerts/{id}',
    role: 'viewer',
    summary: 'An alert with its evidence and its messages.',
    answers: { 200: AlertDetail },
  }),
  ack: defineRoute({
    ...one,
    id: 'ackAlert',
    method: 'post',
    path: '/alerts/{id}/ack',
    role: 'operator',
    summary: 'Takes an alert on: it is not repeated any more.',
    body: z.strictObject({ note: GivenName.optional() }),
    answers: { 200: AlertView },
  }),
  listSilences: defineRoute({
    id: 'listSilences',
    method: 'get',
    path: '/silences',
    tag,
    role: 'viewer',
    summary: 'The silences that hold now, the latest first.',
    answers: { 200: SilencesResponse },
  }),
  addSilence: defineRoute({
    id: 'addSilence',
    method: 'post',
    path: '/silences',
    tag,
    role: 'operator',
    summary: 'Sends none of what it names for a while; with `dry_run` only says what that would hold now.',
    query: z.object({ dry_run: Flag }),
    body: NewSilence,
    answers: { 200: SilencePreview, 201: SilenceView },
  }),
  endSilence: defineRoute({
    ...one,
    id: 'endSilence',
    method: 'delete',
    path: '/silences/{id}',
    role: 'operator',
    summary: 'Ends a silence now; what it held and is open is sent at once.',
    answers: { 204: null },
  }),
};
