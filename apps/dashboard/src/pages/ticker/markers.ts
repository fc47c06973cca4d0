import type { CorporateActionsView, PriceBarView, TradeView } from '@tickermill/core/contracts';

/** Something that happened, on the session that it stands at. */
export interface Marker {
  readonly date: string;
  readonly kind: 'bought' | 'sold' | 'dividend' | 'split';
  readonly text: string;
}

const letters = { dividend: 'D', split: 'S', merger: 'M' } as const;

/** What is marked on prices: bought and sold in the open market (codes P and S), a mark a day each; splits; dividends. */
export function markersOf(
  bars: readonly Pick<PriceBarView, 'date'>[],
  trades: readonly Pick<TradeView, 'date' | 'code' | 'counted'>[],
  actions: CorporateActionsView['items'],
): Marker[] {
  const dates = bars.map(({ date }) => date);
  const counts = new Map<string, number>();
  for (const { date, code, counted } of trades) {
    if (!counted || date === null || (code !== 'P' && code !== 'S')) continue;
    const at = sessionOf(date, dates);
    if (at) counts.set(`${at} ${code}`, (counts.get(`${at} ${code}`) ?? 0) + 1);
  }
  const ofTrades = [...counts].map(([key, count]): Marker => {
    const [date = '', code] = key.split(' ');
    return { date, kind: code === 'P' ? 'bought' : 'sold', text: count === 1 ? '' : String(count) };
  });
  const ofActions = actions.flatMap(({ date, type, ratio }): Marker[] => {
    const at = sessionOf(date, dates);
    if (!at) return [];
    const text = type === 'split' ? `${letters.split} ${ratio ?? ''}`.trim() : letters[type];
    return [{ date: at, kind: type === 'dividend' ? 'dividend' : 'split', text }];
  });
  return [...ofTrades, ...ofActions].toSorted((one, other) => (one.date < other.date ? -1 : 1));
}

/** The session of a day: the day itself, or the next one that has a bar. */
function sessionOf(day: string, dates: readonly string[]): string | undefined {
  if (dates[0] === undefined || day < dates[0]) return undefined;
  return dates.find((date) => date >= day);
}
