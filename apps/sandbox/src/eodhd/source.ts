import { type Day, dayAt, isDay } from '@tickermill/core';
import { type Answer, answer, page } from '../answer.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import type { SandboxSettings } from '../settings.ts';
import type { ImitatedSource } from '../source.ts';
import { bulkDay, bulkDividends, bulkSplits, exchanges, notInPlan, spent, unauthenticated } from './answers.ts';

/** A key with this ending is that of a free plan. */
const freeEnding = '-free';
/** Of so many calls of a day a whole day takes 100. */
const perDay = 100_000;
const callsOfBulk = 100;

/** EODHD with a key of its end-of-day plan: whole days of exchanges, so many calls a day of UTC. */
export function openEodhd(market: PriceMarket, { banMs }: SandboxSettings): ImitatedSource {
  let calls = new Map<Day, number>();
  let heldUntil = 0;
  return {
    id: 'eodhd',
    hosts: ['eodhd.com'],
    unavailable: page(502, '<html><head><title>502 Bad Gateway</title></head></html>\n'),
    admit({ method, path, at }) {
      if (method === 'HEAD' || !path.startsWith('/api/')) return { standing: 'free', refusal: null };
      const day = dayAt(new Date(at), 'UTC');
      const used = (calls.get(day) ?? 0) + callsOfBulk;
      calls.set(day, used);
      if (at < heldUntil) return { standing: 'free', refusal: answer(429, 'text/html', 'Too Many Requests') };
      return { standing: 'free', refusal: used > perDay ? spent : null };
    },
    answerTo(_host, path, { query, at }) {
      if (path === '/') return page(200, '<!DOCTYPE html><html><head><title>EODHD</title></head></html>\n');
      const parameters = new URLSearchParams(query);
      const key = parameters.get('api_token') ?? '';
      if (key === '') return unauthenticated;
      return key.endsWith(freeEnding) ? notInPlan : answerOf(market, path, parameters, at);
    },
    ban(at, ms) {
      heldUntil = at + (ms ?? banMs);
    },
    reset() {
      calls = new Map();
      heldUntil = 0;
    },
  };
}

function answerOf(market: PriceMarket, path: string, query: URLSearchParams, at: number): Answer {
  const [, code] = /^\/api\/eod-bulk-last-day\/(\w+)$/.exec(path) ?? [];
  const exchange = exchanges.find((each) => each.code === code);
  const day = query.get('date') ?? '';
  if (!exchange || query.get('fmt') !== 'json' || !isDay(day)) return answer(404, 'text/html', 'Not Found');
  if (day > dayAt(new Date(at), 'UTC')) return answer(200, 'application/json', '[]');
  const type = query.get('type');
  if (type === 'splits') return bulkSplits(market, exchange, day, at);
  return type === 'dividends' ? bulkDividends(market, exchange, day, at) : bulkDay(market, exchange, day, at);
}
