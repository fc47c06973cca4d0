import { type Day, dayAt } from '@tickermill/core';
import { type Answer, answer, page } from '../answer.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import type { SandboxSettings } from '../settings.ts';
import type { ImitatedSource } from '../source.ts';
import { downloadOf } from './download.ts';

/** The page without a key: its script would have to run in a browser. It is not meant to be solved. */
const challenge: Answer = page(
  200,
  '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Stooq</title></head><body>\n' +
    '<noscript>This site requires JavaScript to verify your browser.</noscript>\n' +
    '<script>/* a proof of work stands here; this page was made by the Tickermill sandbox */</script>\n</body></html>\n',
);
const exceeded: Answer = answer(200, 'text/plain; charset=UTF-8', 'Exceeded the daily hits limit');
const zone = 'Europe/Warsaw';

/** Stooq: one download, for clients with a key, so many times a day. */
export function openStooq(market: PriceMarket, { stooqPerDay, banMs }: SandboxSettings): ImitatedSource {
  let uses = new Map<string, { day: Day; count: number }>();
  let heldUntil = 0;

  function isExceeded(key: string, at: number): boolean {
    const day = dayAt(new Date(at), zone);
    const known = uses.get(key);
    const use = known?.day === day ? known : { day, count: 0 };
    use.count += 1;
    uses.set(key, use);
    return at < heldUntil || (stooqPerDay > 0 && use.count > stooqPerDay);
  }

  return {
    id: 'stooq',
    hosts: ['stooq.com'],
    unavailable: page(503, '<html><head><title>503 Service Unavailable</title></head></html>\n'),
    admit({ method, path, query, at }) {
      const key = new URLSearchParams(query).get('apikey') ?? '';
      if (method === 'HEAD' || !isDownload(path)) return { standing: 'free', refusal: null };
      if (key === '') return { standing: 'free', refusal: challenge };
      return { standing: 'free', refusal: isExceeded(key, at) ? exceeded : null };
    },
    answerTo(_host, path, { query, at }) {
      if (path === '/') return page(200, '<!DOCTYPE html><html><head><title>Stooq</title></head></html>\n');
      if (isDownload(path)) return downloadOf(market, new URLSearchParams(query), at);
      return page(404, '<html><body>The page you requested does not exist or has been moved</body></html>\n');
    },
    ban(at, ms) {
      heldUntil = at + (ms ?? banMs);
    },
    reset() {
      uses = new Map();
      heldUntil = 0;
    },
  };
}

const isDownload = (path: string) => /^\/q\/d\/l\/?$/.test(path);
