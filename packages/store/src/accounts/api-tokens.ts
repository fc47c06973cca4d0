// Rows of API tokens, found by hash, for authentication and administrators.

import type { Role } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';
import { seenEverySeconds } from './sessions.ts';

/** A token of the API, without what it is checked by. */
export interface ApiTokenRow {
  readonly id: bigint;
  readonly name: string;
  readonly prefix: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const columns = Prisma.sql`
  id, name, prefix, role, created_by AS "createdBy", created_at AS "createdAt", last_used_at AS "lastUsedAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

/** A page of the tokens, the latest first; those that were revoked stay listed. */
export function listTokens(db: Database, { limit, offset }: { limit: number; offset: number }): Promise<ApiTokenRow[]> {
  return db.$queryRaw<
    ApiTokenRow[]
  >`SELECT ${columns} FROM api_tokens ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`;
}

export interface NewToken {
  readonly name: string;
  readonly hash: string;
  readonly prefix: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly expiresAt: Date | null;
}

export async function createToken(db: Database, token: NewToken, now: Date): Promise<ApiTokenRow> {
  const { name, hash, prefix, role, createdBy, expiresAt } = token;
  const [row] = await db.$queryRaw<[ApiTokenRow]>`
    INSERT INTO api_tokens (name, hash, prefix, role, created_by, created_at, expires_at)
    VALUES (${name}, ${hash}, ${prefix}, ${role}, ${createdBy}, ${now}, ${expiresAt}) RETURNING ${columns}`;
  return row;
}

/** The token of a hash, if it holds: neither over nor revoked. Notes that it was used. */
export async function findToken(db: Database, hash: string, now: Date): Promise<ApiTokenRow | null> {
  const [row] = await db.$queryRaw<ApiTokenRow[]>`
    SELECT ${columns} FROM api_tokens
    WHERE hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`;
  if (!row) return null;
  const due = new Date(now.getTime() - seenEverySeconds * 1_000);
  if (row.lastUsedAt === null || row.lastUsedAt <= due) {
    await db.$executeRaw`
      UPDATE api_tokens SET last_used_at = ${now} WHERE id = ${row.id} AND (last_used_at IS NULL OR last_used_at <= ${due})`;
  }
  return row;
}

/** Revokes a token for good. False if there is none of that id. */
export async function revokeToken(db: Database, id: bigint, now: Date): Promise<boolean> {
  const revoked = await db.$executeRaw`
    UPDATE api_tokens SET revoked_at = coalesce(revoked_at, ${now}::timestamptz) WHERE id = ${id}`;
  return revoked > 0;
}
