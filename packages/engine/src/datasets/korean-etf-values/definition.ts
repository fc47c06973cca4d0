import { koreanDayParams } from '@tickermill/collectors';
import { defineDataset } from '../definition.ts';
import { koreanDayDefinition, koreanDayTargets } from '../korean-day.ts';

/** Net asset values of every Korean fund, day by day. */
export const koreanEtfValues = defineDataset({
  ...koreanDayDefinition('korean-etf-values'),
  id: 'korean-etf-values',
  words: { title: 'funds of Korea', target: 'day', found: 'fund', created: 'value' },
  params: koreanDayParams,
  targets: (db, run, context) => koreanDayTargets(db, run, { context, dataset: 'korean-etf-values', parts: [{}] }),
});
