import { koreanDayParams } from '@tickermill/collectors';
import { defineDataset } from '../definition.ts';
import { koreanDayDefinition, koreanDayTargets } from '../korean-day.ts';

/** PER, PBR and dividend yield of every Korean share, day by day. */
export const koreanValuations = defineDataset({
  ...koreanDayDefinition('korean-valuations'),
  id: 'korean-valuations',
  words: { title: 'valuations of Korea', target: 'day', found: 'valuation', created: 'valuation' },
  params: koreanDayParams,
  targets: (db, run, context) => koreanDayTargets(db, run, { context, dataset: 'korean-valuations', parts: [{}] }),
});
