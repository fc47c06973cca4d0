import type { MetricName } from '@tickermill/core';
import { brief, rounded } from './numbers.ts';

/** Metrics that are fractions, and are shown in percent. */
const fractions: ReadonlySet<MetricName> = new Set([
  'eps_cagr_5y',
  'eps_deviation_5y',
  'revenue_cagr_5y',
  'revenue_deviation_5y',
  'dividend_yield',
  'special_dividend_yield',
  'institutional_ownership',
] as const);
const counts: ReadonlySet<MetricName> = new Set(['eps_years_up_5y', 'revenue_years_up_5y'] as const);

/** A metric in few characters; its full text belongs in a title. */
export function metricText(metric: MetricName, value: string): string {
  if (metric === 'market_cap') return brief(Number(value));
  if (counts.has(metric)) return rounded(value, 0);
  if (!fractions.has(metric)) return rounded(value, 2);
  return `${rounded(timesHundred(value), 1)} %`;
}

/** A decimal with its point two places further right: a float would change it. */
function timesHundred(value: string): string {
  const [, sign = '', digits = '', rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (digits === '') return value;
  const padded = rest.padEnd(2, '0');
  const moved = `${digits}${padded.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  return `${sign}${moved}${padded.length > 2 ? `.${padded.slice(2)}` : ''}`;
}
