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
  const assets = new Map<string, number>();
  for (const { taxonomy, tag, end, accession, value } of facts) {
    if (taxonomy === 'us-gaap' && tag === 'Assets') assets.set(`${accession} ${end}`, Number(value));
  }
  let last: Day | null = null;
  for (const { taxonomy, tag, end, accession, value, filed } of facts) {
    if (!shellTags.some((each) => each === `${taxonomy}:${tag}`)) continue;
    const all = assets.get(`${accession} ${end}`);
    if (all === undefined || all <= 0 || Number(value) < all * minShareOfTrust) continue;
    // A comparative of a report after the merger is the shell's last balance sheet only if the shell reports it.
    if (last === null || filed > last) last = filed;
  }
  return facts.some(({ filed }) => last !== null && filed > last) ? last : null;
}
