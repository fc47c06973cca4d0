// Figures of the balance sheet, which are stated at a date and often in parts.

import { add, type Day } from '@tickermill/core';
import { debtTags, equityTags, liabilityTags, type TagName } from '../facts/tags.ts';
import { type FactIndex, laterFiled } from './fact-index.ts';
import type { MissingReason } from './figure.ts';
import { negate, type Picked, reported } from './flows.ts';
import { sum } from './revenue.ts';

/** A date of the balance sheet, in the currency of its period. */
export interface BalanceDate {
  readonly index: FactIndex;
  readonly currency: string;
  /** The days on which reports let the period end. */
  readonly ends: readonly Day[];
}

/** What a tag states at the date. */
function stated({ index, currency, ends }: BalanceDate, tag: TagName): Picked | null {
  const found = ends.flatMap((end) => index.at(tag, currency, end) ?? []);
  return found.length === 0 ? null : reported(found.reduce((one, other) => laterFiled(one, other)));
}

/** The first tag of a list that states anything at the date. */
export function firstStated(date: BalanceDate, tags: readonly TagName[]): Picked | null {
  for (const tag of tags) {
    const found = stated(date, tag);
    if (found) return found;
  }
  return null;
}

/** Those that are there, added up; null if none is. */
const total = (...parts: readonly (Picked | null)[]): Picked | null =>
  parts.reduce((all, part) => (all && part ? sum(all, part) : (all ?? part)), null);

const difference = (one: Picked, other: Picked): Picked => ({
  ...one,
  value: add(one.value, negate(other.value)),
  operands: [...one.operands, ...other.operands],
  tags: [...one.tags, ...other.tags],
  how: 'derived',
});

/** Borrowings, without operating leases. */
export function totalDebt(date: BalanceDate): Picked | MissingReason {
  const current = firstStated(date, debtTags.current);
  const currentPart = firstStated(date, debtTags.currentPart);
  const shortTerm =
    firstStated(date, debtTags.shortTerm) ?? total(...debtTags.shortTermParts.map((tag) => stated(date, tag)));
  const allCurrent = current ?? total(currentPart, shortTerm);
  const longPart = firstStated(date, debtTags.longPart);
  if (longPart) return total(allCurrent, longPart) ?? 'not-stated';
  // What is left of current debt where the long part holds the current part of itself.
  const besidesPart = shortTerm ?? (current && currentPart ? difference(current, currentPart) : null);
  const longTermDebt = firstStated(date, debtTags.longTermDebt);
  if (longTermDebt) {
    const holdsCurrentPart = stated(date, 'us-gaap:LongTermDebtCurrent') !== null;
    return total(holdsCurrentPart ? besidesPart : allCurrent, longTermDebt) ?? 'not-stated';
  }
  const withCurrentPart = firstStated(date, debtTags.withCurrentPart);
  return total(withCurrentPart ? besidesPart : allCurrent, withCurrentPart) ?? 'not-stated';
}

/** The equity of the parent's owners. */
export function parentEquity(date: BalanceDate): Picked | MissingReason {
  const parent = firstStated(date, equityTags.parent);
  if (parent) return parent;
  const all = firstStated(date, equityTags.total);
  if (!all) return 'not-stated';
  const minorities = firstStated(date, equityTags.minorities);
  if (minorities) return difference(all, minorities);
  return equityTags.minorities.some((tag) => date.index.unitsOf(tag).length > 0) ? 'minorities-missing' : all;
}

/** Liabilities as stated, or what the balance sheet leaves for them. */
export function liabilities(date: BalanceDate): Picked | MissingReason {
  const found = firstStated(date, liabilityTags.stated);
  if (found) return found;
  const balance = firstStated(date, liabilityTags.balance);
  if (!balance) return 'not-stated';
  const equity = totalEquity(date);
  if (typeof equity === 'string') return equity === 'not-stated' ? 'operand-missing' : equity;
  const temporary = firstStated(date, liabilityTags.temporary);
  const rest = difference(balance, equity);
  return temporary ? difference(rest, temporary) : rest;
}

/** Equity with the share of minorities. */
function totalEquity(date: BalanceDate): Picked | MissingReason {
  const all = firstStated(date, equityTags.total);
  if (all) return all;
  const parent = firstStated(date, equityTags.parent);
  if (!parent) return 'not-stated';
  const minorities = firstStated(date, equityTags.minorities);
  if (minorities) return sum(parent, minorities) ?? parent;
  return equityTags.minorities.some((tag) => date.index.unitsOf(tag).length > 0) ? 'minorities-missing' : parent;
}
