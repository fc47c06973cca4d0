import type { EarningsPeriod, PeriodFigure, ReportedFact } from '@tickermill/core';
import { type Figure, type FigureRow, toFigures } from '@tickermill/fundamentals';

/** The fiscal years and quarters that facts come to, and what lies between two years, as records have them. */
export function toPeriods(facts: readonly ReportedFact[]): EarningsPeriod[] {
  const { annual, quarters, transitions } = toFigures(facts);
  return [...annual, ...quarters, ...transitions].map(toPeriod);
}

const toPeriod = ({ figures, ...row }: FigureRow): EarningsPeriod => ({
  ...row,
  figures: Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, toFigure(figure)]),
  ) as EarningsPeriod['figures'],
});

function toFigure(figure: Figure): PeriodFigure {
  if (figure.value === null) return figure;
  const { tags, flags, ...source } = figure.provenance;
  return { value: figure.value, source: { ...source, tags: [...tags] as [string, ...string[]], flags: [...flags] } };
}
