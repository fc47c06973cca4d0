import type { Day } from '@tickermill/core';
import type { Fact } from '../facts/fact.ts';
import { shellTags } from '../facts/tags.ts';

/** A shell holds nothing but its trust; decommissioning and funeral trusts are a part of what their companies own. */
const minShareOfTrust = 0.8;

/**
 * The day of the last report of a shell under whose CIK another company reports now; null if there was none. After the
 * merger the other company's history is reported, and nothing of the shell's belongs to it.
 */
export function lastShellReport(facts: readonly Fact[]): Day | null {
  const assets = new Map<string, { end: Day; value: number }>();
  for (const { taxonomy, tag, end, accession, value } of facts) {
    if (taxonomy !== 'us-gaap' || tag !== 'Assets') continue;
    const known = assets.get(accession);
    if (!known || end > known.end) assets.set(accession, { end, value: Number(value) });
  }
  let last: Day | null = null;
  for (const { taxonomy, tag, end, accession, value, filed } of facts) {
    if (!shellTags.some((each) => each === `${taxonomy}:${tag}`)) continue;
    // A trust on the balance sheet of the year before is a comparative, which the merged company shows too.
    const own = assets.get(accession);
    if (!own || own.end !== end || own.value <= 0 || Number(value) < own.value * minShareOfTrust) continue;
    if (last === null || filed > last) last = filed;
  }
  return facts.some(({ filed }) => last !== null && filed > last) ? last : null;
}
