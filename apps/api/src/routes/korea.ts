import { addDays, type DatasetId, type Day, dayAt, PipelineError } from '@tickermill/core';
import { type KoreanCollection, koreaRoutes } from '@tickermill/core/contracts';
import { requestRun } from '@tickermill/engine';
import type { Column } from '@tickermill/lake';
import { type KoreanFigures, koreanFigures } from '@tickermill/store/korea';
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

/** The runs of each collection: what one dataset is asked with. */
const runsOf: Readonly<
  Record<KoreanCollection, readonly { dataset: DatasetId; about: string; params: Readonly<Record<string, string>> }[]>
> = {
  masters: ['kospi', 'kosdaq', 'konex'].map((listing) => ({
    dataset: 'listings',
    about: listing,
    params: { listing },
  })),
  sectors: [{ dataset: 'korean-sectors', about: 'sectors', params: {} }],
  prices: ['XKRX', 'XKOS', 'XKON'].map((market) => ({ dataset: 'market-days', about: market, params: { market } })),
  valuations: [{ dataset: 'korean-valuations', about: 'valuations', params: {} }],
  'etf-master': [{ dataset: 'listings', about: 'krx-etfs', params: { listing: 'krx-etfs' } }],
  'etf-prices': [{ dataset: 'market-days', about: 'krx-etfs', params: { market: 'krx-etfs' } }],
  'etf-values': [{ dataset: 'korean-etf-values', about: 'funds', params: {} }],
};

/** The days of a run, as its dataset takes them. @throws {PipelineError} `INVALID_INPUT` for days that it has none of. */
function daysOf(
  what: KoreanCollection,
  dataset: DatasetId,
  { from, to }: { from?: Day | undefined; to?: Day | undefined },
) {
  if (dataset === 'market-days')
    return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), beginsSeries: true };
  if (from !== undefined || (dataset === 'listings' && to !== undefined))
    throw new PipelineError('INVALID_INPUT', `${what} are those of one session: leave from and to out.`);
  return to === undefined ? {} : { day: to };
}

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
      const runs: { run_id: string; about: string }[] = [];
      for (const { dataset, about, params } of runsOf[what]) {
        const request = { tickers: null, params: { ...params, ...daysOf(what, dataset, { from, to }) }, force };
        runs.push({ run_id: String(await requestRun(context, { dataset, trigger: 'manual', request })), about });
      }
      return reply(202, { runs });
    }),
  ];
}
