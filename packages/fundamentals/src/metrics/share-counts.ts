import { addDays, type Day, latestDay, multiply } from '@tickermill/core';
import type { Fact } from '../facts/fact.ts';
import { isPeriodic } from '../facts/forms.ts';
import { shareTags } from '../facts/tags.ts';
import { byFiling } from '../figures/fact-index.ts';
import type { Split } from '../figures/figure.ts';
import { splitBasis } from '../figures/splits.ts';
import type { ShareCount } from './metric.ts';

/** Placeholders that filers leave in place of a number: 1, 100, 1000. */
const minShares = 10_000;
/** A company that has several classes by now states no count of all on its cover page; the last one that it did is stale. */
const maxAge = 400;

/** Shares of the whole company by the last cover page, and by the last balance sheet, on the basis of today's shares. */
export function shareCounts(
  facts: readonly Fact[],
  { asOf, splits }: { readonly asOf?: Day; readonly splits?: readonly Split[] } = {},
): { readonly cover: ShareCount | null; readonly outstanding: ShareCount | null } {
  const known = facts.filter(({ filed, form }) => isPeriodic(form) && (asOf === undefined || filed <= asOf));
  const basis = splitBasis(known, splits);
  const lastFiled = known.reduce<Day | null>((last, { filed }) => latestDay(filed, last), null);
  const staleBy = lastFiled === null ? '' : addDays(lastFiled, -maxAge);
  const last = (name: string | undefined): ShareCount | null => {
    const stated = known
      .filter(({ taxonomy, tag, unit, value, filed }) => {
        return `${taxonomy}:${tag}` === name && unit === 'shares' && Number(value) >= minShares && filed > staleBy;
      })
      .sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : byFiling(a, b)))
      .at(-1);
    return stated ? { shares: multiply(stated.value, basis.since(stated.filed)), date: stated.end } : null;
  };
  const [cover, outstanding] = shareTags;
  return { cover: last(cover), outstanding: last(outstanding) };
}
