import { type Answer, answer } from '../answer.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import { openRateRule } from '../rate-rule.ts';
import type { SandboxSettings } from '../settings.ts';
import type { Asked, ImitatedSource } from '../source.ts';
import { looksLikeBrowser } from './browser-rule.ts';
import { chartOf } from './chart.ts';
import { edgeTooManyRequests, noEndpoint, unavailable } from './error-bodies.ts';

const minuteMs = 60_000;
const hosts = ['query1.finance.yahoo.com', 'query2.finance.yahoo.com', 'fc.yahoo.com'];
const methodNotAllowed: Answer = answer(405, 'text/plain', 'Method Not Allowed');

/** Yahoo Finance: two hosts that answer alike and the one that gives cookies, which share one limit. */
export function openYahoo(market: PriceMarket, settings: SandboxSettings): ImitatedSource {
  const rate = openRateRule(settings.yahooCeilingPerMinute, settings.banMs, minuteMs);

  function fromQuery(path: string, { query, at }: Asked): Answer {
    const parameters = new URLSearchParams(query);
    const [, symbol] = /^\/v8\/finance\/chart\/([^/]+)$/.exec(path) ?? [];
    if (symbol !== undefined) return chartOf(market, symbolOf(symbol), parameters, at);
    return noEndpoint;
  }

  return {
    id: 'yahoo',
    hosts,
    unavailable,
    admit({ method, headers, at }) {
      const { isRefused, standing } = rate.arrive(at);
      if (isRefused) return { standing, refusal: edgeTooManyRequests, onSent: rate.pageSent };
      if (!looksLikeBrowser(headers['user-agent'])) return { standing, refusal: edgeTooManyRequests };
      return { standing, refusal: method === 'GET' || method === 'HEAD' ? null : methodNotAllowed };
    },
    answerTo: (_host, path, asked) => fromQuery(path, asked),
    ban: rate.ban,
    reset: rate.reset,
  };
}

/** A symbol as it stands in a path: in any case, perhaps escaped. */
function symbolOf(text: string): string {
  try {
    return decodeURIComponent(text).toUpperCase();
  } catch {
    return text.toUpperCase(); // a broken escape names no symbol
  }
}
