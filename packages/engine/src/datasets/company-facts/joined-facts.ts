import type { Cik, Day, ReportedFact } from '@tickermill/core';
import { withPredecessors } from '@tickermill/fundamentals';
import type { Store } from '@tickermill/store';
import { factsOf, formerCiks } from '@tickermill/store/fundamentals';

/** The facts of a company with those of the registrants that it was before. */
export async function joinedFacts(
  sql: Store['sql'],
  cik: Cik,
  { filedBy = null }: { readonly filedBy?: Day | null } = {},
): Promise<readonly ReportedFact[]> {
  const former = await formerCiks(sql, cik);
  if (former.length === 0) return factsOf(sql, { cik, filedBy });
  // What proves a predecessor may have been filed later than what is asked for.
  const [own = [], ...others] = await Promise.all([cik, ...former].map((each) => factsOf(sql, { cik: each })));
  const joined = withPredecessors(own, others);
  return filedBy === null ? joined : joined.filter(({ filed }) => filed <= filedBy);
}
