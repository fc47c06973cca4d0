// What a check judges, and the fragments by which its statement reads that.

import type { Day, Mic } from '@tickermill/core';
import { Prisma } from '../database.ts';

/** An instrument that a check judges, from a day on. */
export interface JudgedInstrument {
  readonly instrumentId: bigint;
  /** The exchange whose sessions it keeps. */
  readonly mic: Mic;
  readonly from: Day;
}

/** Sessions of an exchange that have settled. */
export interface SettledSessions {
  readonly mic: Mic;
  readonly days: readonly Day[];
}

/** A violation, as the statement of a check finds it: one for each instrument and day. */
export interface Violation {
  readonly instrumentId: bigint;
  readonly date: Day;
  /** The evidence in numbers. */
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * The judged instruments as `j(id, mic, "from")`. Joined to the table of all instruments, whose ids Postgres knows to be
 * unique: it then hashes them, and not the millions of bars.
 */
export const judged = (instruments: readonly JudgedInstrument[]): Prisma.Sql => Prisma.sql`(
  SELECT i.id, u.mic, u."from" FROM instruments i JOIN unnest(${instruments.map(({ instrumentId }) => instrumentId)}::bigint[],
    ${instruments.map(({ mic }) => mic)}::text[], ${instruments.map(({ from }) => from)}::date[]) AS u(id, mic, "from")
    ON u.id = i.id OFFSET 0) AS j`;

/**
 * The judged instruments with their bars `p`, and those of so many days before: what comes before a bar. The first day of
 * all is named once more, so that partitions of before are not even opened.
 */
export const judgedBars = (instruments: readonly JudgedInstrument[], daysBefore: number): Prisma.Sql => Prisma.sql`
  ${judged(instruments)} JOIN daily_prices p ON p.instrument_id = j.id AND p.date >= j."from" - ${daysBefore}::int
    AND p.date >= ${firstDay(instruments)}::date - ${daysBefore}::int`;

/** The first day of all from which any is judged. */
export const firstDay = (instruments: readonly JudgedInstrument[]): Day =>
  instruments.reduce((first, { from }) => (from < first ? from : first), '9999-12-31');

/** The sessions of all exchanges as `s(mic, day)`. */
export const settled = (sessions: readonly SettledSessions[]): Prisma.Sql => Prisma.sql`
  unnest(${sessions.flatMap(({ mic, days }) => days.map(() => mic))}::text[],
    ${sessions.flatMap(({ days }) => days)}::date[]) AS s(mic, day)`;

/**
 * Whether a value moved against another, which is above zero, by more than so many percent. Compared as decimals: turning
 * every price into a float costs more than all the rest.
 */
export const movedBy = (value: Prisma.Sql, before: Prisma.Sql, percent: number): Prisma.Sql => Prisma.sql`
  abs(${value} - ${before}) > ${before} * ${percent / 100}::float8::numeric`;

/** Whether an action of the instrument took effect within the days after one and up to another. */
export const hasAction = (id: Prisma.Sql, after: Prisma.Sql, upTo: Prisma.Sql): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM corporate_actions a WHERE a.instrument_id = ${id} AND a.known_to IS NULL
    AND a.date > ${after} AND a.date <= ${upTo})`;
