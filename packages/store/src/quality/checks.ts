// What operators have set of checks, and how far each has come.

import type { Day, Severity } from '@tickermill/core';
import type { Sql } from '../sql.ts';

export type Colour = 'green' | 'yellow' | 'red';

/** A check as operators have set it; null is as the code has it. */
export interface CheckSettings {
  readonly enabled: boolean;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly severity: Severity | null;
  readonly yellow: number | null;
  readonly red: number | null;
}

/** How far a check has come. */
export interface CheckState extends CheckSettings {
  readonly checkId: string;
  readonly updatedBy: string | null;
  readonly updatedAt: Date | null;
  readonly succeededAt: Date | null;
  readonly colour: Colour;
  readonly nextColour: Colour | null;
  readonly nextRuns: number;
}

/** The checks that were set or have run. */
export const checkStates = (sql: Sql): Promise<CheckState[]> => sql.$queryRaw<CheckState[]>`
  SELECT check_id AS "checkId", enabled, thresholds, severity, yellow, red, updated_by AS "updatedBy",
    updated_at AS "updatedAt", succeeded_at AS "succeededAt", colour, next_colour AS "nextColour", next_runs AS "nextRuns"
  FROM qa_checks ORDER BY check_id`;

/** Sets a check. Its next run judges everything anew; the roll-up of one that is disabled begins anew too. */
export async function setCheck(sql: Sql, checkId: string, to: CheckSettings & { readonly by: string }): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO qa_checks AS c (check_id, enabled, thresholds, severity, yellow, red, updated_by, updated_at)
    VALUES (${checkId}, ${to.enabled}, ${JSON.stringify(to.thresholds)}::jsonb, ${to.severity}, ${to.yellow}, ${to.red},
      ${to.by}, clock_timestamp())
    ON CONFLICT (check_id) DO UPDATE SET enabled = EXCLUDED.enabled, thresholds = EXCLUDED.thresholds,
      severity = EXCLUDED.severity, yellow = EXCLUDED.yellow, red = EXCLUDED.red, updated_by = EXCLUDED.updated_by,
      updated_at = EXCLUDED.updated_at, succeeded_at = NULL,
      colour = CASE WHEN EXCLUDED.enabled THEN c.colour ELSE 'green' END,
      next_colour = CASE WHEN EXCLUDED.enabled THEN c.next_colour END,
      next_runs = CASE WHEN EXCLUDED.enabled THEN c.next_runs ELSE 0 END`;
}

/** The instant of Postgres, by which bars are known. */
export async function knownInstant(sql: Sql): Promise<Date> {
  const [row] = await sql.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (!row) throw new Error('Postgres gave no instant');
  return row.now;
}

/** Notes that a check has succeeded, with the roll-up that it is left with. */
export async function recordCheck(
  tx: Sql,
  {
    checkId,
    began,
    colour,
    nextColour,
    nextRuns,
  }: Pick<CheckState, 'checkId' | 'colour' | 'nextColour' | 'nextRuns'> & { readonly began: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO qa_checks (check_id, succeeded_at, colour, next_colour, next_runs)
    VALUES (${checkId}, ${began}::timestamptz, ${colour}, ${nextColour}, ${nextRuns})
    ON CONFLICT (check_id) DO UPDATE SET succeeded_at = EXCLUDED.succeeded_at, colour = EXCLUDED.colour,
      next_colour = EXCLUDED.next_colour, next_runs = EXCLUDED.next_runs`;
}

/** What a check came to on a day. */
export interface DaySummary {
  readonly day: Day;
  readonly checkId: string;
  readonly fails: number;
  /** Those that are exempted, which `fails` leaves out. */
  readonly exempt: number;
  readonly universe: number;
  readonly share: number;
  readonly colour: Colour;
  /** Null: it ran; else why it failed. */
  readonly error: string | null;
  readonly runId: bigint | null;
  readonly ranAt: Date;
}

/** The open findings of a check that count towards its roll-up, how many subjects they have, and those that are exempt. */
export async function countedFindings(
  tx: Sql,
  checkId: string,
  { withInfo }: { withInfo: boolean },
): Promise<{ fails: number; subjects: number; exempt: number }> {
  const [row] = await tx.$queryRaw<{ fails: number; subjects: number; exempt: number }[]>`
    SELECT count(*) FILTER (WHERE resolved_at IS NULL)::int AS fails,
      count(DISTINCT subject) FILTER (WHERE resolved_at IS NULL)::int AS subjects,
      count(*) FILTER (WHERE resolved_as = 'exemption')::int AS exempt
    FROM qa_findings
    WHERE check_id = ${checkId} AND (resolved_at IS NULL OR resolved_as = 'exemption') AND (${withInfo} OR severity <> 'info')`;
  return row ?? { fails: 0, subjects: 0, exempt: 0 };
}

/** Keeps what a check came to on a day: its last run counts. */
export async function keepDaySummary(tx: Sql, summary: DaySummary): Promise<void> {
  const { day, checkId, fails, exempt, universe, share, colour, error, runId, ranAt } = summary;
  await tx.$executeRaw`
    INSERT INTO qa_summary (day, check_id, fails, exempt, universe, share, colour, error, run_id, ran_at)
    VALUES (${day}::date, ${checkId}, ${fails}, ${exempt}, ${universe}, ${share}, ${colour}, ${error}, ${runId}::bigint, ${ranAt}::timestamptz)
    ON CONFLICT (day, check_id) DO UPDATE SET fails = EXCLUDED.fails, exempt = EXCLUDED.exempt, universe = EXCLUDED.universe, share = EXCLUDED.share,
      colour = EXCLUDED.colour, error = EXCLUDED.error, run_id = EXCLUDED.run_id, ran_at = EXCLUDED.ran_at`;
}

/** What the checks came to on the days from one to another, the latest first. */
export const daySummaries = (sql: Sql, { from, to }: { from: Day; to: Day }): Promise<DaySummary[]> =>
  sql.$queryRaw<DaySummary[]>`
    SELECT day::text AS day, check_id AS "checkId", fails, exempt, universe, share, colour, error, run_id AS "runId", ran_at AS "ranAt"
    FROM qa_summary WHERE day >= ${from}::date AND day <= ${to}::date ORDER BY qa_summary.day DESC, check_id`;

/** Publishes that something about checks has happened, in the transaction of the fact. */
export async function publishQaEvent(
  tx: Sql,
  type:
    | 'deadline.missed'
    | 'deadline.lapsed'
    | 'qa.finished'
    | 'qa.roll-up'
    | 'qa.check-failed'
    | 'qa.check-recovered'
    | 'qa.check-disabled',
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await tx.$executeRaw`INSERT INTO events (type, data) VALUES (${type}, ${JSON.stringify(data)}::jsonb)`;
}
