// Views of the dashboard that people have saved.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';

/** A saved view. */
export interface SavedView {
  readonly id: bigint;
  readonly owner: string;
  readonly name: string;
  readonly url: string;
  readonly shared: boolean;
  readonly createdAt: Date;
}

const columns = Prisma.sql`id, owner, name, url, shared, created_at AS "createdAt"`;

/** The views of somebody, and those that others share, by name. */
export const savedViews = (sql: Sql, owner: string): Promise<SavedView[]> => sql.$queryRaw<SavedView[]>`
  SELECT ${columns} FROM saved_views WHERE owner = ${owner} OR shared ORDER BY owner <> ${owner}, name, id`;

/** Saves a view; null where its owner has one of that name. */
export async function addSavedView(
  sql: Sql,
  { owner, name, url, shared, at }: Omit<SavedView, 'id' | 'createdAt'> & { readonly at: Date },
): Promise<SavedView | null> {
  const [row] = await sql.$queryRaw<SavedView[]>`
    INSERT INTO saved_views (owner, name, url, shared, created_at) VALUES (${owner}, ${name}, ${url}, ${shared}, ${at}::timestamptz)
    ON CONFLICT DO NOTHING RETURNING ${columns}`;
  return row ?? null;
}

/**
 * Changes a view; what is not named stays. `absent` where there is none of that id, or of that owner; `taken` where its
 * owner has another one of that name.
 */
export async function changeSavedView(
  sql: Sql,
  id: bigint,
  { name, url, shared }: { name?: string | undefined; url?: string | undefined; shared?: boolean | undefined },
  owner: string | null,
): Promise<SavedView | 'absent' | 'taken'> {
  const [row] = await sql.$queryRaw<(SavedView & { isTaken: boolean })[]>`
    WITH mine AS (
      SELECT id, EXISTS (SELECT FROM saved_views o WHERE o.owner = v.owner AND o.name = ${name ?? null}::text AND o.id <> v.id) AS "isTaken"
      FROM saved_views v WHERE id = ${id} AND (${owner}::text IS NULL OR v.owner = ${owner}::text)
    ), changed AS (
      UPDATE saved_views v SET name = coalesce(${name ?? null}::text, name), url = coalesce(${url ?? null}::text, url),
        shared = coalesce(${shared ?? null}::boolean, shared)
      FROM mine WHERE v.id = mine.id AND NOT mine."isTaken" RETURNING v.*)
    SELECT v.id, v.owner, coalesce(c.name, v.name) AS name, coalesce(c.url, v.url) AS url, coalesce(c.shared, v.shared) AS shared,
      v.created_at AS "createdAt", mine."isTaken"
    FROM mine JOIN saved_views v USING (id) LEFT JOIN changed c USING (id)`;
  if (!row) return 'absent';
  const { isTaken, ...view } = row;
  return isTaken ? 'taken' : view;
}

/** Deletes a view. `owner`: only if it is theirs; null: whosever. Returns whether there was one. */
export async function removeSavedView(sql: Sql, id: bigint, owner: string | null): Promise<boolean> {
  const removed = await sql.$executeRaw`
    DELETE FROM saved_views WHERE id = ${id} AND (${owner}::text IS NULL OR owner = ${owner}::text)`;
  return removed > 0;
}
