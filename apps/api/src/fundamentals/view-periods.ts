import { divide, type EarningsPeriod, multiply, type PeriodFigure } from '@tickermill/core';
import type { EarningsPeriodView, FigureView } from '@tickermill/core/contracts';
import { perShareFigures, type Split } from '@tickermill/fundamentals';

/** Enough digits for cents over any split. */
const digits = 8;
const perShare: ReadonlySet<string> = new Set(perShareFigures);

/**
 * A period as the API returns it. Figures per share are divided by the splits since they were filed: by those that are
 * known of the shares, or else by those that later reports give away; null: as filed.
 */
export const toPeriodView = (
  { fiscalYear, figures, period, start, end, currency }: EarningsPeriod,
  splits: readonly Split[] | null,
): EarningsPeriodView => ({
  period,
  fiscal_year: fiscalYear,
  start,
  end,
  currency,
  figures: Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, toFigureView(name, figure, splits)]),
  ) as EarningsPeriodView['figures'],
});

function toFigureView(name: string, figure: PeriodFigure, splits: readonly Split[] | null): FigureView {
  if (figure.value === null) return { value: null, split_factor: null, reason: figure.reason };
  const { value, source } = figure;
  const { splitFactor, ...shown } = source;
  const since = splits?.filter(({ effective }) => effective > source.filed) ?? [];
  const known = since.reduce((product, { factor }) => multiply(product, factor), '1');
  const factor = splits === null || !perShare.has(name) ? '1' : splits.length > 0 ? known : splitFactor;
  if (factor === '1') return { value, split_factor: null, reason: null, ...shown };
  return { value: divide(value, factor, digits), split_factor: factor, reason: null, ...shown };
}

/** The latest periods of so many fiscal years, the latest first, a year before its quarters. */
export function latestPeriods(
  periods: readonly EarningsPeriod[],
  { period, years }: { period: 'year' | 'quarter' | 'all'; years: number },
): EarningsPeriod[] {
  const isWanted = (each: EarningsPeriod) => period === 'all' || (each.period === 'FY') === (period === 'year');
  const wanted = periods.filter(isWanted);
  const labels = [...new Set(wanted.map(({ fiscalYear }) => fiscalYear))].sort((a, b) => b - a);
  const kept = new Set(labels.slice(0, years));
  return wanted
    .filter(({ fiscalYear }) => kept.has(fiscalYear))
    .sort((a, b) => (a.end === b.end ? (a.period < b.period ? -1 : 1) : a.end < b.end ? 1 : -1));
}
