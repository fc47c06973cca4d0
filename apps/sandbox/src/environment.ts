import type { Day } from '@tickermill/core';
import { z } from 'zod';
import { fieldsOf } from './control/problem.ts';
import { SandboxSettings } from './settings.ts';

/** The environment variable of each setting. */
const variables = {
  host: 'SANDBOX_HOST',
  port: 'SANDBOX_PORT',
  seed: 'SANDBOX_SEED',
  today: 'SANDBOX_TODAY',
  tickers: 'SANDBOX_TICKERS',
  filingsPerDay: 'SANDBOX_FILINGS_PER_DAY',
  years: 'SANDBOX_YEARS',
  recentFilings: 'SANDBOX_RECENT_FILINGS',
  banMs: 'SANDBOX_BAN_MS',
  secCeilingPerSecond: 'SANDBOX_SEC_CEILING',
  yahooCeilingPerMinute: 'SANDBOX_YAHOO_CEILING',
  yahooSessionMs: 'SANDBOX_YAHOO_SESSION_MS',
  alphaVantagePerDay: 'SANDBOX_ALPHA_VANTAGE_PER_DAY',
  stooqPerDay: 'SANDBOX_STOOQ_PER_DAY',
  massivePerMinute: 'SANDBOX_MASSIVE_PER_MINUTE',
  listed: 'SANDBOX_LISTED',
  listingMonth: 'SANDBOX_LISTING_MONTH',
  closedDays: 'SANDBOX_CLOSED_DAYS',
  folder: 'SANDBOX_FOLDER',
  token: 'SANDBOX_TOKEN',
} as const satisfies Record<keyof SandboxSettings, string>;

type Setting = keyof typeof variables;
const texts: readonly Setting[] = ['host', 'today', 'listingMonth', 'folder', 'token'];

/** Settings from an environment, or a line for every variable that is not acceptable. */
export type FromEnvironment = { readonly settings: SandboxSettings } | { readonly problems: readonly string[] };

/** Reads the settings; variables that are missing or empty take their defaults, the day that of `today`. */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>, today: Day): FromEnvironment {
  const given = Object.entries(variables).flatMap(([setting, variable]): (readonly [string, unknown])[] => {
    const text = environment[variable]?.trim();
    if (!text) return [];
    if (setting === 'closedDays') return [[setting, text.split(',').map((day) => day.trim())] as const];
    return [[setting, texts.includes(setting as Setting) ? text : toNumber(text)] as const];
  });
  const parsed = SandboxSettings.safeParse({ today, ...Object.fromEntries(given) });
  if (parsed.success) return { settings: parsed.data };
  return {
    problems: fieldsOf(parsed.error, '').map(({ field, message }) => {
      const variable = variables[field as Setting];
      return `${variable}=${environment[variable] ?? ''}: ${message}`;
    }),
  };
}

const toNumber = (text: string) => (z.coerce.number().safeParse(text).success ? Number(text) : text);
