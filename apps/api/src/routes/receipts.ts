import { receiptRoutes } from '@tickermill/core/contracts';
import { passMarketDay, viewReceipts as readReceipts } from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { viewReceipts } from '../views/operations.ts';

/** Receipts: day by day the proof that nothing was missed. */
export function serveReceipts(context: ApiContext): ServedRoute[] {
  return [
    serve(receiptRoutes.list, async ({ query }) => reply(200, viewReceipts(await readReceipts(context, query)))),
    serve(receiptRoutes.pass, async ({ params: { day }, caller }) => {
      const { watermark } = await passMarketDay(context, day, caller.name);
      return reply(200, { day, closed_by: caller.name, watermark });
    }),
  ];
}
