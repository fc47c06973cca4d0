import { PipelineError } from '@tickermill/core';
import { type BulkActionView, type BulkItemView, bulkActionRoutes } from '@tickermill/core/contracts';
import { previewBulk } from '@tickermill/engine';
import {
  addBulkAction,
  type BulkAction,
  type BulkFilter,
  type BulkItem,
  type BulkSelection,
  bulkActions,
  bulkItems,
  cancelBulkAction,
  findBulkAction,
} from '@tickermill/store/bulk';
import type { z } from 'zod';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { knownInstrument, symbolMeant } from '../ticker-filter.ts';
import { contractOf } from '../views/contract-of.ts';

const columns: Columns<BulkItemView> = {
  id: ({ id }) => id,
  label: ({ label }) => label,
  state: ({ state }) => state,
  code: ({ code }) => code,
  message: ({ message }) => message,
  run_id: ({ run_id }) => run_id,
};

const usualWatchlist = 'default';

/** Bulk actions: what one would do, starting it, how far it is, what failed, and calling it off. */
export function serveBulkActions(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  return [
    serveChange(bulkActionRoutes.start, async ({ query: { dry_run: isDry }, body, caller, change }) => {
      const selection = await selectionOf(context, body);
      if (isDry) {
        const preview = await previewBulk(context, selection);
        return reply(200, { dry_run: true, action: body.action, ...contractOf(preview) });
      }
      const { expected, note = null, filter } = body;
      if (expected === undefined)
        throw new PipelineError('INVALID_INPUT', 'expected: must be the number of items that the dry run tells', {
          detail: { field: 'expected' },
        });
      const about = {
        selection,
        filter: filter
          ? Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]))
          : null,
        note,
        watchlist: isOfWatchlist(body.action) ? selection.watchlist : null,
        expected,
        by: caller.name,
        role: caller.role,
        at: now(),
      };
      return change(async ({ store: { db } }) => {
        const action = await addBulkAction(db, about);
        return reply(202, viewAction(action), `/api/v1/bulk-actions/${action.id}`);
      });
    }),
    serve(bulkActionRoutes.list, async ({ query: { page, limit } }) => {
      const items = await bulkActions(store.sql, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: items.map(viewAction) });
    }),
    serve(bulkActionRoutes.get, async ({ params: { id } }) =>
      reply(200, viewAction(await findBulkAction(store.sql, id))),
    ),
    serve(
      bulkActionRoutes.items,
      async ({ params: { id }, query: { page, limit, state, safe }, request, response }) => {
        await findBulkAction(store.sql, id);
        const items = (await bulkItems(store.sql, id, state, rangeOf(request, { page, limit }))).map(viewItem);
        const name = `bulk-action-${id}`;
        if (await sentAsCsv(request, response, { name, columns, items, query: { safe } })) return 'sent';
        return reply(200, { page, limit, items });
      },
    ),
    serveChange(bulkActionRoutes.cancel, ({ params: { id }, caller, change }) =>
      change(async (deps) =>
        reply(200, viewAction(await cancelBulkAction(deps.store.db, id, { by: caller.name, at: now() }))),
      ),
    ),
  ];
}

type NewBulkAction = z.output<typeof bulkActionRoutes.start.body>;

const isOfWatchlist = (action: NewBulkAction['action']) => action === 'track-tickers' || action === 'untrack-tickers';

/** What a request selects, its ticker resolved as the list of the same rows does it. */
async function selectionOf(
  { store: { db } }: ApiContext,
  { action, filter, ids, watchlist = usualWatchlist }: NewBulkAction,
): Promise<BulkSelection> {
  return { action, ids: ids ?? null, watchlist, filter: filter ? await resolved() : null };

  async function resolved(): Promise<BulkFilter> {
    const { ticker, ...rest } = filter ?? {};
    if (ticker === undefined) return rest;
    if (action === 'resolve-findings')
      return { ...rest, instrumentId: (await knownInstrument(db, ticker)).instrumentId };
    return { ...rest, ticker: await symbolMeant(db, ticker) };
  }
}

function viewAction({ filter, createdRole: _, ...action }: BulkAction): BulkActionView {
  return { ...contractOf(action), filter: filter && { ...filter } };
}

const viewItem = ({
  subject,
  label,
  state,
  errorCode: code,
  errorMessage: message,
  runId,
}: BulkItem): BulkItemView => ({
  id: subject,
  label,
  state,
  code,
  message,
  run_id: runId === null ? null : String(runId),
});
