import { receiptRoutes } from '@tickermill/core/contracts';
import { viewReceipts as readReceipts } from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { viewReceipts } from '../views/operations.ts';

/** Receipts: day by day the proof that nothing was missed. */
export function serveReceipts(context: ApiContext): ServedRoute[] {
  return [serve(receiptRoutes.list, async ({ query }) => reply(200, viewReceipts(await readReceipts(context, query))))];
}
