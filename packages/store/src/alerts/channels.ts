// Channels of alerts: written by the API, read by whoever sends. Views leave the secret out.

import type { ChannelKind, Severity } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import { lockAlerts } from './alerts.ts';

/** A channel as everybody may see it. */
export interface AlertChannel {
  readonly id: bigint;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: unknown;
  /** The fields of its secret that are set. */
  readonly secrets: string[];
  readonly minSeverity: Severity;
  readonly watchMatches: boolean;
  readonly enabled: boolean;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly retryAt: Date | null;
  readonly lastError: string | null;
  readonly lastSentAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** How a channel is: `untested` until something was sent to it; `failing` from its third failure on, or a refusal. */
export type ChannelState = 'working' | 'failing' | 'untested' | 'disabled';

/** How a channel is. */
export function channelState({
  enabled,
  failingSince,
  lastSentAt,
}: Pick<AlertChannel, 'enabled' | 'failingSince' | 'lastSentAt'>): ChannelState {
  if (!enabled) return 'disabled';
  if (failingSince !== null) return 'failing';
  return lastSentAt === null ? 'untested' : 'working';
}

/** A channel as its sender needs it. */
export interface AlertChannelSecrets {
  readonly id: bigint;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: unknown;
  readonly secret: unknown;
}

const columns = Prisma.sql`
  id, name, kind, settings, ARRAY(SELECT jsonb_object_keys(secret) ORDER BY 1) AS secrets, min_severity AS "minSeverity",
  watch_matches AS "watchMatches", enabled, failures, failing_since AS "failingSince", retry_at AS "retryAt",
  last_error AS "lastError", last_sent_at AS "lastSentAt", created_at AS "createdAt", created_by AS "createdBy"`;

/** The channels, by name. */
export const alertChannels = (db: Sql): Promise<AlertChannel[]> =>
  db.$queryRaw<AlertChannel[]>`SELECT ${columns} FROM alert_channels ORDER BY name`;

/** A channel with its secret; null if there is none. */
export async function alertChannelSecrets(db: Sql, id: bigint): Promise<AlertChannelSecrets | null> {
  const [row] = await db.$queryRaw<AlertChannelSecrets[]>`
    SELECT id, name, kind, settings, secret FROM alert_channels WHERE id = ${id}`;
  return row ?? null;
}

/** The channels that are sent to, with their secrets: for whoever must be able to send without the database. */
export const enabledChannels = (sql: Sql): Promise<AlertChannelSecrets[]> =>
  sql.$queryRaw<AlertChannelSecrets[]>`
    SELECT id, name, kind, settings, secret FROM alert_channels WHERE enabled ORDER BY id`;

export interface NewAlertChannel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: object;
  readonly secret: object;
  readonly minSeverity: Severity;
  readonly watchMatches: boolean;
  readonly createdBy: string;
}

/** Writes a channel. Null where the name is taken. */
export async function addAlertChannel(db: Database, channel: NewAlertChannel, now: Date): Promise<AlertChannel | null> {
  const { name, kind, settings, secret, minSeverity, watchMatches, createdBy } = channel;
  const [row] = await db.$queryRaw<AlertChannel[]>`
    INSERT INTO alert_channels (name, kind, settings, secret, min_severity, watch_matches, created_at, created_by)
    VALUES (${name}, ${kind}, ${JSON.stringify(settings)}::jsonb, ${JSON.stringify(secret)}::jsonb, ${minSeverity},
      ${watchMatches}, ${now}, ${createdBy})
    ON CONFLICT (name) DO NOTHING RETURNING ${columns}`;
  return row ?? null;
}

/** Writes a channel that the environment names, where it is new or differs. Returns whether it did. */
export async function keepEnvironmentChannel(
  db: Database,
  { name, kind, settings, secret }: Pick<NewAlertChannel, 'name' | 'kind' | 'settings' | 'secret'>,
  now: Date,
): Promise<boolean> {
  const kept = await db.$executeRaw`
    INSERT INTO alert_channels AS c (name, kind, settings, secret, min_severity, watch_matches, created_at, created_by)
    VALUES (${name}, ${kind}, ${JSON.stringify(settings)}::jsonb, ${JSON.stringify(secret)}::jsonb, 'warning', true, ${now}, 'environment')
    ON CONFLICT (name) DO UPDATE SET settings = EXCLUDED.settings, secret = EXCLUDED.secret, retry_at = NULL
    WHERE c.created_by = 'environment' AND (c.settings, c.secret) IS DISTINCT FROM (EXCLUDED.settings, EXCLUDED.secret)`;
  return kept > 0;
}

/** What may be changed of a channel; what is not named stays. */
export interface AlertChannelChange {
  readonly settings?: object | undefined;
  readonly secret?: object | undefined;
  readonly minSeverity?: Severity | undefined;
  readonly watchMatches?: boolean | undefined;
  readonly enabled?: boolean | undefined;
}

/**
 * Changes a channel, which is then tried again at once. One that is disabled fails no more, and what was queued for it is not
 * sent: enabled again, it is told what is open then. Null if there is none.
 */
export async function changeAlertChannel(
  tx: Database,
  id: bigint,
  change: AlertChannelChange,
): Promise<AlertChannel | null> {
  const { settings, secret, minSeverity, watchMatches, enabled } = change;
  if (enabled === false) await lockAlerts(tx); // or a plan that is being made would queue more behind our back
  const [row] = await tx.$queryRaw<AlertChannel[]>`
    UPDATE alert_channels SET settings = coalesce(${settings ? JSON.stringify(settings) : null}::jsonb, settings),
      secret = coalesce(${secret ? JSON.stringify(secret) : null}::jsonb, secret),
      min_severity = coalesce(${minSeverity ?? null}::text, min_severity),
      watch_matches = coalesce(${watchMatches ?? null}::boolean, watch_matches),
      enabled = coalesce(${enabled ?? null}::boolean, enabled), retry_at = NULL,
      failures = CASE WHEN ${enabled === false} THEN 0 ELSE failures END,
      failing_since = CASE WHEN ${enabled === false} THEN NULL ELSE failing_since END
    WHERE id = ${id} RETURNING ${columns}`;
  if (row && enabled === false) {
    await tx.$executeRaw`
      UPDATE alert_deliveries SET state = 'cancelled', claimed_until = NULL, error = 'its channel was disabled'
      WHERE channel_id = ${id} AND state = 'queued'`;
    await tx.$executeRaw`
      INSERT INTO events (type, data) VALUES ('alert-channel.disabled',
        jsonb_build_object('channel', ${String(id)}::text, 'name', ${row.name}::text, 'kind', ${row.kind}::text))`;
  }
  return row ?? null;
}

/** Removes a channel with its messages; its alerts stay. Returns whether there was one. */
export async function removeAlertChannel(db: Database, id: bigint): Promise<boolean> {
  const removed = await db.$executeRaw`
    WITH removed AS (DELETE FROM alert_channels WHERE id = ${id} RETURNING id, name, kind)
    INSERT INTO events (type, data)
    SELECT 'alert-channel.removed', jsonb_build_object('channel', id::text, 'name', name, 'kind', kind) FROM removed`;
  return removed > 0;
}

/** So many failures in a row make a channel dead, which is an alert on the others. */
const deadFrom = 3;

/** Records that a channel took a message: it is alive, and an event says so if it was dead. */
export async function recordChannelSuccess(sql: Sql, id: bigint, now: Date): Promise<void> {
  await sql.$executeRaw`
    WITH before AS (SELECT id, name, kind, failing_since, last_error FROM alert_channels WHERE id = ${id} FOR NO KEY UPDATE),
    alive AS (
      UPDATE alert_channels c SET failures = 0, failing_since = NULL, retry_at = NULL, last_error = NULL, last_sent_at = ${now}
      FROM before WHERE c.id = before.id)
    INSERT INTO events (type, data)
    SELECT 'alert-channel.recovered', jsonb_build_object('channel', id::text, 'name', name, 'kind', kind)
    FROM before WHERE failing_since IS NOT NULL`;
}

/** A failure of a channel. */
export interface ChannelFailure {
  readonly error: string;
  /** It is not sent anything before. */
  readonly retryAt: Date | null;
  /** Whether no retry can help: it is dead at once. */
  readonly isFinal: boolean;
}

/** Records that a channel did not take a message; the one that makes it dead publishes an event. */
export async function recordChannelFailure(
  sql: Sql,
  id: bigint,
  { error, retryAt, isFinal }: ChannelFailure,
  now: Date,
): Promise<void> {
  await sql.$executeRaw`
    WITH before AS (SELECT id, name, kind, failing_since FROM alert_channels WHERE id = ${id} FOR NO KEY UPDATE),
    failed AS (
      UPDATE alert_channels c SET failures = failures + 1, last_error = ${error}, retry_at = ${retryAt}::timestamptz,
        failing_since = CASE WHEN ${isFinal} OR failures + 1 >= ${deadFrom}::int THEN coalesce(c.failing_since, ${now}::timestamptz)
          ELSE c.failing_since END
      FROM before WHERE c.id = before.id
      RETURNING c.id, c.name, c.kind, c.failures, c.failing_since, before.failing_since AS was)
    INSERT INTO events (type, data)
    SELECT 'alert-channel.failing', jsonb_build_object('channel', id::text, 'name', name, 'kind', kind, 'failures', failures,
      'error', ${error}::text)
    FROM failed WHERE was IS NULL AND failing_since IS NOT NULL`;
}

/** A channel that asked for patience: it is not dead, and not asked before. */
export async function restChannel(sql: Sql, id: bigint, until: Date): Promise<void> {
  await sql.$executeRaw`UPDATE alert_channels SET retry_at = greatest(retry_at, ${until}::timestamptz) WHERE id = ${id}`;
}
