import { notFound, openFiles, openOperator } from '../market/listed/list-answers.ts';
import type { ListedMarket } from '../market/listed/listed-market.ts';
import type { ImitatedSource } from '../source.ts';
import { nasdaqListed, otherListed } from './directories.ts';

/** Nasdaq Trader: the two symbol directories. */
export function openNasdaqListings(market: ListedMarket): ImitatedSource {
  const files = openFiles(market);
  return openOperator({
    id: 'nasdaq-listings',
    hosts: ['www.nasdaqtrader.com'],
    answerTo(_host, path) {
      const [, file] = /^\/dynamic\/symdir\/(nasdaqlisted|otherlisted)\.txt$/i.exec(path) ?? [];
      if (file?.toLowerCase() === 'nasdaqlisted') return files.of('nasdaq', 'text/plain', true, nasdaqListed);
      if (file?.toLowerCase() === 'otherlisted') return files.of('other', 'text/plain', true, otherListed);
      return notFound;
    },
  });
}
