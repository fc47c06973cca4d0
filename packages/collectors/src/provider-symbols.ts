import { isOfUnitedStates, micOf, symbolSuffixes, toAlphaVantageMarks } from '@tickermill/core';

interface Listed {
  readonly symbol: string;
  readonly mic: string | null;
}

/** The symbol without the suffix that names its exchange, if it has one that is known. */
const baseOf = (symbol: string) => symbol.replace(/\.(?:L|PA|DE|KS|KQ)$/, '');

const isAmerican = ({ symbol, mic }: Listed) => (mic === null ? micOf(symbol, null) === 'XNYS' : isOfUnitedStates(mic));

/** How the symbols of its exchange end: nothing in the United States; undefined for an exchange that is not known. */
function suffixOf(listed: Listed): string | undefined {
  if (isAmerican(listed)) return '';
  return listed.mic === null ? /\.[A-Z]+$/.exec(listed.symbol)?.[0] : symbolSuffixes[listed.mic];
}

/** How Yahoo writes a symbol: classes of shares behind a hyphen, exchanges behind a dot. */
export function toYahooSymbol(listed: Listed): string {
  const { symbol } = listed;
  if (isAmerican(listed)) return symbol.replace('.', '-');
  return symbol.includes('.') ? symbol : `${symbol}${suffixOf(listed) ?? ''}`;
}

/** How Alpha Vantage writes a symbol; null for an exchange that it does not have. */
export function toAlphaVantageSymbol(listed: Listed): string | null {
  const symbol = spell(listed, { '': '', '.L': '.LON', '.PA': '.PAR', '.DE': '.DEX' });
  return symbol !== null && isAmerican(listed) ? (toAlphaVantageMarks(symbol) ?? symbol) : symbol;
}

/** How Stooq writes a symbol; null for an exchange that it does not have. */
export const toStooqSymbol = (listed: Listed): string | null =>
  spell(listed, { '': '.us', '.L': '.uk', '.DE': '.de' })?.toLowerCase() ?? null;

function spell(listed: Listed, suffixes: Readonly<Record<string, string>>): string | null {
  const suffix = suffixes[suffixOf(listed) ?? 'none'];
  return suffix === undefined ? null : `${baseOf(listed.symbol).replace('.', '-')}${suffix}`;
}
