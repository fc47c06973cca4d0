import type { Fact } from '../facts/fact.ts';

/** So many values that both have stated prove that one registrant goes on as the other. */
const minCommon = 3;
/** Reports restate, and a new registrant measures some things anew: of what both state so much is equal. */
const minShare = 0.5;

const keyOf = ({ taxonomy, tag, unit, start, end }: Fact) => `${taxonomy}:${tag} ${unit} ${start} ${end}`;

/**
 * The facts of a company with those of the registrants that it was before. The reports of a successor show years of its
 * predecessor for comparison: where they do not, the other is a stranger who once had the same symbol, and stays out.
 */
export function withPredecessors(own: readonly Fact[], former: readonly (readonly Fact[])[]): readonly Fact[] {
  const joined = former.filter((facts) => isPredecessor(own, facts));
  return joined.length === 0 ? own : [...own, ...joined.flat()];
}

function isPredecessor(own: readonly Fact[], former: readonly Fact[]): boolean {
  const stated = new Map<string, Set<string>>();
  for (const fact of own) {
    // A count of nothing is everybody's.
    if (Number(fact.value) === 0) continue;
    const values = stated.get(keyOf(fact)) ?? new Set();
    stated.set(keyOf(fact), values.add(fact.value));
  }
  const common = new Map<string, boolean>();
  for (const fact of former) {
    const values = stated.get(keyOf(fact));
    if (values) common.set(keyOf(fact), (common.get(keyOf(fact)) ?? false) || values.has(fact.value));
  }
  const equal = [...common.values()].filter((each) => each).length;
  return equal >= minCommon && equal >= common.size * minShare;
}
