import { insiderTrades } from '../../strings/insider-trades.ts';

interface Group {
  readonly key: string | null;
  readonly name: string | null;
  readonly tickers: readonly string[];
}
type GroupBy = keyof typeof insiderTrades.groups;

/** What a group is called. */
export function groupName(by: GroupBy, { key, name, tickers }: Group): string {
  if (key === null) return insiderTrades.statistics.unknown;
  if (by === 'code') return `${key} ${insiderTrades.codes[key] ?? ''}`.trim();
  if (by === 'ticker') return [tickers.join(', '), name ?? key].filter((part) => part !== '').join(' · ');
  return name ?? key;
}

/** The search whose trades are those of a group; null where no search finds just them. */
export function groupLink(
  by: GroupBy,
  { key, tickers }: Group,
): { tab: 'feed'; page: 1; ticker?: string; owner?: string; code?: string; from?: string; to?: string } | null {
  if (key === null) return null;
  const feed = { tab: 'feed', page: 1 } as const;
  if (by === 'insider') return { ...feed, owner: key };
  if (by === 'code') return { ...feed, code: key };
  if (by === 'month') return { ...feed, from: `${key}-01`, to: lastDayOf(key) };
  const [ticker] = tickers;
  return ticker === undefined ? null : { ...feed, ticker };
}

function lastDayOf(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of, 0)).toISOString().slice(0, 10);
}
