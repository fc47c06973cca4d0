import type { Role } from '@tickermill/core';
import type { Database } from '../database.ts';

/** How seldom the use of a session or token is written down, s. */
export const seenEverySeconds = 60;

/** A session that holds, with its user. */
export interface SessionRow {
  readonly hash: string;
  readonly userId: bigint;
  readonly name: string;
  readonly role: Role;
  readonly byLink: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface NewSession {
  readonly hash: string;
  readonly userId: bigint;
  readonly byLink: boolean;
  readonly userAgent: string | null;
  readonly expiresAt: Date;
  /** That was verified; null for a link. */
  readonly passwordHash: string | null;
}

/**
 * Begins a session, unless the account is another than it was when its user proved who they are: then false. Sessions and
 * links that are long over go.
 */
export async function openSession(tx: Database, session: NewSession, now: Date, idleMs: number): Promise<boolean> {
  const { hash, userId, byLink, userAgent, expiresAt, passwordHash } = session;
  // Locked: a change of the password comes before this, or ends this session.
  const same = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM users WHERE id = ${userId} AND disabled_at IS NULL
      AND (${byLink} OR password_hash IS NOT DISTINCT FROM ${passwordHash}::text) FOR UPDATE`;
  if (same.length === 0) return false;
  await tx.$executeRaw`DELETE FROM sessions WHERE expires_at <= ${now} OR last_seen_at <= ${before(now, idleMs)}`;
  await tx.$executeRaw`DELETE FROM login_links WHERE expires_at <= ${now}`;
  await tx.$executeRaw`UPDATE users SET signed_in_at = ${now} WHERE id = ${userId}`;
  await tx.$executeRaw`
    INSERT INTO sessions (hash, user_id, by_link, user_agent, created_at, last_seen_at, expires_at)
    VALUES (${hash}, ${userId}, ${byLink}, ${userAgent}, ${now}, ${now}, ${expiresAt})`;
  return true;
}

/** The session of a hash, if it holds: neither over nor idle for too long, and its user not disabled. Notes that it was used. */
export async function findSession(db: Database, hash: string, now: Date, idleMs: number): Promise<SessionRow | null> {
  const [row] = await db.$queryRaw<(SessionRow & { lastSeenAt: Date })[]>`
    SELECT s.hash, s.user_id AS "userId", u.name, u.role, s.by_link AS "byLink", s.created_at AS "createdAt",
      s.expires_at AS "expiresAt", s.last_seen_at AS "lastSeenAt"
    FROM sessions s JOIN users u ON u.id = s.user_id
    WHERE s.hash = ${hash} AND s.expires_at > ${now} AND s.last_seen_at > ${before(now, idleMs)} AND u.disabled_at IS NULL`;
  if (!row) return null;
  const { lastSeenAt, ...session } = row;
  const due = before(now, seenEverySeconds * 1_000);
  if (lastSeenAt <= due)
    await db.$executeRaw`UPDATE sessions SET last_seen_at = ${now} WHERE hash = ${hash} AND last_seen_at <= ${due}`;
  return session;
}

/** The role that a session or token gives now; null when it holds no more. Looking is no use of it. */
export async function roleOf(db: Database, via: 'session' | 'token', hash: string, now: Date): Promise<Role | null> {
  const [row] =
    via === 'token'
      ? await db.$queryRaw<{ role: Role }[]>`
          SELECT role FROM api_tokens
          WHERE hash = ${hash} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ${now})`
      : await db.$queryRaw<{ role: Role }[]>`
          SELECT u.role FROM sessions s JOIN users u ON u.id = s.user_id
          WHERE s.hash = ${hash} AND s.expires_at > ${now} AND u.disabled_at IS NULL`;
  return row?.role ?? null;
}

export async function closeSession(db: Database, hash: string): Promise<void> {
  await db.$executeRaw`DELETE FROM sessions WHERE hash = ${hash}`;
}

const before = (now: Date, ms: number) => new Date(now.getTime() - ms);
