// The ledger's facts about one day of one target, for `why`.

import type { DatasetId, Day, SourceId } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** A task that is about to bring a day, or brings it now. */
export interface OpenTask {
  readonly runId: bigint;
  readonly taskId: bigint;
  readonly source: SourceId;
  readonly state: 'waiting' | 'queued' | 'running';
  readonly startedAt: Date | null;
  /** When it is tried again, or may leave at the earliest. */
  readonly notBefore: Date | null;
  readonly attempts: number;
  /** Of its last attempt. */
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Open tasks of its source that come before it. */
  readonly ahead: number;
}

/** How a target that was to bring a day ended. */
export interface EndedTarget {
  readonly runId: bigint;
  readonly state: string;
  readonly skipReason: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly finishedAt: Date;
  /** The source of its last task; null once its tasks are no longer kept, or if there were none. */
  readonly source: SourceId | null;
}

/** The ledger's facts about one day of one target. */
export interface DayAsked {
  readonly open: OpenTask | null;
  /** The last target that requested this day. */
  readonly last: EndedTarget | null;
  /** The last target that ended, whatever days it requested, and the last of these. */
  readonly lastAsked: { readonly finishedAt: Date; readonly to: Day | null } | null;
  readonly deadLetter: {
    readonly errorCode: string;
    readonly errorMessage: string;
    readonly failedOn: readonly Day[];
    readonly createdAt: Date;
  } | null;
}

/** The past and open requests for a day of a target. */
export async function dayAsked(
  db: Database,
  { dataset, target, day }: { dataset: DatasetId; target: string; day: Day },
): Promise<DayAsked> {
  const ofTarget = Prisma.sql`t.dataset = ${dataset} AND t.target = ${target}`;
  // A target without days requests all that are missing.
  const holdsDay = Prisma.sql`coalesce(t.params ->> 'from', '') <= ${day} AND coalesce(t.params ->> 'to', '9999') >= ${day}`;
  const [[open], [last], [lastAsked], [deadLetter]] = await Promise.all([
    db.$queryRaw<OpenTask[]>`
      SELECT k.run_id AS "runId", k.id AS "taskId", k.source, k.state, k.started_at AS "startedAt", k.not_before AS "notBefore",
        k.attempts, k.error_code AS "errorCode", k.error_message AS "errorMessage",
        (SELECT count(*)::int FROM tasks a WHERE a.source = k.source AND a.state IN ('waiting', 'queued', 'running')
          AND NOT a.held AND (a.priority, a.id) < (k.priority, k.id)) AS ahead
      FROM run_targets t JOIN task_targets tt ON tt.target_id = t.id JOIN tasks k ON k.id = tt.task_id
      WHERE ${ofTarget} AND t.state = 'open' AND ${holdsDay} AND k.state IN ('waiting', 'queued', 'running')
      ORDER BY k.state = 'running' DESC, k.priority, k.id LIMIT 1`,
    db.$queryRaw<EndedTarget[]>`
      SELECT t.run_id AS "runId", t.state, t.skip_reason AS "skipReason", t.error_code AS "errorCode",
        t.error_message AS "errorMessage", t.finished_at AS "finishedAt",
        (SELECT k.source FROM task_targets tt JOIN tasks k ON k.id = tt.task_id WHERE tt.target_id = t.id
          ORDER BY k.finished_at DESC NULLS LAST, k.id DESC LIMIT 1) AS source
      FROM run_targets t WHERE ${ofTarget} AND t.finished_at IS NOT NULL AND ${holdsDay}
      -- A skip is the last word only where nobody ever asked.
      ORDER BY t.state = 'skipped', t.finished_at DESC, t.id DESC LIMIT 1`,
    db.$queryRaw<{ finishedAt: Date; to: Day | null }[]>`
      SELECT t.finished_at AS "finishedAt", t.params ->> 'to' AS to FROM run_targets t
      WHERE ${ofTarget} AND t.state IN ('done', 'nothing', 'partial') ORDER BY t.finished_at DESC LIMIT 1`,
    db.$queryRaw<NonNullable<DayAsked['deadLetter']>[]>`
      SELECT d.error_code AS "errorCode", d.error_message AS "errorMessage", d.failed_on::text[] AS "failedOn",
        d.created_at AS "createdAt"
      FROM dead_letters d WHERE d.dataset = ${dataset} AND d.target = ${target} AND d.revived_at IS NULL`,
  ]);
  return { open: open ?? null, last: last ?? null, lastAsked: lastAsked ?? null, deadLetter: deadLetter ?? null };
}
