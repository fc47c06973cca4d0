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

export async function recordAudit(db: Database, row: AuditRow): Promise<void> {
  const { at, actor, role, action, path, status, detail, requestId, ip } = row;
  await db.$executeRaw`
    INSERT INTO audit_log (at, actor, role, action, path, status, detail, request_id, ip)
    VALUES (${at}, ${actor}, ${role}, ${action}, ${path}, ${status}, ${JSON.stringify(detail)}::jsonb, ${requestId}, ${ip})`;
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
