import type { ListingFinding } from '@tickermill/core/contracts';
import { count, instant, table } from './terminal.ts';

/** What lists of companies said otherwise than before, as a table. */
export function findingLines(findings: readonly ListingFinding[]): string[] {
  const rows = findings.map(({ id, what, symbol, detail, times, last_seen, seen_by }) => [
    id,
    what,
    symbol ?? '',
    JSON.stringify(detail),
    count(times),
    instant(last_seen),
    seen_by ?? '',
  ]);
  return table(['finding', 'in lists of companies', 'symbol', 'what', 'times', 'last', 'seen by'], rows);
}
