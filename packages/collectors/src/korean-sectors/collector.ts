import type { KoreanSectors } from '@tickermill/core';
import { z } from 'zod';
import { defineCollector, found, type Outcome, step } from '../collector.ts';
import { koreanDayParams } from '../korean-valuations/collector.ts';
import { krxDay, krxPage, krxRows, listedOf, uniqueRows, withoutValues } from '../krx-rows.ts';
import { textOf } from '../market-day.ts';

/** Raised when the same answer is read otherwise. */
const parserVersion = 1;

/** What the sectors of a market are asked with: KONEX has none. */
export const koreanSectorsParams = koreanDayParams.extend({ market: z.enum(['XKRX', 'XKOS']) });

/** How the exchange calls them. */
const ids = { XKRX: 'STK', XKOS: 'KSQ' } as const;

const sectors = step({
  id: 'sectors',
  input: koreanSectorsParams,
  title: ({ day, market }) => `sectors of ${market} on ${day}`,
  parserVersion,
  request: ({ day, market }) => krxPage('MDCSTAT03901', { mktId: ids[market], trdDd: krxDay(day) }),
  parse: (answer, { day, market }): Outcome<KoreanSectors> => {
    const rows = krxRows(answer, ['ISU_SRT_CD', 'IDX_IND_NM']).flatMap((row) => {
      const listed = listedOf({ ...row, MKT_ID: ids[market] });
      const sector = textOf(row, 'IDX_IND_NM');
      return listed === null || sector === null || sector === '-' ? [] : [{ ...listed, sector: sector.slice(0, 200) }];
    });
    const [first, ...others] = uniqueRows(rows);
    if (first === undefined) return withoutValues(answer, day);
    return found({
      records: [{ day, provider: 'krx-web', parserVersion, rows: [first, ...others] }],
      found: others.length + 1,
    });
  },
});

/** The industry of every share of KOSPI or KOSDAQ on a day: the market-data service alone has it. */
export const koreanSectors = defineCollector({
  id: 'korean-sectors',
  dataset: 'korean-sectors',
  source: 'krx-web',
  params: koreanSectorsParams,
  steps: [sectors],
  start: ({ params }) => sectors(params),
});
