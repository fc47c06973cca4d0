import { Day } from '@tickermill/core';
import type { Handler } from 'express';
import { etfRows, type KrxRow, priceRows, sectorRows, valuationRows } from '../market/listed/korean-figures.ts';
import type { ListedMarket } from '../market/listed/listed-market.ts';
import { sendProblem } from './problem.ts';

/** What Korean shares and funds are on a day, whatever its sources show of it yet: rows by their codes, as the exchange writes them. */
export interface KoreanTruth {
  readonly valuations: readonly KrxRow[];
  readonly sectors: readonly KrxRow[];
  readonly etfs: readonly KrxRow[];
  readonly prices: readonly KrxRow[];
}

/** `GET /_sandbox/truth/korea?day=2026-11-20`. */
export const koreanTruthRoute =
  (listed: ListedMarket): Handler =>
  (request, response) => {
    const day = Day.safeParse(request.query['day']);
    if (!day.success)
      return sendProblem(response, 422, 'INVALID_INPUT', [{ field: 'day', message: 'must be a day, YYYY-MM-DD' }]);
    const truth: KoreanTruth = {
      valuations: valuationRows(listed, day.data),
      sectors: [...sectorRows(listed, 'STK'), ...sectorRows(listed, 'KSQ')],
      etfs: etfRows(listed, day.data),
      prices: (['kospi', 'kosdaq', 'konex'] as const).flatMap((each) => priceRows(listed, each, day.data)),
    };
    return response.json(truth);
  };
