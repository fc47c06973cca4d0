import type { Severity } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** What is not sent for a while. A condition that is null excludes nothing. */
export interface Silence {
  readonly id: bigint;
  readonly reason: string;
  readonly check: string | null;
  readonly source: string | null;
  readonly dataset: string | null;
  readonly ticker: string | null;
  readonly severity: Severity | null;
  readonly untilRecovered: boolean;
  readonly heldAt: Date | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly createdBy: string;
}

export type NewSilence = Omit<Silence, 'id' | 'heldAt'>;

const columns = Prisma.sql`
  id, reason, check_name AS "check", source, dataset, ticker, severity, until_recovered AS "untilRecovered",
  held_at AS "heldAt", starts_at AS "startsAt", ends_at AS "endsAt", created_by AS "createdBy"`;

/** Writes a silence. */
export async function addSilence(db: Database, silence: NewSilence): Promise<Silence> {
  const { reason, check, source, dataset, ticker, severity, untilRecovered, startsAt, endsAt, createdBy } = silence;
  const [row] = await db.$queryRaw<[Silence]>`
    INSERT INTO silences (reason, check_name, source, dataset, ticker, severity, until_recovered, starts_at, ends_at, created_by)
    VALUES (${reason}, ${check}, ${source}, ${dataset}, ${ticker}, ${severity}, ${untilRecovered}, ${startsAt}, ${endsAt}, ${createdBy})
    RETURNING ${columns}`;
  return row;
}

/** The silences that hold, the latest first. */
export const silencesAt = (sql: Sql, now: Date): Promise<Silence[]> =>
  sql.$queryRaw<
    Silence[]
  >`SELECT ${columns} FROM silences WHERE starts_at <= ${now} AND ends_at > ${now} ORDER BY id DESC`;

/** Ends a silence now. False if there is none that holds. */
export async function endSilence(sql: Sql, id: bigint, now: Date): Promise<boolean> {
  return (await sql.$executeRaw`UPDATE silences SET ends_at = ${now} WHERE id = ${id} AND ends_at > ${now}`) > 0;
}

/** Ends the silences of everything, which is what a mute is. Returns how many. */
export const endMutes = (db: Database, now: Date): Promise<number> =>
  db.$executeRaw`
    UPDATE silences SET ends_at = ${now} WHERE ends_at > ${now} AND check_name IS NULL AND source IS NULL AND dataset IS NULL
      AND ticker IS NULL AND severity IS NULL`;

/** Notes that a silence has held something: from now on it can recover. */
export async function markHeld(sql: Sql, id: bigint, now: Date): Promise<void> {
  await sql.$executeRaw`UPDATE silences SET held_at = ${now} WHERE id = ${id} AND held_at IS NULL`;
}
