import type { Database } from '../database.ts';

/** What a caller changed, or tried to sign in with. */
export interface AuditRow {
  readonly at: Date;
  readonly actor: string;
  readonly role: string | null;
  readonly action: string;
  readonly path: string;
  readonly status: number;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly ip: string | null;
}

/** Writes an entry and returns its id. */
export async function recordAudit(db: Database, row: AuditRow): Promise<bigint> {
  const { at, actor, role, action, path, status, detail, requestId, ip } = row;
  const [entry] = await db.$queryRaw<{ id: bigint }[]>`
    INSERT INTO audit_log (at, actor, role, action, path, status, detail, request_id, ip)
    VALUES (${at}, ${actor}, ${role}, ${action}, ${path}, ${status}, ${JSON.stringify(detail)}::jsonb, ${requestId}, ${ip})
    RETURNING id`;
  if (!entry) throw new Error('an entry of the audit log was not written');
  return entry.id;
}

/** Notes how the change of an entry ended. */
export async function recordAuditEnd(
  db: Database,
  id: bigint,
  { status, detail }: Pick<AuditRow, 'status' | 'detail'>,
): Promise<void> {
  await db.$executeRaw`
    UPDATE audit_log SET status = ${status}, detail = ${JSON.stringify(detail)}::jsonb WHERE id = ${id}`;
}

/**
 * Counts one more refusal in the entry that the first of them has; false where there is none since then. Whoever is locked
 * out may ask on and on, and must not fill the log.
 */
export async function countRefusedLogin(db: Database, ip: string, since: Date): Promise<boolean> {
  const counted = await db.$executeRaw`
    UPDATE audit_log SET detail = jsonb_set(detail, '{attempts}', to_jsonb(coalesce((detail ->> 'attempts')::int, 1) + 1))
    WHERE id = (SELECT id FROM audit_log
      WHERE action = 'login' AND status = 429 AND ip = ${ip} AND at > ${since} ORDER BY id DESC LIMIT 1)`;
  return counted > 0;
}

/** Deletes the entries of so long ago. Returns how many. */
export function pruneAudit(db: Database, before: Date): Promise<number> {
  return db.$executeRaw`DELETE FROM audit_log WHERE at < ${before}`;
}

export interface AuditFilter {
  readonly actor?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** A page of the audit log, the latest first. `from` is included, `to` is not. */
export function auditEntries(
  db: Database,
  { actor = null, action = null, from = null, to = null }: AuditFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<(AuditRow & { id: bigint })[]> {
  return db.$queryRaw<(AuditRow & { id: bigint })[]>`
    SELECT id, at, actor, role, action, path, status, detail, request_id AS "requestId", ip FROM audit_log
    WHERE (${actor}::text IS NULL OR actor = ${actor})
      AND (${action}::text IS NULL OR action = ${action})
      AND (${from}::timestamptz IS NULL OR at >= ${from}::timestamptz)
      AND (${to}::timestamptz IS NULL OR at < ${to}::timestamptz)
    ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`;
}
