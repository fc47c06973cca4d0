import { dayMs, PipelineError } from '@tickermill/core';
import { type ApiTokenView, accountRoutes } from '@tickermill/core/contracts';
import { type ApiTokenRow, createToken, listTokens, revokeToken } from '@tickermill/store/accounts';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { hashOf, newSecret, prefixShown } from './secrets.ts';

/** API tokens, managed by administrators. They belong to the installation and not to the user who made them. */
export function serveApiTokens({ store: { db }, now }: ApiContext): ServedRoute[] {
  return [
    serve(accountRoutes.listTokens, async ({ query }) => {
      const tokens = await listTokens(db, rowsOf(query));
      return reply(200, { page: query.page, limit: query.limit, items: tokens.map(viewToken) });
    }),
    serveChange(accountRoutes.createToken, ({ body: { name, role, expires_in_days: days }, caller, change }) =>
      change(async ({ store }) => {
        const token = newSecret('token');
        const expiresAt = days === undefined ? null : new Date(now().getTime() + days * dayMs);
        const kept = { hash: hashOf(token), prefix: token.slice(0, prefixShown) };
        const row = await createToken(store.db, { name, role, ...kept, expiresAt, createdBy: caller.name }, now());
        return reply(201, { ...viewToken(row), token });
      }),
    ),
    serveChange(accountRoutes.revokeToken, ({ params: { id }, change }) =>
      change(async ({ store }) => {
        if (!(await revokeToken(store.db, id, now()))) throw new PipelineError('NOT_FOUND', `There is no token ${id}.`);
        return reply(204);
      }),
    ),
  ];
}

const viewToken = (row: ApiTokenRow): ApiTokenView => ({
  id: String(row.id),
  name: row.name,
  prefix: row.prefix,
  role: row.role,
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  expires_at: row.expiresAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
});
