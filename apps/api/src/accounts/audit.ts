import { Role, unstorable } from '@tickermill/core';
import { accountRoutes } from '@tickermill/core/contracts';
import { withinTransaction } from '@tickermill/engine';
import type { Store } from '@tickermill/store';
import { type AuditRow, auditEntries, recordAudit, recordAuditEnd } from '@tickermill/store/accounts';
import type { Request, Response } from 'express';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { requestIdOf } from '../problem.ts';
import { type Recorder, type RequestedChange, reply, type ServedRoute, serve } from '../served-route.ts';

/** Never written down, whatever the operation. */
const secretFields = ['password', 'current_password', 'code', 'token', 'secret'];
const maxChars = 4_000;

/** Until it is noted how a change ended, its row says that it was not finished. */
const unfinished = 500;

type Audited = Pick<AuditRow, 'actor' | 'role' | 'action' | 'status' | 'detail'>;

/** Writes down what was done, or refused. Throws where it cannot: what is to be recorded must not happen then. */
export async function audit(
  { store: { db }, now }: Pick<ApiContext, 'now'> & { readonly store: Pick<Store, 'db'> },
  request: Request,
  response: Response,
  done: Audited,
): Promise<bigint> {
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  const row = { ...done, path, at: now(), requestId: requestIdOf(response), ip: request.ip ?? null };
  return recordAudit(db, { ...row, detail: storable(row.detail) });
}

/**
 * Writes down that something is about to be changed, and returns what notes how that ended. A row of which that was not
 * noted, as its process was lost, says 500.
 */
export async function auditChange(
  context: ApiContext,
  request: Request,
  response: Response,
  change: Omit<Audited, 'status'>,
): Promise<(status: number, detail?: Readonly<Record<string, unknown>>) => Promise<void>> {
  const id = await audit(context, request, response, { ...change, status: unfinished });
  return async (status, detail = change.detail) => {
    try {
      await recordAuditEnd(context.store.db, id, { status, detail: storable(detail) });
    } catch (error) {
      const { action, actor } = change;
      context.log.error('could not note in the audit log how a change ended', error, {
        action,
        actor,
        status,
        request_id: requestIdOf(response),
      });
    }
  };
}

/** Records the changes requested through routes of the API. */
export function recordChanges(context: ApiContext): Recorder {
  const auditedOf = ({ caller: { name: actor, role }, action, detail }: RequestedChange) => ({
    actor,
    role,
    action,
    detail,
  });
  return {
    begin: async (change) => auditChange(context, change.request, change.response, auditedOf(change)),
    async within(change, work) {
      const { request, response } = change;
      const { answered, afterCommit } = await context.store.transaction(async (tx) => {
        const within = withinTransaction(context, tx);
        const answered = await work(within.deps);
        await audit(within.deps, request, response, { ...auditedOf(change), status: answered.status });
        return { answered, afterCommit: within.afterCommit };
      });
      await afterCommit().catch((error) =>
        context.log.warn('could not enqueue after a change; the reconciler will', { error: String(error) }),
      );
      return answered;
    },
    async refused(change, status) {
      await audit(context, change.request, change.response, { ...auditedOf(change), status });
    },
  };
}

/** The detail as JSON that Postgres takes whatever it holds, with no secret at any depth, and not at any length. */
function storable(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = JSON.stringify(detail, (key, value) => {
    if (secretFields.includes(key)) return undefined;
    if (typeof value === 'string') return cleanText(value);
    return typeof value === 'bigint' ? String(value) : value;
  });
  return text.length > maxChars ? { shortened: cleanText(text.slice(0, maxChars)) } : JSON.parse(text);
}

/** Without what no text of Postgres can hold: NUL, and halves of surrogate pairs. */
const cleanText = (text: string) => text.replaceAll(unstorable, '\uFFFD');

const columns: Columns<Omit<AuditRow, 'at' | 'requestId'> & { readonly at: string; readonly request_id: string }> = {
  at: ({ at }) => at,
  actor: ({ actor }) => actor,
  role: ({ role }) => role,
  action: ({ action }) => action,
  path: ({ path }) => path,
  status: ({ status }) => status,
  detail: ({ detail }) => JSON.stringify(detail),
  request_id: ({ request_id }) => request_id,
  ip: ({ ip }) => ip,
};

/** The audit log, for administrators. */
export function serveAuditLog({ store: { db } }: ApiContext): ServedRoute[] {
  return [
    serve(accountRoutes.listAudit, async ({ query, request, response }) => {
      const entries = await auditEntries(db, query, rangeOf(request, query));
      const items = entries.map(({ id, at, role, requestId, ...entry }) => ({
        ...entry,
        id: String(id),
        at: at.toISOString(),
        role: role === null ? null : Role.parse(role),
        request_id: requestId,
      }));
      if (await sentAsCsv(request, response, { name: 'audit', columns, items, query })) return 'sent';
      return reply(200, { page: query.page, limit: query.limit, items });
    }),
  ];
}
