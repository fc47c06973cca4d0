// Messages to channels: what is known when they are planned, the queue, and how each attempt ended.

import type { ChannelKind, Day, Severity } from '@tickermill/core';
import type { Database } from '../database.ts';
import type { Sql } from '../sql.ts';
import { type AlertRow, alertColumns } from './alerts.ts';
import type { AlertChannelSecrets } from './channels.ts';

export type DeliveryKind = 'open' | 'change' | 'reminder' | 'close' | 'digest' | 'watch' | 'test';

/** A message as it is queued. */
export interface NewDelivery {
  readonly channelId: bigint;
  readonly kind: DeliveryKind;
  readonly alertIds: readonly bigint[];
  readonly severity: Severity | null;
  /** Of a digest: the day on which its night ended. */
  readonly night: Day | null;
}

/** A channel as messages are planned for it. */
export interface PlannedChannel {
  readonly id: bigint;
  readonly name: string;
  readonly minSeverity: Severity;
  readonly watchMatches: boolean;
  readonly createdAt: Date;
}

/** A message that was queued before. */
export interface PastDelivery {
  readonly channelId: bigint;
  readonly kind: DeliveryKind;
  readonly alertIds: bigint[];
  readonly severity: Severity | null;
  readonly state: 'queued' | 'sent' | 'failed';
  /** When it was sent; of one that was not: when it was queued. */
  readonly at: Date;
}

/** The channels that messages may be planned for. */
export const plannedChannels = (tx: Sql): Promise<PlannedChannel[]> =>
  tx.$queryRaw<PlannedChannel[]>`
    SELECT id, name, min_severity AS "minSeverity", watch_matches AS "watchMatches", created_at AS "createdAt"
    FROM alert_channels WHERE enabled ORDER BY id`;

/**
 * Operators' alerts of which there may be something to send: those that are open, that began or ended since an instant,
 * and those that were sent and whose end was not.
 */
export const alertsToPlan = (tx: Sql, since: Date): Promise<AlertRow[]> =>
  tx.$queryRaw<AlertRow[]>`
    SELECT ${alertColumns} FROM alerts a
    WHERE class = 'operations' AND (state = 'open' OR opened_at >= ${since} OR closed_at >= ${since}
      OR closed_at > ${since}::timestamptz - interval '30 days' AND EXISTS (
        SELECT FROM alert_deliveries d WHERE d.alert_ids @> ARRAY[a.id] AND d.kind IN ('open', 'change', 'reminder')
          AND d.state NOT IN ('failed', 'cancelled')
          AND NOT EXISTS (SELECT FROM alert_deliveries c WHERE c.alert_ids @> ARRAY[a.id] AND c.kind = 'close' AND c.channel_id = d.channel_id)))
    ORDER BY id`;

/** The messages about these alerts, and all of the night that began at an instant, in order. */
export async function pastDeliveries(tx: Sql, alertIds: readonly bigint[], since: Date): Promise<PastDelivery[]> {
  const rows = await tx.$queryRaw<WithIds<PastDelivery>[]>`
    SELECT channel_id AS "channelId", kind, alert_ids::text[] AS "alertIds", severity, state,
      coalesce(sent_at, created_at) AS at
    FROM alert_deliveries
    WHERE kind NOT IN ('watch', 'test') AND state <> 'cancelled'
      AND (alert_ids && ${[...alertIds]}::bigint[] OR coalesce(sent_at, created_at) >= ${since})
    ORDER BY id`;
  return rows.map((row) => ({ ...row, alertIds: row.alertIds.map(BigInt) }));
}

/** Lists of ids come as text: the driver and Prisma read them in two ways. */
type WithIds<T> = Omit<T, 'alertIds'> & { readonly alertIds: string[] };

/** Matches of watch rules whose messages are not queued yet. */
export const unqueuedMatches = (tx: Sql, limit: number): Promise<{ id: bigint }[]> =>
  tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM alerts WHERE class = 'watch' AND queued_at IS NULL ORDER BY id LIMIT ${limit}`;

/** Notes that the messages of matches are queued. */
export async function markMatchesQueued(tx: Sql, ids: readonly bigint[], now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE alerts SET queued_at = ${now} WHERE id = ANY(${[...ids]}::bigint[])`;
}

/** Queues messages, in this order. */
export async function queueDeliveries(tx: Sql, deliveries: readonly NewDelivery[], now: Date): Promise<void> {
  if (deliveries.length === 0) return;
  const rows = deliveries.map((each, nth) => ({
    ...each,
    nth,
    channelId: String(each.channelId),
    alertIds: each.alertIds.map(String),
  }));
  await tx.$executeRaw`
    INSERT INTO alert_deliveries (channel_id, kind, alert_ids, severity, night, next_at, created_at)
    SELECT "channelId", kind, "alertIds", severity, night, ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS d(nth int, "channelId" bigint, kind text, "alertIds" bigint[], severity text, night date)
    ORDER BY nth
    ON CONFLICT DO NOTHING`;
}

/** A message that this process is to send, and its channel. */
export interface ClaimedDelivery {
  readonly id: bigint;
  readonly kind: DeliveryKind;
  readonly alertIds: bigint[];
  readonly attempts: number;
  readonly createdAt: Date;
  readonly channel: AlertChannelSecrets;
}

interface ClaimedRow extends WithIds<Omit<ClaimedDelivery, 'channel'>> {
  readonly channelId: bigint;
  readonly name: string;
  readonly channelKind: ChannelKind;
  readonly settings: unknown;
  readonly secret: unknown;
}

/** Channels that have a message that is due. */
export const dueChannels = (sql: Sql, now: Date): Promise<{ id: bigint }[]> =>
  sql.$queryRaw<{ id: bigint }[]>`
    SELECT c.id FROM alert_channels c
    WHERE enabled AND (retry_at IS NULL OR retry_at <= ${now}) AND EXISTS (
      SELECT FROM alert_deliveries d WHERE d.channel_id = c.id AND d.state = 'queued' AND d.next_at <= ${now})
    ORDER BY c.id`;

/**
 * Claims the oldest message of a channel that is due: no other process sends it, nor another of its channel, until this
 * one says how it ended or is lost.
 */
export async function claimDelivery(
  sql: Sql,
  channelId: bigint,
  { now, claimMs }: { now: Date; claimMs: number },
): Promise<ClaimedDelivery | null> {
  const [row] = await sql.$queryRaw<ClaimedRow[]>`
    WITH free AS (
      SELECT id, name, kind, settings, secret FROM alert_channels c
      WHERE id = ${channelId} AND enabled AND (retry_at IS NULL OR retry_at <= ${now})
        AND NOT EXISTS (SELECT FROM alert_deliveries d WHERE d.channel_id = c.id AND d.state = 'queued' AND d.claimed_until > ${now})
      FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE alert_deliveries d SET claimed_until = ${new Date(now.getTime() + claimMs)}, attempts = attempts + 1
    FROM free WHERE d.id = (
      SELECT id FROM alert_deliveries q WHERE q.channel_id = free.id AND q.state = 'queued' AND q.next_at <= ${now}
      ORDER BY id LIMIT 1)
      -- Judged anew on the row of another process that claimed it a moment before.
      AND d.state = 'queued' AND (d.claimed_until IS NULL OR d.claimed_until <= ${now})
    RETURNING d.id, d.kind, d.alert_ids::text[] AS "alertIds", d.attempts, d.created_at AS "createdAt", free.id AS "channelId",
      free.name, free.kind AS "channelKind", free.settings, free.secret`;
  if (!row) return null;
  const { channelId: id, name, channelKind, settings, secret, alertIds, ...delivery } = row;
  return { ...delivery, alertIds: alertIds.map(BigInt), channel: { id, name, kind: channelKind, settings, secret } };
}

/** How an attempt ended: delivered, to be tried again, or given up. */
export type DeliveryEnd =
  | { readonly state: 'sent'; readonly headline: string }
  | { readonly state: 'queued' | 'failed'; readonly nextAt: Date; readonly error: string };

/** Records how an attempt ended. */
export async function recordDelivery(sql: Sql, id: bigint, end: DeliveryEnd, now: Date): Promise<void> {
  if (end.state === 'sent') {
    await sql.$executeRaw`
      UPDATE alert_deliveries SET state = 'sent', sent_at = ${now}, claimed_until = NULL, headline = ${end.headline}, error = NULL
      WHERE id = ${id}`;
    return;
  }
  await sql.$executeRaw`
    UPDATE alert_deliveries SET state = ${end.state}, next_at = ${end.nextAt}, claimed_until = NULL, error = ${end.error}
    WHERE id = ${id} AND state <> 'cancelled'`;
}

/** Records a message that was sent outside the queue: the test of a channel. */
export async function recordTest(
  db: Database,
  channelId: bigint,
  { error, headline }: { error: string | null; headline: string },
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO alert_deliveries (channel_id, kind, alert_ids, state, attempts, next_at, created_at, sent_at, headline, error)
    VALUES (${channelId}, 'test', '{}', ${error === null ? 'sent' : 'failed'}, 1, ${now}, ${now},
      ${error === null ? now : null}::timestamptz, ${headline}, ${error}::text)`;
}

/** A message about an alert, as people read it. */
export interface AlertDelivery {
  readonly id: bigint;
  readonly channel: string;
  readonly kind: DeliveryKind;
  readonly state: 'queued' | 'sent' | 'failed' | 'cancelled';
  readonly attempts: number;
  readonly createdAt: Date;
  readonly nextAt: Date;
  readonly sentAt: Date | null;
  readonly headline: string | null;
  readonly error: string | null;
}

/** The messages about an alert, in order. */
export const deliveriesOfAlert = (db: Database, alertId: bigint): Promise<AlertDelivery[]> =>
  db.$queryRaw<AlertDelivery[]>`
    SELECT d.id, c.name AS channel, d.kind, d.state, d.attempts, d.created_at AS "createdAt", d.next_at AS "nextAt",
      d.sent_at AS "sentAt", d.headline, d.error
    FROM alert_deliveries d JOIN alert_channels c ON c.id = d.channel_id
    WHERE d.alert_ids @> ARRAY[${alertId}::bigint] ORDER BY d.id`;

/** What metrics show of a channel. */
export interface ChannelLoad {
  readonly channel: string;
  readonly failures: number;
  readonly queued: number;
}

/** The queued messages and the failures of each channel. */
export const channelLoads = (sql: Sql): Promise<ChannelLoad[]> =>
  sql.$queryRaw<ChannelLoad[]>`
    SELECT name AS channel, failures,
      (SELECT count(*)::int FROM alert_deliveries d WHERE d.channel_id = c.id AND d.state = 'queued') AS queued
    FROM alert_channels c ORDER BY name`;

/** Open alerts of operators by severity. */
export const openAlertCounts = (sql: Sql): Promise<{ severity: Severity; count: number }[]> =>
  sql.$queryRaw<{ severity: Severity; count: number }[]>`
    SELECT severity, count(*)::int AS count FROM alerts
    WHERE state = 'open' AND class = 'operations' GROUP BY severity ORDER BY severity`;
