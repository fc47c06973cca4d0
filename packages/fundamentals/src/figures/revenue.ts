// Revenue is the total. Filers tag totals and components alike; the larger one of the same report is no component.

import { add, type Decimal } from '@tickermill/core';
import { bankRevenue, type TagName, tagLists } from '../facts/tags.ts';
import type { FigureFlag, MissingReason } from './figure.ts';
import { type FlowSource, flowOf, type Period, type Picked } from './flows.ts';
import { maxStartDrift } from './spans.ts';

const excludingTax: TagName = 'us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax';
const includingTax: TagName = 'us-gaap:RevenueFromContractWithCustomerIncludingAssessedTax';
const goods: TagName = 'us-gaap:SalesRevenueGoodsNet';
const services: TagName = 'us-gaap:SalesRevenueServicesNet';
const [netInterest, otherIncome] = bankRevenue;
/** Whoever states one of these states all of its revenue in it. */
const totals: readonly TagName[] = ['us-gaap:Revenues', 'us-gaap:RevenuesNetOfInterestExpense'];

/** The revenue of a period. `sourceOf` gives the series of a tag, in the currency of the period. */
export function revenueOf(sourceOf: (tag: TagName) => FlowSource, period: Period): Picked | MissingReason {
  const pick = (tag: TagName) => flowOf(sourceOf(tag), period);
  const found = tagLists.revenue.flatMap((tag) => {
    const picked = pick(tag);
    return typeof picked === 'string' ? [] : [{ tag, picked }];
  });
  const first = found.find(({ picked }) => picked.how === 'reported') ?? found[0];
  const chosen = first && largerOf(first, found);
  if (chosen && totals.includes(chosen.tag)) return chosen.picked;
  const ofBank = netInterest && otherIncome ? sum(pick(netInterest), pick(otherIncome)) : null;
  if (ofBank && (!chosen || isLarger(ofBank.value, chosen.picked.value))) return ofBank;
  if (!chosen)
    return tagLists.revenue.map(pick).find((each) => each === 'operand-missing') ? 'operand-missing' : 'not-stated';
  if (chosen.tag !== goods) return chosen.picked;
  return sum(chosen.picked, pick(services)) ?? chosen.picked;
}

interface Candidate {
  readonly tag: TagName;
  readonly picked: Picked;
}

/** The first candidate, unless its own report states a larger one, of which it is a component then. */
function largerOf(first: Candidate, found: readonly Candidate[]): Candidate {
  const [whole] = first.picked.operands;
  if (!whole) return first;
  const others = found.filter(({ tag, picked }) => {
    // Excise makes revenue with it larger, and no total.
    if (tag === first.tag || (tag === includingTax && hasExcluding(found))) return false;
    const [other] = picked.operands;
    // Nine months of one are no evidence about three of another.
    if (!other || other.span !== whole.span || Math.abs(other.to - whole.to) > maxStartDrift) return false;
    const beside = other.versions.find(({ accession }) => accession === whole.fact.accession);
    return (
      beside !== undefined && isLarger(beside.value, whole.fact.value) && isLarger(picked.value, first.picked.value)
    );
  });
  return others[0] ?? first;
}

const hasExcluding = (found: readonly Candidate[]): boolean => found.some(({ tag }) => tag === excludingTax);

const isLarger = (one: Decimal, other: Decimal): boolean => Number(one) > Number(other);

/** Both together; null if one is not there. */
export function sum(one: Picked | MissingReason, other: Picked | MissingReason): Picked | null {
  if (typeof one === 'string' || typeof other === 'string') return null;
  const flags: readonly FigureFlag[] = [...new Set([...one.flags, ...other.flags])];
  return {
    value: add(one.value, other.value),
    operands: [...one.operands, ...other.operands],
    tags: [...one.tags, ...other.tags],
    unit: one.unit,
    how: 'derived',
    flags,
  };
}
