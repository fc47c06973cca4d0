/** Backfills and coverage as the contracts have them. */
import type {
  BackfillForecast as BackfillForecastView,
  BackfillView,
  CoverageView,
  WhyView,
} from '@tickermill/core/contracts';
import type { Backfill, BackfillForecast, DayExplanation, PriceCoverage } from '@tickermill/engine';
import { contractOf } from './contract-of.ts';

export const viewBackfill = (backfill: Backfill): BackfillView => contractOf(backfill);
export const viewCoverage = (coverage: PriceCoverage): CoverageView => contractOf(coverage);
export const viewWhy = (explanation: DayExplanation): WhyView => contractOf(explanation);
export const viewBackfillForecast = (forecast: BackfillForecast): BackfillForecastView => ({
  dry_run: true,
  ...contractOf(forecast),
});
