import type { Answer } from '../answer.ts';
import type { Listed, PriceMarket } from '../market/prices/price-market.ts';
import { drawsFor } from '../random.ts';
import { chartPreviousClose, pointsOf } from './chart.ts';
import { hinted, type Market, marketOf, metaOf } from './chart-meta.ts';
import { rangeNames, windowOf } from './chart-window.ts';
import { yahooError, yahooJson } from './error-bodies.ts';
import { listedSymbols } from './symbols.ts';

const maxSymbols = 20;

/** `/v7/finance/spark` and `/v8/finance/spark`: the closes of some symbols, in an order of their own. */
export function sparkOf(market: PriceMarket, version: 'v7' | 'v8', query: URLSearchParams, at: number): Answer {
  const { asked, listed } = listedSymbols(market, query, at);
  if (asked.length === 0) return yahooError(400, 'spark', 'Bad Request', 'Missing value for the "symbols" argument');
  if (asked.length > maxSymbols) {
    return yahooError(400, 'spark', 'Bad Request', `Exceeded the maximum number of symbols ${maxSymbols}`);
  }
  if (listed.length === 0) return yahooError(404, 'spark', 'Not Found', 'No data found for spark symbols');
  const sparks: Spark[] = [];
  for (const one of listed) {
    const window = windowOf(query, one);
    if ('refusal' in window) return window.refusal;
    sparks.push({ listed: one, points: pointsOf(one, window), range: window.range, now: marketOf(one) });
  }
  const order = ({ listed: { symbol } }: Spark) => drawsFor('spark', symbol).unit();
  sparks.sort((a, b) => order(a) - order(b));
  if (version === 'v8')
    return yahooJson(200, Object.fromEntries(sparks.map((spark) => [spark.listed.symbol, flat(spark)])));
  const result = sparks.map((spark) => ({ symbol: spark.listed.symbol, response: [nested(spark)] }));
  return yahooJson(200, { spark: { result, error: null } });
}

interface Spark {
  readonly listed: Listed;
  readonly points: ReturnType<typeof pointsOf>;
  readonly range: string;
  readonly now: Market;
}

/** Closes are rounded to the digits that count, not widened as those of charts are. */
const closesOf = ({ points, now }: Spark) =>
  points.map(({ bar }) => (bar.close === null ? null : hinted(bar.close, now.priceHint)));

function nested(spark: Spark) {
  const { listed, points, range, now } = spark;
  return {
    meta: {
      ...metaOf(listed, now),
      ...chartPreviousClose(listed, points),
      dataGranularity: '1d',
      range,
      validRanges: rangeNames,
    },
    ...(points.length > 0 ? { timestamp: points.map(({ time }) => time) } : {}),
    indicators: { quote: [points.length > 0 ? { close: closesOf(spark) } : {}] },
  };
}

function flat(spark: Spark) {
  const { listed, points, now } = spark;
  const { last } = listed;
  return {
    timestamp: points.map(({ time }) => time),
    symbol: listed.symbol,
    dataGranularity: 86_400,
    start: last.opensAt / 1000,
    end: last.closesAt / 1000,
    previousClose: now.previousClose === null ? null : hinted(now.previousClose, now.priceHint),
    ...chartPreviousClose(listed, points),
    close: closesOf(spark),
  };
}
