import { addDays } from '@tickermill/core';
import type { Fact } from '../facts/fact.ts';
import { isPeriodic } from '../facts/forms.ts';
import { bankRevenue, insurerTags } from '../facts/tags.ts';

/** Every company has filed an annual report within this many days, unless it is late. */
const lastYear = 400;

/** Whether facts are those of a bank or an insurer: its last reports state income that only these have. */
export function isFinancial(facts: readonly Fact[]): boolean {
  const stated = new Map<string, string>();
  let last = '';
  for (const { taxonomy, tag, form, filed } of facts) {
    if (!isPeriodic(form)) continue;
    if (filed > last) last = filed;
    const name = `${taxonomy}:${tag}`;
    if (filed > (stated.get(name) ?? '')) stated.set(name, filed);
  }
  if (last === '') return false;
  const after = addDays(last, -lastYear);
  const isStated = (name: string) => (stated.get(name) ?? '') > after;
  return bankRevenue.every(isStated) || insurerTags.some(isStated);
}
