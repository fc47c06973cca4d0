import type { Day } from '@tickermill/core';
import { type PriceBarView, priceRoutes } from '@tickermill/core/contracts';
import { coverageOf, listPrices } from '@tickermill/store/prices';
import type { Response } from 'express';
import type { z } from 'zod';
import type { ApiContext } from '../context.ts';
import { toAsOf } from '../prices/as-of.ts';
import { majorOf } from '../prices/currency.ts';
import { importPriceCsv } from '../prices/import-prices.ts';
import { priceColumns, type TickerBar, toBarView } from '../prices/price-columns.ts';
import { sendRows } from '../row-stream.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { sendTable, tableType } from '../tables.ts';
import { knownInstrument, selectedInstruments } from '../ticker-filter.ts';

type AskedPrices = Pick<z.output<(typeof priceRoutes.get)['query']>, 'from' | 'to' | 'adjusted' | 'as_of'>;

/** Daily prices, streamed in each of their formats. */
export function servePrices(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  const listingOf = ({ from = '0001-01-01', to = '9999-12-31', adjusted, as_of }: AskedPrices) => ({
    from,
    to,
    adjusted,
    asOf: as_of === undefined ? undefined : toAsOf(as_of, now()),
  });
  /** The bars of one instrument after the other. */
  async function* barsOf(
    instruments: readonly { readonly instrumentId: bigint; readonly symbol: string }[],
    which: { from: Day; to: Day; adjusted: boolean },
    asOf: Date | undefined,
  ): AsyncGenerator<TickerBar[]> {
    for (const { instrumentId, symbol: ticker } of instruments) {
      const listing = { instrumentId, ...which, ...(asOf && { asOf }) };
      for await (const bars of listPrices(store.reads, listing))
        yield bars.map((bar) => ({ ticker, ...toBarView(bar) }));
    }
  }

  return [
    serve(priceRoutes.import, async ({ query, body }) => {
      const { provider, dry_run: isDryRun, first_line: firstLine } = query;
      return reply(200, await importPriceCsv(context, body, { provider, isDryRun, firstLine }));
    }),
    serve(priceRoutes.list, async ({ query, request, response }) => {
      const type = tableType(request);
      const { asOf, ...which } = listingOf(query);
      const instruments = (await selectedInstruments(store.db, query)) ?? [];
      const batches = barsOf(instruments, which, asOf);
      if (type) await sendTable(response, { type, name: 'prices', columns: priceColumns, batches, safe: query.safe });
      else await sendJson(response, { adjusted: query.adjusted, as_of: asOf?.toISOString() ?? null }, batches);
      return 'sent';
    }),
    serve(priceRoutes.get, async ({ params: { ticker }, query, request, response }) => {
      const type = tableType(request);
      const { asOf, ...which } = listingOf(query);
      const instrument = await knownInstrument(store.db, ticker);
      const { instrumentId, symbol } = instrument;
      const batches = barsOf([instrument], which, asOf);
      const name = `prices-${symbol}`;
      if (type) await sendTable(response, { type, name, columns: priceColumns, batches, safe: query.safe });
      else {
        const currency = (await coverageOf(store.reads, 'daily-prices', instrumentId))?.currency ?? null;
        const { adjusted } = query;
        const about = { ticker: symbol, ...majorOf(currency), adjusted, as_of: asOf?.toISOString() ?? null };
        await sendJson(response, about, withoutTicker(batches));
      }
      return 'sent';
    }),
  ];
}

async function* withoutTicker(batches: AsyncIterable<readonly TickerBar[]>): AsyncGenerator<PriceBarView[]> {
  for await (const bars of batches) yield bars.map(({ ticker: _, ...bar }) => bar);
}

/** An object whose bars are written as they are read. */
function sendJson(response: Response, about: object, batches: AsyncIterable<readonly PriceBarView[]>): Promise<void> {
  let separator = '';
  return sendRows(response, {
    type: 'application/json',
    head: `${JSON.stringify(about).slice(0, -1)},"bars":[`,
    toText(rows) {
      const text = separator + rows.map((row) => JSON.stringify(row)).join(',');
      separator = ',';
      return text;
    },
    tail: ']}',
    batches,
  });
}
