// Rows of users, with the rule that an enabled administrator remains.

import type { Role } from '@tickermill/core';
import { type Database, Prisma } from '../database.ts';

/** A person who may sign in. */
export interface UserRow {
  readonly id: bigint;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string | null;
  readonly disabledAt: Date | null;
  readonly signedInAt: Date | null;
  readonly createdAt: Date;
}

const columns = Prisma.sql`
  id, name, role, password_hash AS "passwordHash", disabled_at AS "disabledAt", signed_in_at AS "signedInAt",
  created_at AS "createdAt"`;

/** Every user, by name. */
export function listUsers(db: Database): Promise<UserRow[]> {
  return db.$queryRaw<UserRow[]>`SELECT ${columns} FROM users ORDER BY lower(name)`;
}

export async function findUser(db: Database, id: bigint): Promise<UserRow | null> {
  const [row] = await db.$queryRaw<UserRow[]>`SELECT ${columns} FROM users WHERE id = ${id}`;
  return row ?? null;
}

/** The user of a name, however it is written. */
export async function findUserNamed(db: Database, name: string): Promise<UserRow | null> {
  const [row] = await db.$queryRaw<UserRow[]>`SELECT ${columns} FROM users WHERE lower(name) = lower(${name})`;
  return row ?? null;
}

/** Writes a user. Null when there is one of that name. */
export async function createUser(
  db: Database,
  { name, role, passwordHash }: Pick<UserRow, 'name' | 'role' | 'passwordHash'>,
  now: Date,
): Promise<UserRow | null> {
  const [row] = await db.$queryRaw<UserRow[]>`
    INSERT INTO users (name, role, password_hash, created_at) VALUES (${name}, ${role}, ${passwordHash}, ${now})
    ON CONFLICT DO NOTHING RETURNING ${columns}`;
  return row ?? null;
}

/** What an administrator may change of a user; what is left out stays. */
export interface UserChange {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
  readonly passwordHash?: string | undefined;
}

/**
 * Changes a user and ends the account's sessions and unused links. `last-admin`: nothing was changed, because no
 * enabled administrator would remain. Null: there is no such user.
 */
export async function changeUser(
  tx: Database,
  id: bigint,
  change: UserChange,
  now: Date,
): Promise<UserRow | 'last-admin' | null> {
  const others = await otherAdmins(tx, id);
  const user = await findUser(tx, id);
  if (!user) return null;
  const role = change.role ?? user.role;
  const disabledAt = (change.disabled ?? user.disabledAt !== null) ? (user.disabledAt ?? now) : null;
  const isAdmin = role === 'admin' && disabledAt === null;
  if (isActiveAdmin(user) && !isAdmin && others === 0) return 'last-admin';
  const passwordHash = change.passwordHash ?? user.passwordHash;
  await tx.$executeRaw`
    UPDATE users SET role = ${role}, disabled_at = ${disabledAt}, password_hash = ${passwordHash} WHERE id = ${id}`;
  await tx.$executeRaw`DELETE FROM sessions WHERE user_id = ${id}`;
  await tx.$executeRaw`DELETE FROM login_links WHERE user_id = ${id} AND used_at IS NULL`;
  return { ...user, role, disabledAt, passwordHash };
}

/** Deletes a user with the sessions and links; the audit log keeps the name. `last-admin`: not done, as in `changeUser`. */
export async function deleteUser(tx: Database, id: bigint): Promise<'deleted' | 'last-admin' | null> {
  const others = await otherAdmins(tx, id);
  const user = await findUser(tx, id);
  if (!user) return null;
  if (isActiveAdmin(user) && others === 0) return 'last-admin';
  await tx.$executeRaw`DELETE FROM users WHERE id = ${id}`;
  return 'deleted';
}

/** Sets a user's own password and ends the sessions of the account but for the one that it was set in. */
export async function setPassword(tx: Database, id: bigint, passwordHash: string, keptSession: string): Promise<void> {
  await tx.$executeRaw`UPDATE users SET password_hash = ${passwordHash} WHERE id = ${id}`;
  await tx.$executeRaw`DELETE FROM sessions WHERE user_id = ${id} AND hash <> ${keptSession}`;
  await tx.$executeRaw`DELETE FROM login_links WHERE user_id = ${id} AND used_at IS NULL`;
}

const isActiveAdmin = ({ role, disabledAt }: UserRow) => role === 'admin' && disabledAt === null;

/** The rows stay locked, so that of two who leave at once one is the last. */
async function otherAdmins(tx: Database, id: bigint): Promise<number> {
  const admins = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`;
  return admins.filter((admin) => admin.id !== id).length;
}
