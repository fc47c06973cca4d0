import { micOf } from '@tickermill/core';

interface Listed {
  readonly symbol: string;
  readonly mic: string | null;
}

/** The symbol without the suffix that names its exchange, if it has one that is known. */
const baseOf = (symbol: string) => symbol.replace(/\.(?:L|PA|DE|KS|KQ)$/, '');

/** How Yahoo writes a symbol: classes of shares behind a hyphen, exchanges behind a dot. */
export function toYahooSymbol({ symbol, mic }: Listed): string {
  const isAmerican = ['XNYS', 'XNAS'].includes(micOf(symbol, mic) ?? '');
  if (isAmerican) return symbol.replace('.', '-');
  const suffix = { XLON: '.L', XPAR: '.PA', XETR: '.DE', XKRX: '.KS' }[micOf(symbol, mic) as string];
  return suffix === undefined || symbol.includes('.') ? symbol : `${symbol}${suffix}`;
}

/** How Alpha Vantage writes a symbol; null for an exchange that it does not have. */
export const toAlphaVantageSymbol = (listed: Listed): string | null =>
  spell(listed, { XNYS: '', XNAS: '', XLON: '.LON', XPAR: '.PAR', XETR: '.DEX' });

/** How Stooq writes a symbol; null for an exchange that it does not have. */
export const toStooqSymbol = (listed: Listed): string | null =>
  spell(listed, { XNYS: '.us', XNAS: '.us', XLON: '.uk', XETR: '.de' })?.toLowerCase() ?? null;

function spell({ symbol, mic }: Listed, suffixes: Readonly<Record<string, string>>): string | null {
  const suffix = suffixes[micOf(symbol, mic) ?? ''];
  return suffix === undefined ? null : `${baseOf(symbol).replace('.', '-')}${suffix}`;
}
