import { openRateRule } from '../rate-rule.ts';
import type { SandboxSettings } from '../settings.ts';
import type { ImitatedSource } from '../source.ts';
import { declaresOperator } from './agent-rule.ts';
import type { Edgar } from './edgar.ts';
import { fileUnavailable, methodNotAllowed, noSuchKey, rateExceeded, undeclaredTool } from './error-bodies.ts';
import { openSecRoutes } from './routes.ts';

/** The SEC: www.sec.gov and data.sec.gov, which share one limit. */
export function openSecEdgar(edgar: Edgar, settings: SandboxSettings): ImitatedSource {
  const rate = openRateRule(settings.secCeilingPerSecond, settings.banMs);
  const routes = openSecRoutes(edgar, settings.recentFilings);
  return {
    id: 'sec-edgar',
    hosts: ['www.sec.gov', 'data.sec.gov'],
    unavailable: fileUnavailable,
    admit({ method, headers, at, earliest }) {
      const { isRefused, standing } = rate.arrive(at, earliest);
      if (isRefused) return { standing, refusal: rateExceeded, onSent: rate.pageSent };
      if (!declaresOperator(headers['user-agent'])) return { standing, refusal: undeclaredTool };
      return { standing, refusal: method === 'GET' || method === 'HEAD' ? null : methodNotAllowed };
    },
    answerTo(host, path, asked) {
      return host === 'www.sec.gov' || host === 'data.sec.gov' ? routes.answerTo(host, path, asked) : noSuchKey(path);
    },
    ban: rate.ban,
    reset: rate.reset,
  };
}
