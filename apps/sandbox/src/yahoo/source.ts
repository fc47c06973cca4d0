import { type Answer, answer } from '../answer.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import { openRateRule } from '../rate-rule.ts';
import type { SandboxSettings } from '../settings.ts';
import type { Asked, ImitatedSource } from '../source.ts';
import { looksLikeBrowser } from './browser-rule.ts';
import { chartOf } from './chart.ts';
import { edgeTooManyRequests, noEndpoint, tooManyRequests, unavailable } from './error-bodies.ts';
import { summaryOf } from './profile.ts';
import { quotesOf } from './quote.ts';
import { openSessions } from './session.ts';
import { sparkOf } from './spark.ts';

const minuteMs = 60_000;
const hosts = ['query1.finance.yahoo.com', 'query2.finance.yahoo.com', 'fc.yahoo.com'];
const crumbPath = '/v1/test/getcrumb';
const methodNotAllowed: Answer = answer(405, 'text/plain', 'Method Not Allowed');

/** Yahoo Finance: two hosts that answer alike and the one that gives cookies, which share one limit. */
export function openYahoo(market: PriceMarket, settings: SandboxSettings): ImitatedSource {
  const rate = openRateRule(settings.yahooCeilingPerMinute, settings.banMs, minuteMs);

  const sessions = openSessions(settings.seed, settings.yahooSessionMs);

  function fromQuery(path: string, { query, headers, at }: Asked): Answer {
    const parameters = new URLSearchParams(query);
    const [, symbol] = /^\/v8\/finance\/chart\/([^/]+)$/.exec(path) ?? [];
    if (symbol !== undefined) return chartOf(market, symbolOf(symbol), parameters, at);
    const [, version] = /^\/(v[78])\/finance\/spark$/.exec(path) ?? [];
    if (version === 'v7' || version === 'v8') return sparkOf(market, version, parameters, at);
    if (path === crumbPath) return sessions.crumb(headers, at);
    const [, summarised] = /^\/v10\/finance\/quoteSummary\/([^/]+)$/.exec(path) ?? [];
    if (summarised !== undefined) {
      const refusal = sessions.refusalOf(headers, parameters.get('crumb'), at);
      return refusal ?? summaryOf({ market, seed: settings.seed }, symbolOf(summarised), parameters, at);
    }
    if (path !== '/v7/finance/quote') return noEndpoint;
    return sessions.refusalOf(headers, parameters.get('crumb'), at) ?? quotesOf(market, parameters, at);
  }

  return {
    id: 'yahoo',
    hosts,
    unavailable,
    admit({ method, headers, path, at, earliest }) {
      const { isRefused, standing } = rate.arrive(at, earliest);
      const refused = path === crumbPath ? tooManyRequests : edgeTooManyRequests;
      if (isRefused) return { standing, refusal: refused, onSent: rate.pageSent };
      if (!looksLikeBrowser(headers['user-agent'])) return { standing, refusal: refused };
      return { standing, refusal: method === 'GET' || method === 'HEAD' ? null : methodNotAllowed };
    },
    answerTo: (host, path, asked) => (host === 'fc.yahoo.com' ? sessions.cookiePage(asked.at) : fromQuery(path, asked)),
    ban: rate.ban,
    reset: rate.reset,
  };
}

/** A symbol as in a path: in any case, perhaps escaped. */
function symbolOf(text: string): string {
  try {
    return decodeURIComponent(text).toUpperCase();
  } catch {
    return text.toUpperCase(); // a broken escape names no symbol
  }
}
