import { Role } from '@tickermill/core';
import { accountRoutes } from '@tickermill/core/contracts';
import { type AuditRow, auditEntries, recordAudit } from '@tickermill/store/accounts';
import type { Request, Response } from 'express';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { requestIdOf } from '../problem.ts';
import { type Recorder, reply, type ServedRoute, serve } from '../served-route.ts';

/** Never written down, whatever the operation. */
const secretFields = ['password', 'current_password', 'code', 'token', 'secret'];
const maxChars = 4_000;

type Audited = Pick<AuditRow, 'actor' | 'role' | 'action' | 'status' | 'detail'>;

/**
 * Writes an entry of the audit log. The change itself has happened: if this fails, the log of the API reports it and
 * the answer is still sent.
 */
export async function audit(
  { store: { db }, now, log }: ApiContext,
  request: Request,
  response: Response,
  done: Audited,
): Promise<void> {
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  const row = { ...done, path, at: now(), requestId: requestIdOf(response), ip: request.ip ?? null };
  try {
    await recordAudit(db, { ...row, detail: withoutSecrets(row.detail) });
  } catch (error) {
    const { action, actor, requestId } = row;
    log.error('could not write the audit log', error, { action, actor, request_id: requestId });
  }
}

/** Records the changes requested through routes of the API. */
export const recordChanges =
  (context: ApiContext): Recorder =>
  ({ request, response, caller: { name: actor, role } }, done) =>
    audit(context, request, response, { actor, role, ...done });

/** The detail as JSON, with no secret at any depth, and not at any length. */
function withoutSecrets(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = JSON.stringify(detail, (key, value) => {
    if (secretFields.includes(key)) return undefined;
    return typeof value === 'bigint' ? String(value) : value;
  });
  return text.length > maxChars ? { shortened: text.slice(0, maxChars) } : JSON.parse(text);
}

/** The audit log, for administrators. */
export function serveAuditLog({ store: { db } }: ApiContext): ServedRoute[] {
  return [
    serve(accountRoutes.listAudit, async ({ query }) => {
      const entries = await auditEntries(db, query, rowsOf(query));
      const items = entries.map(({ id, at, role, requestId, ...entry }) => ({
        ...entry,
        id: String(id),
        at: at.toISOString(),
        role: role === null ? null : Role.parse(role),
        request_id: requestId,
      }));
      return reply(200, { page: query.page, limit: query.limit, items });
    }),
  ];
}
