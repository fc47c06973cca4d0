import { type AskedTicker, PipelineError } from '@tickermill/core';
import { type ChangeView, type ListedThenView, universeRoutes } from '@tickermill/core/contracts';
import { confirmChange, confirmShrunken, requestListings } from '@tickermill/engine';
import {
  changesOfMonth,
  countAsOf,
  countChanges,
  countUniverse,
  identityOf,
  instrumentNamed,
  knownSince,
  lastListingRuns,
  lifeOf,
  universeAsOf,
  unknownTickers,
} from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { type Columns, sendCsv, wantsCsv } from '../csv.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { viewChange, viewListedThen, viewListingRun, viewUniverseInstrument } from '../views/universe.ts';

const usualLimit = 50;

const listedColumns: Columns<ListedThenView> = {
  symbol: ({ symbol }) => symbol,
  exchange: ({ exchange }) => exchange,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  isin: ({ isin }) => isin,
  cik: ({ cik }) => cik,
  status: ({ status }) => status,
  from: ({ from }) => from,
  to: ({ to }) => to,
  assumed: ({ assumed }) => assumed,
};

const changeColumns: Columns<ChangeView> = {
  day: ({ day }) => day,
  what: ({ what }) => what,
  exchange: ({ exchange }) => exchange,
  symbol: ({ symbol }) => symbol,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  instrument: ({ instrument }) => instrument,
  listing: ({ listing }) => listing,
  evidence: ({ evidence }) => JSON.stringify(evidence),
  confirmed_by: ({ confirmed_by }) => confirmed_by,
  id: ({ id }) => id,
};

/** The universe: what is listed where, since when, and what became of it. */
export function serveUniverse(context: ApiContext): ServedRoute[] {
  const { db } = context.store;
  const describe = async (ticker: AskedTicker) => {
    const listed = await instrumentNamed(db, ticker);
    const life = listed && (await lifeOf(db, listed.instrumentId));
    if (!life) throw await unknownTickers(db, [ticker]);
    return viewUniverseInstrument(await identityOf(db, listed), life);
  };
  return [
    serve(universeRoutes.get, async ({ query, request, response }) => {
      const { as_of, page, limit, safe } = query;
      const filter = { exchange: query.exchange ?? null, kind: query.kind ?? null };
      if (wantsCsv(request)) {
        const day = as_of ?? context.now().toISOString().slice(0, 10);
        const batches = [(await universeAsOf(db, day, filter, null)).map(viewListedThen)];
        await sendCsv(response, { name: `universe-${day}`, columns: listedColumns, batches, safe });
        return 'sent';
      }
      const [listings, known] = await Promise.all([lastListingRuns(db), knownSince(db)]);
      const about = {
        listings: listings.map(viewListingRun),
        known_since: known.map(({ mic, from }) => ({ exchange: mic, from })),
      };
      if (as_of === undefined) {
        const counts = (await countUniverse(db, filter)).map(({ mic, ...each }) => ({
          exchange: mic,
          ...each,
          assumed: 0,
        }));
        return reply(200, { as_of: null, counts, ...about, instruments: null });
      }
      const [counted, listed] = await Promise.all([
        countAsOf(db, as_of, filter),
        universeAsOf(db, as_of, filter, rowsOf({ page, limit })),
      ]);
      const counts = counted.map(({ mic, ...each }) => ({ exchange: mic, ...each, status: null }));
      const total = counts.reduce((sum, { count }) => sum + count, 0);
      return reply(200, {
        as_of,
        counts,
        ...about,
        instruments: { page, limit, total, items: listed.map(viewListedThen) },
      });
    }),
    serve(universeRoutes.delta, async ({ query: { month, what, page, limit, safe }, request, response }) => {
      const isPage = !wantsCsv(request) && (page !== undefined || limit !== undefined);
      const rows = isPage ? rowsOf({ page: page ?? 1, limit: limit ?? usualLimit }) : null;
      const items = (await changesOfMonth(db, month, { what, page: rows })).map(viewChange);
      if (wantsCsv(request)) {
        await sendCsv(response, { name: `universe-delta-${month}`, columns: changeColumns, batches: [items], safe });
        return 'sent';
      }
      return reply(200, { month, counts: await countChanges(db, month), items });
    }),
    serve(universeRoutes.refresh, async ({ body: { listing } }) =>
      reply(202, { run_id: String(await requestListings(context, listing)) }),
    ),
    serve(universeRoutes.confirm, async ({ body: { exchange, change }, caller }) => {
      if (exchange !== undefined) {
        const { rows, runId } = await confirmShrunken(context, exchange, caller.name);
        return reply(200, { exchange, rows, run_id: String(runId), instrument: null, symbol: null });
      }
      if (change === undefined) throw new PipelineError('INVALID_INPUT', 'must name an exchange or a change');
      const { formerId, symbol } = await confirmChange(context, change, caller.name);
      return reply(200, { exchange: null, rows: null, run_id: null, instrument: formerId, symbol });
    }),
    serve(universeRoutes.instrument, async ({ params: { ticker } }) => reply(200, await describe(ticker))),
  ];
}
