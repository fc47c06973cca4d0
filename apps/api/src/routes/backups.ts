import { backupRoutes } from '@tickermill/core/contracts';
import { findBackup, listBackups, requestBackup } from '@tickermill/store/backups';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { contractOf } from '../views/contract-of.ts';

/** Backups: the list, how far one is, and requesting one. */
export function serveBackups({ store, now }: ApiContext): ServedRoute[] {
  return [
    serve(backupRoutes.list, async ({ query: { page, limit } }) => {
      const items = await listBackups(store.sql, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: items.map((row) => contractOf(row)) });
    }),
    serve(backupRoutes.get, async ({ params: { id } }) => reply(200, contractOf(await findBackup(store.sql, id)))),
    serveChange(backupRoutes.make, ({ caller, change }) =>
      change(async ({ store: { db } }) => {
        const row = await requestBackup(db, { by: caller.name, at: now() });
        return reply(202, contractOf(row), `/api/v1/backups/${row.id}`);
      }),
    ),
  ];
}
