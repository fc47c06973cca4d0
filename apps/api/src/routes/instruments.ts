import { PipelineError } from '@tickermill/core';
import { instrumentRoutes } from '@tickermill/core/contracts';
import type { Column } from '@tickermill/lake';
import {
  type InstrumentRow,
  identityOf,
  listInstruments,
  listingFindings,
  markFindingSeen,
} from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { sendTable, tableType } from '../tables.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { viewInstrument, viewListingFinding } from '../views/instruments.ts';

const defaultLimit = 50;

const columns: Column<InstrumentRow>[] = [
  { name: 'ticker', type: 'text', of: ({ ticker }) => ticker },
  { name: 'symbol', type: 'text', of: ({ symbol }) => symbol },
  { name: 'name', type: 'text', of: ({ name }) => name },
  { name: 'kind', type: 'text', of: ({ kind }) => kind },
  { name: 'mic', type: 'text', of: ({ mic }) => mic },
  { name: 'cik', type: 'text', of: ({ cik }) => cik },
  { name: 'isin', type: 'text', of: ({ isin }) => isin },
  { name: 'currency', type: 'text', of: ({ currency }) => currency },
];

/** What instruments are and were called, and what lists of companies said about them. */
export function serveInstruments({ store, now }: ApiContext): ServedRoute[] {
  const { db } = store;
  return [
    serve(instrumentRoutes.list, async ({ query: { page, limit, safe, ...filter }, request, response }) => {
      const type = tableType(request);
      const isWhole = type !== null && page === undefined && limit === undefined;
      const asked = { page: page ?? 1, limit: limit ?? defaultLimit };
      const { offset } = rowsOf(asked);
      const found = await listInstruments(store.reads, filter, isWhole ? null : { limit: asked.limit + 1, offset });
      const items = isWhole ? found : found.slice(0, asked.limit);
      if (!type) return reply(200, { ...asked, has_more: found.length > asked.limit, items });
      await sendTable(response, { type, name: 'instruments', columns, batches: [items], safe });
      return 'sent';
    }),
    serve(instrumentRoutes.get, async ({ params: { ticker } }) => {
      return reply(200, viewInstrument(await identityOf(db, await knownInstrument(db, ticker))));
    }),
    serve(instrumentRoutes.findings, async ({ query: { page, limit, what, open } }) => {
      const findings = await listingFindings(db, { what, open }, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: findings.map(viewListingFinding) });
    }),
    serveChange(instrumentRoutes.seen, ({ params: { id }, caller, change }) =>
      change(async (deps) => {
        const finding = await markFindingSeen(deps.store.db, id, { by: caller.name, now: now() });
        if (!finding) throw new PipelineError('NOT_FOUND', `There is no finding ${id}.`);
        return reply(200, viewListingFinding(finding));
      }),
    ),
  ];
}
