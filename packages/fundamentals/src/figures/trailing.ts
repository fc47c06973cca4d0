// Earnings of the last twelve months: the last year, and the year to date in place of the same part of that year.

import { add, type Decimal, divide } from '@tickermill/core';
import { tagLists } from '../facts/tags.ts';
import { currencyOf } from '../facts/units.ts';
import type { FactIndex, Stated } from './fact-index.ts';
import type { Figure, Figures } from './figure.ts';
import type { CalendarYear, FiscalCalendar, Position } from './fiscal-calendar.ts';
import { type FlowSource, flagsOf, fromBeginning, lastReport, negate } from './flows.ts';
import { dayOf, maxEndDrift } from './spans.ts';
import type { SplitBasis } from './splits.ts';

/** Digits of a figure that was divided by a split. */
export const splitDigits = 10;

interface Operand {
  readonly stated: Stated;
  readonly sign: 1 | -1;
}

/** Diluted earnings per share of the last twelve months, each operand on the basis of today's shares. */
export function trailingEarnings(
  company: { readonly index: FactIndex; readonly basis: SplitBasis },
  { years }: FiscalCalendar,
): Figures['trailing'] {
  const last = years.findLast(({ ends }) => ends.length > 0);
  if (!last) return null;
  const next = years.find(({ from }) => Math.abs(from - last.to - 1) <= maxEndDrift);
  const position = ([3, 2, 1] as const).find((each) => next?.quarters.has(each)) ?? null;
  const to = (position && next?.quarters.get(position)?.to) ?? last.to;
  for (const tag of tagLists.eps_diluted) {
    for (const unit of company.index.unitsOf(tag)) {
      const source: FlowSource = { ...company, tag, unit, kind: 'earnings-per-share' };
      const operands = operandsOf(source, last, next, position);
      if (operands)
        return { end: dayOf(to), currency: currencyOf(unit), epsDiluted: toFigure(operands, company.basis) };
    }
  }
  return { end: dayOf(to), currency: null, epsDiluted: { value: null, reason: 'operand-missing' } };
}

function operandsOf(
  source: FlowSource,
  last: CalendarYear,
  next: CalendarYear | undefined,
  position: Position | null,
): Operand[] | null {
  const year = fromBeginning(source, last, 4);
  if (!year) return null;
  if (!next || position === null) return [{ stated: year, sign: 1 }];
  const now = fromBeginning(source, next, position);
  const before = fromBeginning(source, last, position);
  return now && before
    ? [
        { stated: year, sign: 1 },
        { stated: now, sign: 1 },
        { stated: before, sign: -1 },
      ]
    : null;
}

function toFigure(operands: readonly Operand[], basis: SplitBasis): Figure {
  const all = operands.map(({ stated }) => stated);
  const report = lastReport(all);
  const [first] = all;
  if (!report || !first) return { value: null, reason: 'not-stated' };
  const value = operands.reduce<Decimal>((sum, { stated, sign }) => {
    const factor = basis.since(stated.fact.filed);
    const part = factor === '1' ? stated.fact.value : divide(stated.fact.value, factor, splitDigits);
    return add(sum, sign === 1 ? part : negate(part));
  }, '0');
  return {
    value,
    provenance: {
      tags: [first.tag],
      unit: first.fact.unit,
      accession: report.accession,
      filed: report.filed,
      how: all.length === 1 ? 'reported' : 'derived',
      flags: flagsOf(all),
      splitFactor: '1',
    },
  };
}
