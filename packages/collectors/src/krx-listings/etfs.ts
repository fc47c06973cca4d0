import { type Listing, toListedSymbol } from '@tickermill/core';
import { codeOf } from '../krx-rows.ts';
import { isinOf, type ListingRow, toListing } from '../listing-file.ts';
import { textOf } from '../market-day.ts';
import { masterRows } from './master-rows.ts';

/**
 * The funds of the exchange, from their master (`MDCSTAT04601`, with ISINs) or from the prices of a day, which name code
 * and name alone. @throws {PipelineError} `LISTING_STRUCTURE`, `LISTING_CUT_OFF` or `LISTING_CONTRADICTORY`
 */
export function parseEtfs(bytes: Buffer): Listing {
  const rows = masterRows('krx-etfs', bytes, ['ISU_CD']);
  return toListing('krx-etfs', bytes, { asOf: null, rows: rows.map((row, nth) => toRow(row, nth + 1)) });
}

function toRow(row: Readonly<Record<string, unknown>>, line: number): ListingRow {
  const text = JSON.stringify(row);
  const code = codeOf(row);
  if (code === null) return { line, text, reason: 'its code is not of six characters' };
  const name = textOf(row, 'ISU_ABBRV') ?? textOf(row, 'ISU_NM') ?? '';
  // The prices of the keyed API have the short code in the place of the ISIN.
  const { isin, flags } = 'ISU_SRT_CD' in row ? isinOf(textOf(row, 'ISU_CD') ?? '') : { isin: null, flags: [] };
  const instrument = {
    symbol: toListedSymbol(code, 'XKRX'),
    exchangeSymbol: code,
    name,
    mic: 'XKRX',
    kind: 'etf' as const,
    currency: 'KRW',
    isin,
    statusFlags: flags,
  };
  return { line, text, instrument };
}
