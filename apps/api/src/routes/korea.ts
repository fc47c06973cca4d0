import { addDays, type DatasetId, dayAt, PipelineError } from '@tickermill/core';
import { type KoreanCollection, koreaRoutes } from '@tickermill/core/contracts';
import { requestMarketDays, requestRun } from '@tickermill/engine';
import type { Column } from '@tickermill/lake';
import { type KoreanFigures, koreanFigures } from '@tickermill/store/korea';
import { sourceAvailability } from '@tickermill/store/sources';
import { accepted } from '../accepted.ts';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { sendTable } from '../tables.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { contractOf } from '../views/contract-of.ts';

/** So many days are shown where none is named. */
const shownDays = 365;

type KoreanRow = KoreanFigures & { readonly ticker: string };
const figures = [
  ...(['close', 'eps', 'per', 'bps', 'pbr', 'dps', 'dividendYield'] as const),
  ...(['nav', 'netAssets', 'shares', 'indexName', 'indexValue', 'provider'] as const),
];
const columns: Column<KoreanRow>[] = [
  { name: 'ticker', type: 'text', of: ({ ticker }) => ticker },
  { name: 'date', type: 'date', of: ({ date }) => date },
  ...figures.map(
    (name): Column<KoreanRow> => ({
      name: name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      type: 'text',
      of: (row) => row[name],
    }),
  ),
];

/** The lists and markets of each collection that has some; the others are a dataset of their own. */
const parts = {
  masters: { listings: ['kospi', 'kosdaq', 'konex'] },
  'etf-master': { listings: ['krx-etfs'] },
  prices: { markets: ['XKRX', 'XKOS', 'XKON'] },
  'etf-prices': { markets: ['krx-etfs'] },
  sectors: { dataset: 'korean-sectors' },
  valuations: { dataset: 'korean-valuations' },
  'etf-values': { dataset: 'korean-etf-values' },
} as const satisfies Record<KoreanCollection, object>;

const refused = (field: string, why: string) =>
  new PipelineError('INVALID_INPUT', `${field}: ${why}`, { detail: { field } });

/** What the Korea Exchange says of its shares and funds beside their prices, and collecting it. */
export function serveKorea(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  return [
    serve(koreaRoutes.get, async ({ params: { ticker }, query, request, response }) => {
      const { instrumentId, symbol, name } = await knownInstrument(store.db, ticker);
      const { to = dayAt(now(), 'Asia/Seoul'), safe } = query;
      const { from = addDays(to, -shownDays) } = query;
      const { sector, days } = await koreanFigures(store.reads, instrumentId, { from, to });
      const type = accepted(request, ['application/json', 'text/csv', 'application/x-ndjson']);
      if (type === 'application/json')
        return reply(200, { ticker: symbol, name, sector, days: days.map((day) => contractOf(day)) });
      const batches = [days.map((day) => ({ ticker: symbol, ...day }))];
      await sendTable(response, { type, name: `korea-${symbol}`, columns, batches, safe });
      return 'sent';
    }),
    serve(koreaRoutes.collect, async ({ body: { what, from, to, force } }) => {
      const { enabled } = await sourceAvailability(store.db);
      if (!enabled.has('krx-openapi') && !enabled.has('krx-web'))
        throw refused('what', 'no source of Korea is enabled: set KRX_KEY and start again (docs/korea.md)');
      const begin = async (about: string, dataset: DatasetId, params: Readonly<Record<string, string>>) => {
        const run = { dataset, trigger: 'manual', request: { tickers: null, params, force } } as const;
        return { run_id: String(await requestRun(context, run)), about };
      };
      const part = parts[what];
      const runs: { run_id: string; about: string }[] = [];
      if ('markets' in part)
        for (const market of part.markets) {
          const { runId } = await requestMarketDays(
            context,
            { market, from, to, beginsSeries: true },
            { dryRun: false },
          );
          runs.push({ run_id: String(runId), about: market });
        }
      else if (from !== undefined || ('listings' in part && to !== undefined))
        throw refused(from === undefined ? 'to' : 'from', `${what} are those of one session: leave it out`);
      else if ('listings' in part)
        for (const listing of part.listings) runs.push(await begin(listing, 'listings', { listing }));
      else runs.push(await begin(what, part.dataset, to === undefined ? {} : { day: to }));
      return reply(202, { runs });
    }),
  ];
}
