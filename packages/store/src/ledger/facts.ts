// The facts that gates and order need about targets, read in one query per run.

import { type DatasetId, type Day, edgarZone, type TargetKind } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import { covers, isWhole, reachesAsFar } from './covers.ts';
import type { NewTarget } from './targets.ts';

/** The facts that the gates and the order need about a target. */
export interface TargetFacts {
  readonly target: string;
  /** It is set aside as a dead letter. */
  readonly isDead: boolean;
  readonly isOpen: boolean;
  /** The open target covers the request. */
  readonly isCovered: boolean;
  /** A follow-up waits behind the open target, or is about to be planned. */
  readonly isFollowed: boolean;
  /** When a target that covers the request last succeeded whole. */
  readonly coveredAt: Date | null;
  readonly lastSuccessAt: Date | null;
  /** Its last success left filings out for a limit: a later run is to go on with them. */
  readonly wasCut: boolean;
  /** The best priority of the watchlists that it is on; null when it is on none. */
  readonly watchlistPriority: number | null;
  readonly recentFilings: number;
  /** Requests that its last success took; null when it never succeeded. */
  readonly lastRequests: number | null;
}

/** How far back filings count as recent activity. */
const recentDays = 90;

/** The facts about targets, by target. Reads only. */
export async function targetFacts(
  db: Database,
  { dataset, kind, targets, now }: { dataset: DatasetId; kind: TargetKind; targets: readonly NewTarget[]; now: Date },
): Promise<Map<string, TargetFacts>> {
  const isNamed =
    kind === 'instrument'
      ? Prisma.sql`wi.instrument_id = w.target::bigint`
      : Prisma.sql`wi.instrument_id IN (SELECT instrument_id FROM instrument_ciks WHERE cik = w.target)`;
  const cik =
    kind === 'instrument'
      ? Prisma.sql`ANY(ARRAY(SELECT cik FROM instrument_ciks WHERE instrument_id = w.target::bigint))`
      : Prisma.sql`w.target`;
  const rows = await db.$queryRaw<TargetFacts[]>`
    SELECT w.target, coalesce(o.id IS NOT NULL, false) AS "isOpen", coalesce(o.covers, false) AS "isCovered",
      EXISTS (SELECT FROM dead_letters d WHERE d.dataset = ${dataset} AND d.target = w.target AND d.revived_at IS NULL) AS "isDead",
      EXISTS (SELECT FROM run_targets f JOIN runs r ON r.id = f.run_id WHERE f.dataset = ${dataset} AND f.target = w.target
        AND f.state = 'open' AND f.follow_up AND r.ending IS NULL) AS "isFollowed",
      (SELECT max(t.finished_at) FROM run_targets t WHERE t.dataset = ${dataset} AND t.target = w.target
        AND t.state IN ('done', 'nothing') AND ${reachesAsFar(Prisma.sql`t.params`, Prisma.sql`w.params`)}) AS "coveredAt",
      coalesce(last.cut, false) AS "wasCut", last.finished_at AS "lastSuccessAt", last.requests AS "lastRequests",
      (SELECT max(l.priority) FROM watchlist_items wi
        JOIN watchlists l ON l.id = wi.watchlist_id WHERE ${isNamed}) AS "watchlistPriority",
      (SELECT count(*)::int FROM filings f WHERE f.issuer_cik = ${cik}
        AND f.filed_on > ${now}::timestamptz::date - ${recentDays}::int) AS "recentFilings"
    FROM jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) AS w(target text, params jsonb, force boolean)
    LEFT JOIN LATERAL (
      SELECT t.id, ${isCoveredBy} AS covers FROM run_targets t JOIN runs r ON r.id = t.run_id
      WHERE t.dataset = ${dataset} AND t.target = w.target AND t.state = 'open' AND NOT t.follow_up) o ON true
    LEFT JOIN LATERAL (
      SELECT t.finished_at, (SELECT count(*)::int FROM task_targets tt WHERE tt.target_id = t.id) AS requests,
        EXISTS (SELECT FROM task_targets tt JOIN tasks c ON c.id = tt.task_id WHERE tt.target_id = t.id AND c.cut) AS cut
      FROM run_targets t WHERE t.dataset = ${dataset} AND t.target = w.target AND t.state IN ('done', 'nothing', 'partial')
        AND ${isWhole(Prisma.sql`t.params`)} ORDER BY t.finished_at DESC LIMIT 1) last ON true`;
  return new Map(rows.map((row) => [row.target, row]));
}

/** The run in which a target that covers the request last succeeded whole; null if the ledger has none. */
export async function recentSuccess(
  db: Database,
  { dataset, target, params }: Pick<NewTarget, 'target' | 'params'> & { readonly dataset: DatasetId },
): Promise<bigint | null> {
  const want = Prisma.sql`${JSON.stringify(params)}::jsonb`;
  const [row] = await db.$queryRaw<{ runId: bigint }[]>`
    SELECT t.run_id AS "runId" FROM run_targets t WHERE t.dataset = ${dataset} AND t.target = ${target}
      AND t.state IN ('done', 'nothing') AND ${reachesAsFar(Prisma.sql`t.params`, want)}
    ORDER BY t.finished_at DESC LIMIT 1`;
  return row?.runId ?? null;
}

/** What a run found of one target and created; null if it names no such target. */
export async function targetOutcome(
  db: Database,
  runId: bigint,
  target: string,
): Promise<{ readonly found: number; readonly created: number } | null> {
  return db.runTarget.findFirst({
    where: { runId, target },
    orderBy: { id: 'desc' },
    select: { found: true, created: true },
  });
}

/**
 * Whether the open target `t` of the run `r` covers `w`: its parameters cover those of `w`, its run goes on, and it has
 * missed nothing so far. One that is not forced never brings documents that were set aside.
 */
export const isCoveredBy = Prisma.sql`(r.ending IS NULL AND (t.force OR NOT w.force) AND ${covers(Prisma.sql`t.params`, Prisma.sql`w.params`)}
  AND NOT EXISTS (SELECT FROM task_targets ctt JOIN tasks c ON c.id = ctt.task_id
    WHERE ctt.target_id = t.id AND NOT c.replaced AND (c.cut OR c.state IN ('failed', 'gone'))))`;

/**
 * When each target's list was last read whole, by target: nothing failed or was left out, and it went back as far as
 * this request, counted from its own day.
 */
export async function lastReadings(
  db: Database,
  {
    dataset,
    targets,
    today,
  }: { dataset: DatasetId; targets: readonly Pick<NewTarget, 'target' | 'params'>[]; today: Day },
): Promise<Map<string, Date>> {
  if (targets.length === 0) return new Map();
  const rows = await db.$queryRaw<{ target: string; at: Date }[]>`
    SELECT w.target, r.at FROM jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) AS w(target text, params jsonb)
      CROSS JOIN LATERAL (
        SELECT max(t.finished_at) AS at FROM run_targets t
        WHERE t.dataset = ${dataset} AND t.target = w.target AND t.state IN ('done', 'nothing') AND ${isWhole(Prisma.sql`t.params`)}
          AND (t.params ->> 'since')::date
            <= (t.finished_at AT TIME ZONE ${edgarZone})::date - (${today}::date - (w.params ->> 'since')::date)) r
    WHERE r.at IS NOT NULL`;
  return new Map(rows.map(({ target, at }) => [target, at]));
}
