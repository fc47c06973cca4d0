import { Day, type KoreanValuations } from '@tickermill/core';
import { z } from 'zod';
import { defineCollector, found, type Outcome, step } from '../collector.ts';
import { krxDay, krxNumber, krxPage, krxRows, listedOf, uniqueRows, withoutValues } from '../krx-rows.ts';

/** Raised when the same answer is read otherwise. */
const parserVersion = 1;

/** What a day of the whole market is asked with: on the next morning it is published by the keyed API too. */
export const koreanDayParams = z.object({ day: Day, isPublished: z.boolean().default(true) });

const valuations = step({
  id: 'valuations',
  input: koreanDayParams,
  title: ({ day }) => `valuations of ${day}`,
  parserVersion,
  request: ({ day }) => krxPage('MDCSTAT03501', { searchType: '1', mktId: 'ALL', trdDd: krxDay(day) }),
  parse: (answer, { day }): Outcome<KoreanValuations> => {
    const rows = krxRows(answer, ['EPS', 'PER', 'BPS', 'PBR', 'DPS', 'DVD_YLD']).flatMap((row) => {
      const listed = listedOf(row);
      if (listed === null) return [];
      return [
        {
          ...listed,
          close: krxNumber(row, 'TDD_CLSPRC'),
          eps: krxNumber(row, 'EPS'),
          per: krxNumber(row, 'PER'),
          bps: krxNumber(row, 'BPS'),
          pbr: krxNumber(row, 'PBR'),
          dps: krxNumber(row, 'DPS'),
          dividendYield: krxNumber(row, 'DVD_YLD'),
        },
      ];
    });
    const [first, ...others] = uniqueRows(rows.filter(({ close }) => close !== null));
    if (first === undefined) return withoutValues(answer, day);
    return found({
      records: [{ day, provider: 'krx-web', parserVersion, rows: [first, ...others] }],
      found: others.length + 1,
    });
  },
});

/** PER, PBR and dividend yield of every share on a day: the market-data service alone has them. */
export const koreanValuations = defineCollector({
  id: 'korean-valuations',
  dataset: 'korean-valuations',
  source: 'krx-web',
  params: koreanDayParams,
  steps: [valuations],
  start: ({ params }) => valuations(params),
});
