/** Fundamentals of companies: what reports state as facts, and the figures made of them. Pure: no I/O, no clock. */

export { parseCompanyFacts } from './facts/company-facts.ts';
export type { CompanyFacts, Fact, FactOddity, FactOddityKind } from './facts/fact.ts';
export {
  type Figure,
  type FigureFlag,
  type FigureOptions,
  type FigureRow,
  type Figures,
  type MissingReason,
  type Provenance,
  perShareFigures,
  type Split,
} from './figures/figure.ts';
export { toFigureLine } from './figures/figure-line.ts';
export { withPredecessors } from './figures/predecessor.ts';
export { toFigures } from './figures/to-figures.ts';
export { isFinancial } from './metrics/financial.ts';
export type {
  Dividend,
  Metric,
  MetricFlag,
  MetricInput,
  MetricReason,
  Profile,
  ShareClass,
  ShareCount,
} from './metrics/metric.ts';
export { shareCounts } from './metrics/share-counts.ts';
export { areSpecial } from './metrics/special-dividends.ts';
export { toMetrics } from './metrics/to-metrics.ts';
export { toFilingLine } from './sections/filing-line.ts';
export { toSections } from './sections/to-sections.ts';
