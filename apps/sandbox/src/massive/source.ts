import { addDays, type Day, dayAt, isDay } from '@tickermill/core';
import { type Answer, json, page } from '../answer.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import { slidingWindow } from '../referee/sliding-window.ts';
import type { SandboxSettings } from '../settings.ts';
import type { ImitatedSource } from '../source.ts';
import { dividendList, failure, groupedDay, noKey, splitList, tooEarly, tooFast, tooOld } from './answers.ts';

const zone = 'America/New_York';
/** So far back a free key reaches. */
const freeDays = 731;

/** Massive with a free key: so many requests a minute, two years back, and no day before midnight in New York. */
export function openMassive(market: PriceMarket, { massivePerMinute, banMs }: SandboxSettings): ImitatedSource {
  let minute = slidingWindow(60_000);
  let heldUntil = 0;
  return {
    id: 'massive',
    hosts: ['api.massive.com'],
    unavailable: page(502, '<html><head><title>502 Bad Gateway</title></head></html>\n'),
    admit({ method, at }) {
      if (method === 'HEAD') return { standing: 'free', refusal: null };
      const isOver = minute.arrive(at) > massivePerMinute && massivePerMinute > 0;
      return { standing: 'free', refusal: isOver || at < heldUntil ? tooFast : null };
    },
    answerTo(_host, path, { query, headers, at }) {
      if (path === '/') return page(200, '<!DOCTYPE html><html><head><title>Massive</title></head></html>\n');
      if (!/^Bearer .+/.test(headers.authorization ?? '')) return noKey;
      return answerOf(market, path, new URLSearchParams(query), at);
    },
    ban(at, ms) {
      heldUntil = at + (ms ?? banMs);
    },
    reset() {
      minute = slidingWindow(60_000);
      heldUntil = 0;
    },
  };
}

function answerOf(market: PriceMarket, path: string, query: URLSearchParams, at: number): Answer {
  const today = dayAt(new Date(at), zone);
  const [, day] = /^\/v2\/aggs\/grouped\/locale\/us\/market\/stocks\/([^/]+)$/.exec(path) ?? [];
  if (day !== undefined) {
    if (!isDay(day)) return failure(400, { error: `Could not parse the time parameter: '${day}'. Use YYYY-MM-DD` });
    if (day >= today) return tooEarly;
    if (day < addDays(today, -freeDays)) return tooOld;
    if (query.get('adjusted') !== 'false')
      return failure(400, { error: 'the sandbox has days as they were traded alone: adjusted=false' });
    return groupedDay(market, day, at);
  }
  const lists = { '/stocks/v1/splits': 'execution_date', '/stocks/v1/dividends': 'ex_dividend_date' };
  const dateField = lists[path as keyof typeof lists];
  if (dateField === undefined) return json(404, { status: 'NOT_FOUND', request_id: '1', message: 'page not found' });
  const [from, to] = [query.get(`${dateField}.gte`) ?? '', query.get(`${dateField}.lte`) ?? ''] as [Day, Day];
  if (!isDay(from) || !isDay(to)) return failure(400, { error: `${dateField} must be a day` });
  return path === '/stocks/v1/splits' ? splitList(market, from, to, at) : dividendList(market, from, to, at);
}
