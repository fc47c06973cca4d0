// Alerts: raised and cleared by events, each event once, and what people do with them.

import { type Day, Severity } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Position } from '../events/index.ts';
import type { Sql } from '../sql.ts';

/** Operators' alerts are grouped, throttled and silenced; matches of watch rules are not. */
export type AlertClass = 'operations' | 'watch';

/** What an event says of a cause. */
export interface AlertSignal {
  /** Whether it is wrong, or over; `past`: it was, since an instant, and is no more. */
  readonly effect: 'raise' | 'clear' | 'past';
  readonly class: AlertClass;
  readonly kind: string;
  readonly cause: string;
  readonly severity: Severity;
  readonly source: string | null;
  readonly dataset: string | null;
  readonly ticker: string | null;
  readonly check: string | null;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  /** Which of several that share the cause it is about; null: the cause is of one. */
  readonly member: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Of what is past: since when it was so. */
  readonly since?: Date;
}

/** An alert as it is kept. */
export interface AlertRow {
  readonly id: bigint;
  readonly class: AlertClass;
  readonly kind: string;
  readonly cause: string;
  readonly severity: Severity;
  readonly state: 'open' | 'closed';
  readonly source: string | null;
  readonly dataset: string | null;
  readonly ticker: string | null;
  readonly check: string | null;
  readonly sources: string[];
  readonly names: string[];
  /** Those that share its cause and are still wrong; empty: it is of one. */
  readonly members: string[];
  readonly facts: unknown;
  readonly count: number;
  readonly openedAt: Date;
  readonly changedAt: Date;
  readonly closedAt: Date | null;
  readonly heldBy: bigint | null;
  readonly ackedAt: Date | null;
  readonly ackedBy: string | null;
  readonly ackNote: string | null;
}

export const alertColumns = Prisma.sql`
  a.id, a.class, a.kind, a.cause, a.severity, a.state, a.source, a.dataset, a.ticker, a.check_name AS "check", a.sources,
  a.names, a.members, a.facts, a.count, a.opened_at AS "openedAt", a.changed_at AS "changedAt", a.closed_at AS "closedAt",
  a.held_by AS "heldBy", a.acked_at AS "ackedAt", a.acked_by AS "ackedBy", a.ack_note AS "ackNote"`;

const maxNames = 5;
/** A cause that comes back so soon has not been away: changes within ten minutes are one message. */
const sameWithinMs = 10 * 60_000;

interface LastOfCause {
  readonly id: bigint;
  readonly state: 'open' | 'closed';
  readonly closedAt: Date | null;
  readonly isKnown: boolean;
  readonly isToldClosed: boolean;
  readonly names: string[];
}

/**
 * Applies what an event says of its cause. Delivered again, the same event changes nothing; a number that is still to
 * come is of another server, from which this database was restored. Runs in a transaction, under the lock of alerts.
 */
export async function recordSignal(
  tx: Sql,
  signal: AlertSignal,
  { txid, id: eventId, at }: Position & { readonly at: Date },
): Promise<void> {
  const [last] = await tx.$queryRaw<LastOfCause[]>`
    SELECT id, state, closed_at AS "closedAt", names,
      ((event_txid, event_id) >= (${txid}, ${eventId}) AND event_txid < pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS "isKnown",
      EXISTS (SELECT FROM alert_deliveries d WHERE d.alert_ids @> ARRAY[a.id] AND d.kind = 'close') AS "isToldClosed"
    FROM alerts a WHERE cause = ${signal.cause} ORDER BY id DESC LIMIT 1`;
  // A filing matches a rule once.
  if (last && (last.isKnown || signal.class === 'watch')) return;
  const { severity, kind, facts } = signal;
  if (signal.effect === 'clear') {
    if (last?.state !== 'open') return;
    const left = Prisma.sql`array_remove(members, ${signal.member}::text)`;
    const isOver = Prisma.sql`(${signal.member}::text IS NULL OR cardinality(${left}) = 0)`;
    await tx.$executeRaw`
      UPDATE alerts SET state = CASE WHEN ${isOver} THEN 'closed' ELSE state END, closed_at = CASE WHEN ${isOver} THEN ${at}::timestamptz END,
        members = CASE WHEN ${isOver} THEN '{}' ELSE ${left} END, event_txid = ${txid}, event_id = ${eventId}
      WHERE id = ${last.id}`;
    return;
  }
  const isSame =
    last !== undefined &&
    signal.effect === 'raise' &&
    (last.state === 'open' ||
      (!last.isToldClosed && last.closedAt !== null && at.getTime() - last.closedAt.getTime() < sameWithinMs));
  const members = signal.member === null ? [] : [signal.member];
  if (!isSame) {
    const { source, dataset, ticker, check, cause } = signal;
    const isOver = signal.class === 'watch' || signal.effect === 'past';
    const openedAt = signal.since ?? at;
    await tx.$executeRaw`
      INSERT INTO alerts (class, kind, cause, severity, state, source, dataset, ticker, check_name, sources, names, members, facts,
        opened_at, changed_at, closed_at, event_txid, event_id)
      VALUES (${signal.class}, ${kind}, ${cause}, ${severity}, ${isOver ? 'closed' : 'open'}, ${source}, ${dataset}, ${ticker},
        ${check}, ${[...signal.sources]}::text[], ${signal.names.slice(0, maxNames)}::text[], ${members}::text[], ${JSON.stringify(facts)}::jsonb,
        ${openedAt}, ${at}, ${isOver ? at : null}::timestamptz, ${txid}, ${eventId})`;
    return;
  }
  const names = [...new Set([...signal.names, ...last.names])].slice(0, maxNames);
  await tx.$executeRaw`
    UPDATE alerts SET state = 'open', closed_at = NULL, count = count + 1, changed_at = ${at}, names = ${names}::text[],
      members = array_remove(members, ${signal.member}::text) || ${members}::text[],
      kind = CASE WHEN ${isMilder(severity)} THEN kind ELSE ${kind} END,
      facts = CASE WHEN ${isMilder(severity)} AND kind <> ${kind} THEN facts ELSE ${JSON.stringify(facts)}::jsonb END,
      severity = CASE WHEN ${isMilder(severity)} THEN severity ELSE ${severity} END,
      acked_at = CASE WHEN ${isWorse(severity)} THEN NULL ELSE acked_at END,
      acked_by = CASE WHEN ${isWorse(severity)} THEN NULL ELSE acked_by END,
      ack_note = CASE WHEN ${isWorse(severity)} THEN NULL ELSE ack_note END,
      event_txid = ${txid}, event_id = ${eventId}
    WHERE id = ${last.id}`;
}

const order = Prisma.sql`ARRAY['info', 'warning', 'critical']`;
const isMilder = (severity: Severity) =>
  Prisma.sql`array_position(${order}, ${severity}) < array_position(${order}, severity)`;
const isWorse = (severity: Severity) =>
  Prisma.sql`array_position(${order}, ${severity}) > array_position(${order}, severity)`;

/** Serialises whatever changes alerts or queues messages, across processes, until the transaction ends. */
export async function lockAlerts(tx: Sql): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('tickermill alerts', 0))::text`;
}

/** Closes open alerts of a kind that have not come again for so long. */
export async function closeQuietAlerts(
  tx: Sql,
  { kind, quietMs }: { kind: string; quietMs: number },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE alerts SET state = 'closed', closed_at = ${now}
    WHERE state = 'open' AND kind = ${kind} AND changed_at < ${new Date(now.getTime() - quietMs)}`;
}

/** Closes open alerts of a kind about dead letters of datasets that have none any more: all of them were revived. */
export async function closeRevivedLetters(tx: Sql, kind: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE alerts a SET state = 'closed', closed_at = ${now}
    WHERE a.state = 'open' AND a.kind = ${kind}
      AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.dataset = a.dataset AND d.revived_at IS NULL)`;
}

/** Which alert explains another; null: none does any more. */
export interface AlertHold {
  readonly id: bigint;
  readonly heldBy: bigint | null;
}

/** An alert that explains a worse one is as bad as that, and nobody has taken it on as such. */
export interface AlertRaise {
  readonly id: bigint;
  readonly severity: Severity;
}

/** Keeps how bad alerts have become by what they explain. */
export async function raiseAlerts(tx: Sql, raises: readonly AlertRaise[]): Promise<void> {
  for (const { id, severity } of raises)
    await tx.$executeRaw`
      UPDATE alerts SET severity = ${severity}, acked_at = NULL, acked_by = NULL, ack_note = NULL WHERE id = ${id}`;
}

/** Keeps which alerts are explained by which. */
export async function holdAlerts(tx: Sql, holds: readonly AlertHold[]): Promise<void> {
  if (holds.length === 0) return;
  await tx.$executeRaw`
    UPDATE alerts a SET held_by = h.held_by
    FROM unnest(${holds.map(({ id }) => id)}::bigint[], ${holds.map(({ heldBy }) => heldBy)}::bigint[]) AS h(id, held_by)
    WHERE a.id = h.id`;
}

/** Deletes alerts that were over so long ago, with the messages of that time. Returns how many. */
export async function pruneAlerts(sql: Sql, before: Date): Promise<number> {
  await sql.$executeRaw`DELETE FROM alert_deliveries WHERE created_at < ${before} AND state <> 'queued'`;
  await sql.$executeRaw`DELETE FROM silences WHERE ends_at < ${before}`;
  return sql.$executeRaw`DELETE FROM alerts WHERE closed_at < ${before}`;
}

/** How a list of alerts is narrowed. */
export interface AlertFilter {
  readonly state?: 'open' | 'closed' | undefined;
  readonly class?: AlertClass | undefined;
  readonly severity?: Severity | undefined;
  readonly kind?: string | undefined;
  readonly source?: string | undefined;
  readonly dataset?: string | undefined;
}

/** A page of the alerts, the latest first. */
export function listAlerts(
  db: Database,
  { state, class: of, severity, kind, source, dataset }: AlertFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<AlertRow[]> {
  return db.$queryRaw<AlertRow[]>`
    SELECT ${alertColumns} FROM alerts a
    WHERE (${state ?? null}::text IS NULL OR state = ${state ?? null}) AND (${of ?? null}::text IS NULL OR class = ${of ?? null})
      AND (${severity ?? null}::text IS NULL OR severity = ${severity ?? null})
      AND (${kind ?? null}::text IS NULL OR kind = ${kind ?? null})
      AND (${source ?? null}::text IS NULL OR source = ${source ?? null})
      AND (${dataset ?? null}::text IS NULL OR dataset = ${dataset ?? null})
    ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`;
}

/** Alerts by their ids. */
export const alertsByIds = (db: Sql, ids: readonly bigint[]): Promise<AlertRow[]> =>
  db.$queryRaw<AlertRow[]>`SELECT ${alertColumns} FROM alerts a WHERE id = ANY(${[...ids]}::bigint[]) ORDER BY id`;

/** How many alerts one explains, by kind. */
export interface HeldCount {
  readonly by: bigint;
  readonly kind: string;
  readonly count: number;
}

export const heldCounts = (db: Sql, ids: readonly bigint[]): Promise<HeldCount[]> =>
  db.$queryRaw<HeldCount[]>`
    SELECT held_by AS "by", kind, count(*)::int AS count FROM alerts
    WHERE held_by = ANY(${[...ids]}::bigint[]) GROUP BY held_by, kind ORDER BY held_by, kind`;

/** Somebody takes an alert on. Null if there is none. */
export async function ackAlert(
  db: Database,
  id: bigint,
  { by, note, at }: { by: string; note: string | null; at: Date },
): Promise<AlertRow | null> {
  const [row] = await db.$queryRaw<AlertRow[]>`
    UPDATE alerts a SET acked_at = coalesce(acked_at, ${at}::timestamptz),
      acked_by = CASE WHEN acked_at IS NULL THEN ${by} ELSE acked_by END,
      ack_note = coalesce(${note}::text, ack_note)
    WHERE id = ${id} RETURNING ${alertColumns}`;
  return row ?? null;
}

/** Takes on all open critical alerts. Returns how many there were. */
export const ackCriticals = (db: Sql, { by, at }: { by: string; at: Date }): Promise<number> =>
  db.$executeRaw`
    UPDATE alerts SET acked_at = ${at}, acked_by = ${by}
    WHERE state = 'open' AND severity = 'critical' AND class = 'operations' AND acked_at IS NULL`;

/** How many alerts of each severity were opened on a day (UTC). */
export interface AlertsOfDay {
  readonly day: Day;
  readonly severity: Severity;
  readonly count: number;
}

/** The alerts that were opened on each day, both included, by severity; a day without any has a zero for each. */
export const alertsByDay = (sql: Sql, { from, to }: { from: Day; to: Day }): Promise<AlertsOfDay[]> =>
  sql.$queryRaw<AlertsOfDay[]>`
    SELECT d.day::date::text AS day, s.severity, count(a.id)::int AS count
    FROM generate_series(${from}::date, ${to}::date, interval '1 day') AS d(day) CROSS JOIN unnest(${Severity.options}::text[]) AS s(severity)
      LEFT JOIN alerts a ON a.severity = s.severity AND a.opened_at >= d.day AT TIME ZONE 'UTC'
        AND a.opened_at < (d.day + interval '1 day') AT TIME ZONE 'UTC'
    GROUP BY d.day, s.severity ORDER BY d.day, s.severity`;
