import { koreanSectorsParams } from '@tickermill/collectors';
import { defineDataset } from '../definition.ts';
import { koreanDayDefinition, koreanDayTargets } from '../korean-day.ts';

/** The industry of every share of KOSPI and KOSDAQ, as the exchange classifies it. */
export const koreanSectors = defineDataset({
  ...koreanDayDefinition('korean-sectors'),
  id: 'korean-sectors',
  words: { title: 'sectors of Korea', target: 'market', found: 'share', created: 'share' },
  params: koreanSectorsParams,
  targets: (db, run, context) =>
    koreanDayTargets(db, run, {
      context,
      dataset: 'korean-sectors',
      parts: [{ market: 'XKRX' }, { market: 'XKOS' }],
    }),
});
