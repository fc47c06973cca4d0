import type { Role } from '@tickermill/core';
import type { Database } from '../database.ts';

/** Whom a link signs in. */
export interface LinkedUser {
  readonly id: bigint;
  readonly name: string;
  readonly role: Role;
}

export async function createLoginLink(
  db: Database,
  { hash, userId, expiresAt }: { hash: string; userId: bigint; expiresAt: Date },
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO login_links (hash, user_id, created_at, expires_at) VALUES (${hash}, ${userId}, ${now}, ${expiresAt})`;
}

/** The user of a login link; null if it was used, has expired, or never existed. Reading uses nothing up. */
export async function findLoginLink(db: Database, hash: string, now: Date): Promise<LinkedUser | null> {
  const [user] = await db.$queryRaw<LinkedUser[]>`
    SELECT u.id, u.name, u.role FROM login_links l JOIN users u ON u.id = l.user_id
    WHERE l.hash = ${hash} AND l.used_at IS NULL AND l.expires_at > ${now} AND u.disabled_at IS NULL`;
  return user ?? null;
}

/** Uses a link up, for good, and returns the user whom it signs in. */
export async function useLoginLink(db: Database, hash: string, now: Date): Promise<LinkedUser | null> {
  const [user] = await db.$queryRaw<LinkedUser[]>`
    UPDATE login_links l SET used_at = ${now} FROM users u
    WHERE u.id = l.user_id AND l.hash = ${hash} AND l.used_at IS NULL AND l.expires_at > ${now} AND u.disabled_at IS NULL
    RETURNING u.id, u.name, u.role`;
  return user ?? null;
}
