import type { Listed, PriceMarket } from '../market/prices/price-market.ts';

/**
 * The symbols that a request names, each once, and those of them that are listed; unlisted ones are omitted from
 * answers.
 */
export function listedSymbols(
  market: PriceMarket,
  query: URLSearchParams,
  at: number,
): { readonly asked: readonly string[]; readonly listed: readonly Listed[] } {
  const names = (query.get('symbols') ?? '').split(',').map((symbol) => symbol.trim().toUpperCase());
  const asked = [...new Set(names.filter((symbol) => symbol !== ''))];
  const listed = asked.flatMap((symbol) => {
    const found = market.find(symbol, at);
    return found.kind === 'listed' ? [found.listed] : [];
  });
  return { asked, listed };
}
