import type { WatchRuleView } from '@tickermill/core/contracts';
import { decimal } from '../../format/numbers.ts';
import { insiderTrades } from '../../strings/insider-trades.ts';

const { rules: words, tables } = insiderTrades;

type Conditions = Pick<WatchRuleView, 'tickers' | 'watchlist' | 'codes' | 'min_value' | 'table' | 'roles' | 'cluster'>;

/** How many tickers are named before the rest is counted. */
const named = 8;

/** A rule as a sentence: each of its conditions, or that it has none. */
export function ruleInWords(rule: Conditions): string {
  const { tickers, watchlist, codes, min_value: value, table, roles, cluster } = rule;
  const conditions = [
    codes && words.codes(codes.join(', ')),
    value && words.atLeast(decimal(value)),
    tickers && words.of(shortened(tickers)),
    watchlist && words.onList(watchlist),
    roles && words.roles(roles.join(', ')),
    table && words.table(tables[table]),
    cluster && words.cluster(cluster.insiders, cluster.days),
  ].filter((condition) => condition !== null && condition !== '');
  return conditions.length === 0 ? words.any : conditions.join(', ');
}

const shortened = (tickers: readonly string[]) =>
  tickers.length <= named ? tickers.join(', ') : `${tickers.slice(0, named).join(', ')} + ${tickers.length - named}`;
