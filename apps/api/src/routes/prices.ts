import { arrowType, type PriceBarView, parquetType, priceRoutes } from '@tickermill/core/contracts';
import { coverageOf, type ListedBar, listPrices } from '@tickermill/store/prices';
import type { Response } from 'express';
import { accepted } from '../accepted.ts';
import type { ApiContext } from '../context.ts';
import { sendCsv } from '../csv.ts';
import { toAsOf } from '../prices/as-of.ts';
import { majorOf } from '../prices/currency.ts';
import { importPriceCsv } from '../prices/import-prices.ts';
import { priceColumns, toBarView } from '../prices/price-columns.ts';
import { sendChunks, sendRows, whileRead } from '../row-stream.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';

/** The libraries of Arrow and Parquet, loaded on first use: a start is quicker without. */
const lake = () => import('@tickermill/lake');

/** Daily prices, streamed in each of their formats. */
export function servePrices(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  return [
    serve(priceRoutes.import, async ({ query, body }) => {
      const { provider, dry_run: isDryRun, first_line: firstLine } = query;
      return reply(200, await importPriceCsv(context, body, { provider, isDryRun, firstLine }));
    }),
    serve(priceRoutes.get, async ({ params: { ticker }, query, request, response }) => {
      const type = accepted(request, ['application/json', 'text/csv', arrowType, parquetType]);
      const asOf = query.as_of === undefined ? undefined : toAsOf(query.as_of, now());
      const { instrumentId, symbol } = await knownInstrument(store.db, ticker);
      const { from = '0001-01-01', to = '9999-12-31', adjusted } = query;
      const listing = { instrumentId, from, to, adjusted, ...(asOf && { asOf }) };
      const batches = viewed(whileRead(response, listPrices(store.reads, listing)));
      const name = `prices-${symbol}`;
      const columns = priceColumns(symbol);
      if (type === arrowType)
        await sendChunks(response, {
          type,
          fileName: `${name}.arrows`,
          chunks: (await lake()).toArrow(columns, batches),
        });
      else if (type === parquetType)
        await sendChunks(response, {
          type,
          fileName: `${name}.parquet`,
          chunks: (await lake()).toParquet(columns, batches),
        });
      else if (type === 'text/csv')
        await sendCsv(response, {
          name,
          columns: Object.fromEntries(columns.map((column) => [column.name, column.of])),
          batches,
          safe: query.safe,
        });
      else {
        const currency = (await coverageOf(store.reads, 'daily-prices', instrumentId))?.currency ?? null;
        const about = { ticker: symbol, ...majorOf(currency), adjusted, as_of: asOf?.toISOString() ?? null };
        await sendJson(response, about, batches);
      }
      return 'sent';
    }),
  ];
}

async function* viewed(batches: AsyncIterable<readonly ListedBar[]>): AsyncGenerator<PriceBarView[]> {
  for await (const bars of batches) yield bars.map(toBarView);
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
