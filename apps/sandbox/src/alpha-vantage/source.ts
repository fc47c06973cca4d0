import { answer, page } from '../answer.ts';
import type { PriceMarket } from '../market/prices/price-market.ts';
import type { SandboxSettings } from '../settings.ts';
import type { ImitatedSource } from '../source.ts';
import { burst, invalidCall, noKey, usedUp } from './bodies.ts';
import { openQuota } from './quota.ts';
import { dailySeries, globalQuote } from './series.ts';

/** Alpha Vantage with a free key: one request a second, five a minute, 25 a day, and status 200 whatever happens. */
export function openAlphaVantage(market: PriceMarket, settings: SandboxSettings): ImitatedSource {
  const { alphaVantagePerDay, banMs } = settings;
  const quota = openQuota(alphaVantagePerDay);
  return {
    id: 'alpha-vantage',
    hosts: ['www.alphavantage.co'],
    unavailable: page(503, '<html><head><title>503 Service Temporarily Unavailable</title></head></html>\n'),
    admit({ method, path, query, at }) {
      const key = new URLSearchParams(query).get('apikey') ?? '';
      if (method === 'HEAD' || path !== '/query' || key === '') return { standing: 'free', refusal: null };
      const standing = quota.arrive(key, at);
      if (standing === 'free') return { standing: 'free', refusal: null };
      return { standing: 'free', refusal: standing === 'burst' ? burst : usedUp(key, alphaVantagePerDay) };
    },
    answerTo(_host, path, { query, at }) {
      if (path === '/') return page(200, '<!DOCTYPE html><html><head><title>Alpha Vantage</title></head></html>\n');
      if (path !== '/query') return answer(404, 'text/html', '<h1>Not Found</h1>\n');
      const parameters = new URLSearchParams(query);
      const name = parameters.get('function') ?? '';
      if (!parameters.get('apikey')) return noKey;
      if (name === 'TIME_SERIES_DAILY') return dailySeries(market, parameters, at);
      return name === 'GLOBAL_QUOTE' ? globalQuote(market, parameters, at) : invalidCall(name);
    },
    ban: (at, ms) => quota.hold(at, ms ?? banMs),
    reset: quota.reset,
  };
}
