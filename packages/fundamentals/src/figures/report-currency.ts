import type { Fact } from '../facts/fact.ts';
import { currencyOf } from '../facts/units.ts';

/**
 * The currency of each report: the one of most of its facts. Other currencies beside it are translated for convenience, into
 * dollars and for the last year alone; so of two as frequent it is not the dollar.
 */
export function reportCurrencies(facts: readonly Fact[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { accession, unit } of facts) {
    const currency = currencyOf(unit);
    if (currency === null) continue;
    const ofReport = counts.get(accession) ?? new Map<string, number>();
    counts.set(accession, ofReport.set(currency, (ofReport.get(currency) ?? 0) + 1));
  }
  const rank = (currency: string) => (currency === 'USD' ? 1 : 0);
  return new Map(
    [...counts].flatMap(([accession, ofReport]) => {
      const [most] = [...ofReport].sort(([a, m], [b, n]) => n - m || rank(a) - rank(b) || (a < b ? -1 : 1));
      return most ? [[accession, most[0]] as const] : [];
    }),
  );
}
